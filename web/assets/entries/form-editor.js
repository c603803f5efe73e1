// Comfort for the editors of form, questions and result: each works as plain forms without it.
import { Bench } from "../js/studio-forms/bench.js";
import { watchSeal } from "../js/studio-forms/seal.js";
import { speaker } from "../js/words.js";
import english from "../words/form-editor.json";

const root = document.querySelector("[data-workbench]");
if (root) {
  const bench = new Bench(root, speaker(english));
  watchSeal(bench);
}
