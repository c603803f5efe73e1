// The applicant's comfort on top of forms that work without it: saving by itself, files one by one, the live diagram.
import { Autosave } from "../js/autosave.js";
import { all } from "../js/inputs.js";
import { say } from "../js/saying.js";
import { Slots } from "../js/slots.js";
import * as stash from "../js/stash.js";

const form = document.querySelector("form[data-autosave]");
const saver = form && new Autosave(form);
const slots = saver && new Slots(saver);

function sendAgain(target, submitter) {
  if (target.requestSubmit) return target.requestSubmit(submitter);
  if (submitter && submitter.name) {
    const pressed = document.createElement("input");
    Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value });
    target.append(pressed);
  }
  return target.submit();
}

// Before the form goes, everything typed and every chosen file has arrived; if it cannot, the page stays as it is.
let arrived = false;
async function first(event) {
  const target = event.target;
  if (arrived || !saver) return;
  const leaving = (target.getAttribute("action") || "").endsWith("/sign-out");
  if (target !== form && !leaving) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await slots.queue;
  const done = await saver.save();
  if (leaving) {
    if (!done && !window.confirm(say("还有内容没有保存上，退出就会丢失。要退出吗？"))) return;
    stash.dropAll();
  } else if (!done) {
    const open = form.querySelector("[data-clash]") || form.querySelector("[data-note]");
    open.scrollIntoView({ block: "center" });
    return;
  }
  // Where nothing was to be saved this runs while the first submission is still being told; a browser then drops a second.
  await new Promise((told) => setTimeout(told, 0));
  arrived = true;
  sendAgain(target, event.submitter);
  setTimeout(() => (arrived = false), 0);
}
document.addEventListener("submit", first, true);

// The register's answer: the page is drawn anew with what came, once what was typed is safe.
async function awaitSources() {
  const answer = await saver.ask(form.dataset.state).catch(() => null);
  if (answer && answer.ok && !(await answer.json()).waiting && (await saver.save())) return location.reload();
  return setTimeout(awaitSources, 2000);
}
if (form && form.dataset.state && document.querySelector("[data-waiting]")) setTimeout(awaitSources, 1500);

// The live diagram is heavy: it comes when somebody opens it.
function load(live) {
  if (!live.open || live.dataset.loaded) return;
  live.dataset.loaded = "yes";
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: live.dataset.css }));
  const script = Object.assign(document.createElement("script"), { src: live.dataset.js });
  script.onload = () => document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: live } }));
  document.head.append(script);
}
all(document, "details[data-live]").forEach((live) => live.addEventListener("toggle", () => load(live)));

// A link into something folded opens it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  const folded = target && target.closest("details:not([open])");
  if (folded) folded.open = true;
});

// A picture that cannot be drawn leaves its icon's place empty rather than broken.
document.addEventListener("error", (event) => event.target.tagName === "IMG" && (event.target.hidden = true), true);
