// The approver's lists: keys, choosing many, the panel beside the list, news without reloading.
import { keys } from "../js/keys.js";
import { claimed } from "../js/inbox/claiming.js";
import { chooseAll, toggle, watchChoice } from "../js/inbox/choosing.js";
import { current, move, showPreview } from "../js/inbox/moving.js";
import { listen } from "../js/inbox/news.js";
import { speaker } from "../js/words.js";
import english from "../words/inbox.json";

const say = speaker(english);
const search = document.getElementById("list-q");

keys({
  j: [say("下一条"), () => move(1)],
  k: [say("上一条"), () => move(-1)],
  Enter: [say("打开办理"), () => current() && location.assign(current().dataset.url)],
  x: [say("选中或取消"), () => toggle(current())],
  c: [say("认领；已认领的退回"), () => claimed(current())],
  p: [say("预览"), () => showPreview(current(), true)],
  "/": [say("搜索编号、申请人"), () => search?.select()],
});

watchChoice();
listen();

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-row]");
  if (event.target.closest("[data-all]")) return chooseAll(event.target.checked);
  const act = event.target.closest("[data-act]");
  if (act && row) {
    event.preventDefault();
    return claimed(row, act);
  }
  if (event.target.closest("[data-close]")) return showPreview(null);
  if (event.target.closest("[data-preview]")) return showPreview(row, true);
  if (row && !event.target.closest("a, button, input, label")) move(0, row);
});

// On a telephone the list comes first: filters that narrow nothing are folded away.
const fold = document.querySelector("[data-fold]");
if (fold && matchMedia("(max-width: 575.98px)").matches) fold.open = false;

// A filter that changes is asked for at once; empty ones stay out of the address.
const filters = document.querySelector("[data-filters]");
filters?.addEventListener("change", (event) => {
  if (event.target.matches("select")) filters.requestSubmit();
});
filters?.addEventListener("submit", () => {
  for (const one of [...filters.elements]) if (one.name && one.value === "") one.disabled = true;
});
search?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") filters.requestSubmit();
  if (event.key === "Escape") search.blur();
});
window.addEventListener("pageshow", () => {
  for (const one of filters?.elements ?? []) one.disabled = false;
});
// One little window at a time; Escape closes what is open.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.pop") && event.target.open)
    for (const other of document.querySelectorAll("details.pop[open]")) if (other !== event.target) other.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.pop[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
  if (document.getElementById("preview")?.classList.contains("preview-open")) showPreview(null);
});
