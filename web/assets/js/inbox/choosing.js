// Ticked rows, and the bar that says what can be done with them.
import { token } from "./telling.js";

const bar = document.getElementById("bulk-bar");
const form = document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("tbody [name=item]")];
let waiting = 0;
let asked = 0;
let hint = "";

export function watchChoice() {
  if (!bar) return;
  hint = bar.querySelector("[data-bar]").innerHTML;
  document.addEventListener("change", (event) => {
    if (event.target.matches("[name=item], [data-every]")) changed();
  });
  window.addEventListener("pageshow", changed);
}

export function toggle(row) {
  const box = row?.querySelector("[name=item]");
  if (!box) return;
  box.checked = !box.checked;
  changed();
}

export function chooseAll(on) {
  for (const one of boxes()) one.checked = on;
  changed();
}

// Ask once a person has stopped ticking for a moment.
function changed() {
  for (const one of boxes()) one.closest("tr").classList.toggle("ticked", one.checked);
  clearTimeout(waiting);
  waiting = setTimeout(look, 150);
}

async function look() {
  const ticked = boxes().filter((one) => one.checked);
  const place = bar.querySelector("[data-bar]");
  const every = bar.querySelector("[data-every]")?.checked;
  bar.classList.toggle("bulk-bar-on", ticked.length > 0 || every);
  if (!ticked.length && !every) return (place.innerHTML = hint);
  const mine = ++asked;
  const body = every
    ? new URLSearchParams(["all", "list", "query"].map((name) => [name, form.elements[name].value]))
    : new URLSearchParams(ticked.map((one) => ["item", one.value]));
  const answer = await fetch(bar.dataset.eligible, { method: "POST", body, headers: { "X-CSRF-Token": token() } });
  if (!answer.ok) return location.reload();
  const text = await answer.text();
  if (mine === asked) place.innerHTML = text;
}

