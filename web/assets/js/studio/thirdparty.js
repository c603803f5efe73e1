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
    for (const one of board.querySelectorAll(".djs-context-pad .entry:not([role])")) one.setAttribute("role", "button");
    for (const one of board.querySelectorAll(".djs-popup-title:not([aria-level])")) {
      one.setAttribute("role", "heading");
      one.setAttribute("aria-level", "2");
    }
    for (const svg of board.querySelectorAll(".djs-container > svg:not([aria-label])")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", say("流程图"));
    }
    for (const list of board.querySelectorAll(".djs-minimap .map:not([aria-hidden])")) list.setAttribute("aria-hidden", "true");
  };
  const english = document.documentElement.lang === "en";
  let planned = false;
  new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => {
      planned = false;
      name();
      if (english) tongue(board);
    });
  }).observe(board, { childList: true, subtree: true, characterData: english });
  modeler.on("import.done", name);
}

// On an English page, what the diagram and the house's roles say themselves is marked as Chinese (WCAG 3.1.2).
function tongue(board) {
  const texts = document.createTreeWalker(board, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    const chinese = /[\u2e80-\uffef]/.test(texts.currentNode.data);
    if (chinese && !holder.closest("[lang]:not(html)")) holder.setAttribute("lang", "zh-CN");
    else if (!chinese && holder.lang === "zh-CN" && holder.childElementCount === 0 && texts.currentNode.data.trim()) holder.removeAttribute("lang");
  }
}
