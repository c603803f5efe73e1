// Comfort of the pages on which one finds, reads and verifies; written for the public's older browsers.
import english from "../words/finding.json";
import { speaker } from "../js/words.js";

const say = speaker(english);
const first = (selector, root) => (root || document).querySelector(selector);

// A search that gets no answer says so and leaves what was typed.
function searchFailed(failed) {
  const note = first("[data-search-failed]");
  if (note) note.hidden = !failed;
}
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) =>
  document.addEventListener(name, () => searchFailed(true)),
);
document.addEventListener("htmx:afterSwap", () => searchFailed(false));
document.addEventListener("keydown", (event) => {
  const found = document.getElementById("found");
  if (event.key !== "Escape" || !found || !found.classList.contains("found-below")) return;
  found.replaceChildren();
});

// A file dropped on the form is as good as one chosen.
function takeFiles(form) {
  const input = first("input[type=file]", form);
  const chosen = first("[data-chosen]", form);
  const around = (on) => form.classList.toggle("dragging", on);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    around(true);
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) around(false);
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    around(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => {
    const file = input.files[0];
    chosen.textContent = file ? say("已选：{name}", { name: file.name }) : "";
  });
  form.addEventListener("submit", () => {
    first("[data-working]", form).hidden = false;
  });
}

// The chart's code is large: it comes when the chart is about to be seen.
function drawWhenSeen(place) {
  const load = () => {
    const script = document.createElement("script");
    script.src = place.dataset.chartSource;
    script.onerror = () => {
      first("[data-chart-wait]", place).textContent = say("图没有画出来，数字见下表。");
    };
    document.head.append(script);
  };
  if (!("IntersectionObserver" in window)) return load();
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    load();
  }, { rootMargin: "200px" });
  seen.observe(place);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-drop]").forEach(takeFiles);
  document.querySelectorAll("[data-chart]").forEach(drawWhenSeen);
  document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
});
