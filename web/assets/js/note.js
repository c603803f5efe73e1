// What happens to what was typed, said once at the top of the form and beside the button.
import { say } from "./saying.js";

const tones = ["blue", "green", "amber", "red"];

export function note(form, tone, text, link) {
  const bar = form.querySelector("[data-note]");
  bar.hidden = false;
  tones.forEach((one) => bar.classList.toggle(`banner-${one}`, one === tone));
  bar.replaceChildren(text);
  if (!link) return;
  const way = document.createElement("a");
  Object.assign(way, { href: link.href, textContent: link.text, target: "_blank", rel: "noopener" });
  bar.append(" ", way);
}

export function saved(form, at) {
  const said = say("已保存 {at}", { at });
  form.querySelectorAll("[data-saved] span").forEach((one) => (one.textContent = said));
  note(form, "green", said);
}
