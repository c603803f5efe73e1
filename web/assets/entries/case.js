// The case page by keyboard: decide, go on to the next, tick points, look at papers. Without it every part is on the page.
import { keys } from "../js/keys.js";
import { speaker } from "../js/words.js";
import english from "../words/case.json";
import { gallery } from "../js/gallery.js";
import { tabs } from "../js/tabs.js";

const say = speaker(english);
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const form = () => one("[data-act]");

function press(key) {
  const found = one(`[data-key="${key}"]:not([disabled])`);
  if (found) found.click();
  else announce(say("现在不能这样做"));
}

// Said to who listens and shown to who looks, for a moment.
function announce(text) {
  let line = one("[data-said]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.said = "";
    line.className = "said";
    line.setAttribute("role", "status");
    document.body.append(line);
  }
  line.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (line.textContent = ""), 4000);
}

// Points that are not ticked make the notice or the question, in the words typed beside them.
const points = () => all("[data-point]");
const isTicked = (point) => one("input[type=checkbox]", point).checked;
const wordsOf = (point) => one("textarea", point)?.value.trim() ?? "";

function asked() {
  return points()
    .filter((point) => !isTicked(point) || wordsOf(point))
    .map((point) => wordsOf(point) || point.dataset.words);
}

function fillNotice() {
  const list = one("[data-asked]");
  if (!list) return;
  list.replaceChildren(
    ...asked().map((text) => Object.assign(document.createElement("li"), { textContent: text, lang: "zh-CN" })),
  );
}

let written = false; // by hand: what a person has typed is not overwritten
function fillQuestion() {
  const question = one("[name=question]");
  if (!question || !points().length || written) return;
  const lines = asked();
  if (lines.length && lines.length < points().length) one("[data-ask]").open = true;
  question.value = lines.length === 1 ? lines[0] : lines.map((line, number) => `${number + 1}. ${line}`).join("\n");
}

function watchPoints() {
  for (const point of points()) point.classList.toggle("open", !isTicked(point) && !!wordsOf(point));
  fillNotice();
  fillQuestion();
}

// x ticks the point in focus and goes to the next that is open.
function tick() {
  const boxes = points().map((point) => one("input[type=checkbox]", point));
  if (!boxes.length) return;
  const at = boxes.indexOf(document.activeElement);
  const box = at >= 0 ? boxes[at] : boxes.find((each) => !each.checked) ?? boxes[0];
  box.click();
  const rest = [...boxes.slice(boxes.indexOf(box) + 1), ...boxes];
  (rest.find((each) => !each.checked) ?? one('[data-key="a"]') ?? box).focus();
}

// r: what else than yes can be said, with its reason, in one place.
function turnBack() {
  const buttons = all("[data-return]:not([disabled])", form() ?? document);
  if (!buttons.length) return announce(say("现在不能这样做"));
  const dialog = document.createElement("dialog");
  dialog.className = "return-dialog";
  const title = Object.assign(document.createElement("h2"), { id: "return-title", textContent: say("退回、补正或不予") });
  const label = document.createElement("label");
  const text = Object.assign(document.createElement("textarea"), { rows: 4, className: "form-control", id: "return-words" });
  label.htmlFor = text.id;
  label.textContent = say("理由，或者要申请人说明什么");
  text.value = one("[name=opinion]")?.value || one("[name=question]")?.value || "";
  const row = Object.assign(document.createElement("div"), { className: "form-actions" });
  const choose = (button) => {
    const into = button.value === "clarify" ? "question" : "opinion";
    const field = one(`[name=${into}]`);
    if (field) field.value = text.value;
    if (into === "question") written = true;
    dialog.close();
    button.click();
  };
  buttons.forEach((button, number) => {
    const copy = Object.assign(document.createElement("button"), { type: "button", className: button.className });
    copy.append(...Array.from(button.childNodes).filter((each) => each.nodeName !== "KBD").map((each) => each.cloneNode(true)));
    const hint = Object.assign(document.createElement("kbd"), { className: "kbd", textContent: `Alt+${number + 1}` });
    hint.setAttribute("aria-hidden", "true");
    copy.append(" ", hint);
    copy.addEventListener("click", () => choose(button));
    row.append(copy);
  });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link", textContent: say("取消") });
  close.addEventListener("click", () => dialog.close());
  row.append(close);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, label, text, row);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => {
    const number = event.altKey && /^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) : event.ctrlKey && event.key === "Enter" ? 1 : 0;
    if (number && buttons[number - 1]) {
      event.preventDefault();
      choose(buttons[number - 1]);
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
}

// The notice as it will be sealed, in a window over the page.
async function preview(event) {
  const button = event.target.closest("[data-preview]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const body = new FormData(button.form);
  body.set(button.name, button.value);
  const answer = await fetch(button.formAction, { method: "POST", body });
  if (!answer.ok) return announce(say("现在画不出预览，请稍后再试"));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "look-dialog";
  dialog.setAttribute("aria-label", button.textContent.trim());
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary", textContent: say("关闭") });
  close.addEventListener("click", () => dialog.close());
  dialog.append(document.importNode(page.querySelector("#preview"), true), close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
}

function decide() {
  const sure = one("[data-confirm]");
  if (sure) {
    sure.focus();
    keys({
      Enter: [say("确认"), () => sure.click()],
      Escape: [say("返回修改"), () => one("[data-back]").click()],
    });
    return;
  }
  keys({
    a: [say("受理、同意或准予"), () => press("a")],
    r: [say("补正、核实或不予"), turnBack],
    x: [say("勾下一条审查要点"), tick],
    c: [say("认领"), () => press("c")],
    n: [say("下一件"), () => press("n")],
    p: [say("上一件"), () => press("p")],
    "/": [say("回列表搜索"), () => location.assign(`${one(".task-title a").href}#search`)],
  });
}

function begin() {
  decide();
  if (!one("#case-title")) return;
  tabs(one("[data-tabs]"));
  gallery(say);
  form()?.addEventListener("change", watchPoints);
  form()?.addEventListener("input", (event) => {
    if (event.target.name === "question") written = event.target.value.trim() !== "";
    else watchPoints();
  });
  document.addEventListener("click", preview);
  fillNotice();
  // After an act one is on the next case: its title is read, then what was done.
  if (one(".work-main > .banner[role=status]") && !one("[data-focus]")) one("#case-title").focus({ preventScroll: true });
}
document.addEventListener("DOMContentLoaded", begin);
