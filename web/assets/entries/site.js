// Comfort on top of pages that work without it: nothing here is needed to file, decide or download.
import "htmx.org";
import { holds } from "../js/when.js";
import { speaker } from "../js/words.js";
import english from "../words/site.json";

const say = speaker(english);
document.documentElement.classList.add("js");

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

function answer(form, name) {
  const inputs = all("input, select, textarea", form).filter((one) => one.name === name && !one.disabled);
  const chosen = inputs.filter((one) => !/^(radio|checkbox)$/.test(one.type) || one.checked).map((one) => one.value);
  return inputs.some((one) => one.type === "checkbox") ? chosen : chosen[0];
}

// A field whose condition is false is hidden and not sent; conditions may hang on each other, hence the rounds.
function showFields(form) {
  const conditional = all("[data-when]", form);
  for (let round = 0; round < 5; round += 1) {
    let changed = false;
    for (const field of conditional) {
      const shown = holds(field.dataset.when, (name) => answer(form, name));
      if (field.hidden === shown) {
        field.hidden = !shown;
        all("input, select, textarea", field).forEach((one) => (one.disabled = !shown));
        changed = true;
      }
    }
    if (!changed) return;
  }
}

function watchConditions(root) {
  const forms = new Set(all("[data-when]", root).map((field) => field.closest("form")).filter(Boolean));
  for (const form of forms) {
    showFields(form);
    form.addEventListener("input", () => showFields(form));
  }
}

// A second click sends nothing; the page that comes back makes its own buttons.
function sendOnce(event) {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
}

function checkFile(event) {
  const input = event.target;
  if (input.type !== "file" || !input.dataset.limit) return;
  const limit = parseFloat(input.dataset.limit) * 1048576;
  const large = Array.from(input.files).some((file) => file.size > limit);
  input.setCustomValidity(large ? say("文件超过 {limit}，请压缩或拆分后再选", { limit: input.dataset.limit }) : "");
  if (large) input.reportValidity();
  const button = input.closest("[data-upload]")?.querySelector("button[formaction]");
  if (button) button.disabled = large;
}

function copyText(event) {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.setAttribute("aria-label", say("已复制"));
    button.classList.add("green");
  });
}

// Leaving a long form with unsaved answers asks first.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-unsaved]")) unsaved = true;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// Whoever signs out leaves nothing typed behind on this device.
function leaveNothing(event) {
  if (!(event.target.getAttribute("action") || "").endsWith("/sign-out")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("tongban-draft:")) localStorage.removeItem(key);
}

document.addEventListener("submit", (event) => {
  leaveNothing(event);
  sendOnce(event);
  if (!event.defaultPrevented) unsaved = false;
});
document.addEventListener("change", checkFile);
document.addEventListener("click", copyText);
document.addEventListener("htmx:load", (event) => watchConditions(event.detail.elt));
document.addEventListener("DOMContentLoaded", () => {
  watchConditions(document);
  document.querySelector("[data-focus]")?.focus();
});
