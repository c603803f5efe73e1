// One key, one act: a map of keys with a help sheet that ? opens. Keys typed into fields stay text, keys with
// Ctrl, Alt or Meta stay the browser's, and whoever is disturbed by single keys turns them off in the sheet.
import { speaker } from "./words.js";
import english from "../words/keys.json";

const say = speaker(english);
const known = new Map();
const OFF = "tongban-keys-off";
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";
const PRESSED_BY_ENTER = "a[href], button, summary, input";
const off = () => localStorage.getItem(OFF) === "yes";

// keys({ j: [say("下一条"), next], "Enter": [say("打开"), open] }): later calls add to the same sheet.
export function keys(map) {
  if (!known.size) document.addEventListener("keydown", press);
  for (const [key, [label, act]] of Object.entries(map)) known.set(key, { label, act });
}

// Open the sheet; also any element with data-keys-help does.
export function help() {
  const dialog = document.querySelector("dialog.keys-sheet") ?? sheet();
  dialog.querySelector("dl").replaceChildren(...[...known, ["?", { label: say("快捷键一览") }]].map(line));
  dialog.showModal();
}

function press(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return stop(event, help);
  if (off() && event.key.length === 1) return;
  if (event.key === "Enter" && event.target.closest?.(PRESSED_BY_ENTER)) return;
  const found = known.get(event.key);
  if (found) stop(event, () => found.act(event));
}

function stop(event, act) {
  event.preventDefault();
  act();
}

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

function line([key, { label }]) {
  return element("div", {}, element("dt", {}, element("kbd", { className: "kbd" }, key)), element("dd", {}, label));
}

function sheet() {
  const box = element("input", { type: "checkbox", checked: !off() });
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "no" : "yes"));
  const title = element("h2", { id: "keys-sheet-title" }, say("快捷键"));
  const close = element("button", { type: "button", className: "btn btn-outline-primary" }, say("关闭"));
  const dialog = element(
    "dialog",
    { className: "keys-sheet" },
    title,
    element("dl", {}),
    element("label", {}, box, " ", say("使用单键快捷键")),
    close,
  );
  dialog.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-help]")) help();
});
