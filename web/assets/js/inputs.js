// The fields of a form by name: read as a browser would send them, set from what another device or time gave.
const IGNORED = new Set(["csrf_token", "revision", "do", "acting_for"]);

export const all = (root, selector) => Array.from(root.querySelectorAll(selector));

export const inputs = (form, name) =>
  all(form, "input, select, textarea").filter((one) => one.name === name && one.type !== "file");

export const isTyped = (one) => Boolean(one.name) && one.type !== "file" && !IGNORED.has(one.name);

const isTick = (one) => one.type === "checkbox" || one.type === "radio";

export const read = (form, name) =>
  inputs(form, name)
    .filter((one) => !one.disabled && (!isTick(one) || one.checked))
    .map((one) => one.value)
    .filter((value) => value !== "");

export function write(form, name, values) {
  const found = inputs(form, name).filter((one) => one.type !== "hidden");
  found.forEach((one) => {
    if (isTick(one)) one.checked = values.includes(one.value);
    else one.value = values[0] || "";
  });
  if (found.length) found[0].dispatchEvent(new Event("tongban:set", { bubbles: true }));
  return found;
}

export const same = (one, other) => one.length === other.length && one.every((value, i) => value === other[i]);
