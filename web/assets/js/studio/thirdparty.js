// Where the packages need a hand: our palette stands beside the canvas, controls get names, wide text gets wrapped.
import { translate } from "./translate.js";
import { say } from "./says.js";

// The packages register with a palette; ours is drawn by the server, so this one only takes note.
export class NoPalette {
  registerProvider() {}
  _update() {}
  isOpen() {
    return false;
  }
  isActiveTool() {
    return false;
  }
}

// What comes without a name for a screen reader gets one as it appears.
const NAMES = [
  [".djs-minimap .toggle", (one) => one.title],
  [".bio-properties-panel-group-header-button", (one) => one.title],
  [".bio-properties-panel-arrow", (one) => one.title || translate("Toggle section")],
  [".bio-properties-panel-remove-entry", (one) => one.title || translate("Delete item")],
  [".bio-properties-panel-add-entry", (one) => one.title || translate("Create new list item")],
  [".djs-popup-search input", () => translate("Search")],
  [".djs-search-input input", () => translate("Search in diagram")],
  [".djs-context-pad .entry", (one) => one.title],
  [".bts-entry, .bts-animation-speed-button, .bts-context-pad", (one) => one.title],
];

export function repair(board, modeler) {
  const name = () => {
    for (const [selector, nameOf] of NAMES)
      for (const one of board.querySelectorAll(`${selector.split(",").map((part) => `${part}:not([aria-label])`).join(",")}`)) {
        const said = nameOf(one);
        if (said) one.setAttribute("aria-label", said);
      }
    for (const svg of board.querySelectorAll(".djs-container > svg:not([aria-label])")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", say("流程图"));
    }
    for (const list of board.querySelectorAll(".djs-minimap .map:not([aria-hidden])")) list.setAttribute("aria-hidden", "true");
  };
  let planned = false;
  new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      name();
    });
  }).observe(board, { childList: true, subtree: true });
  modeler.on("import.done", name);
}
