// The rehearsal's comfort: sheets are drawn when they are unfolded, the reason of a refusal gets the focus.
import english from "../words/rehearsal.json";
import { speaker } from "../js/words.js";

const say = speaker(english);

function unfold(details) {
  if (!details.open || details.querySelector("img")) return;
  const image = document.createElement("img");
  image.src = details.dataset.preview;
  image.alt = say("文书第一页的预览");
  details.append(image);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const details of document.querySelectorAll("[data-preview]"))
    details.addEventListener("toggle", () => unfold(details));
  document.querySelector("[data-focus]")?.focus();
});
