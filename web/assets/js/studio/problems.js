// What the server's check finds in the drawing as it is now: a list, badges on the elements, a count.
import { say } from "./says.js";

const WAIT = 700; // milliseconds of rest before the server is asked

export class Problems {
  constructor(eventBus, overlays, canvas, elementRegistry, selection) {
    Object.assign(this, { eventBus, overlays, canvas, registry: elementRegistry, selection, list: [], _marked: [] });
    eventBus.on("import.done", () => this._mark());
  }

  of(id) {
    return this.list.filter((one) => one.element === id && one.drawn);
  }

  // Findings of the server: those of the diagram that name an element on it get a badge.
  take(found, path) {
    this.list = found.map((one) => ({ ...one, drawn: one.file === path && Boolean(this.registry.get(one.element)) }));
    this._mark();
    this.eventBus.fire("propertiesPanel.providersChanged");
    this.eventBus.fire("problems.changed");
  }

  show(id) {
    const element = this.registry.get(id);
    if (!element) return;
    this.selection.select(element);
    this.canvas.scrollToElement(element, { top: 160, bottom: 120, left: 120, right: 160 });
  }

  _mark() {
    for (const id of this._marked) if (this.registry.get(id)) this.canvas.removeMarker(id, "has-problem");
    this.overlays.remove({ type: "problem" });
    this._marked = [...new Set(this.list.filter((one) => one.drawn && this.registry.get(one.element)).map((one) => one.element))];
    for (const id of this._marked) {
      this.canvas.addMarker(id, "has-problem");
      if (!this.registry.get(id).waypoints && this.registry.get(id) !== this.canvas.getRootElement()) this.overlays.add(id, "problem", { position: { top: -10, left: -10 }, html: this._badge(id) });
    }
  }

  _badge(id) {
    const badge = document.createElement("button");
    const texts = this.of(id).map((one) => one.text);
    badge.type = "button";
    badge.className = "problem-badge";
    badge.tabIndex = -1; // the list below is the keyboard's way
    badge.title = texts.join("\n");
    if (document.documentElement.lang === "en" && /[\u2e80-\uffef]/.test(badge.title)) badge.lang = "zh-CN";
    badge.setAttribute("aria-label", say("{n} 个问题", { n: texts.length }));
    badge.textContent = String(texts.length);
    badge.addEventListener("click", () => this.show(id));
    return badge;
  }
}
Problems.$inject = ["eventBus", "overlays", "canvas", "elementRegistry", "selection"];

// Asks the server after each rest of the pen; an answer that a newer question has overtaken is dropped.
export function watchProblems(modeler, page, ask) {
  const problems = modeler.get("problems");
  const registry = modeler.get("elementRegistry");
  const { place, count, checked, empty } = page;
  let timer;
  let asked = 0;

  async function check() {
    const own = (asked += 1);
    checked.textContent = say("检查中…");
    const { xml } = await modeler.saveXML({ format: true });
    const found = await ask(xml);
    if (own !== asked) return;
    if (!found) {
      checked.textContent = say("暂时无法检查");
      return;
    }
    problems.take(found, page.path);
    checked.textContent = say("检查于 {time}", { time: new Date().toLocaleTimeString("zh-CN", { hour12: false }) });
  }

  function draw() {
    place.replaceChildren(...problems.list.map(row));
    count.textContent = say("{n} 个问题", { n: problems.list.length });
    count.className = `chip chip-${problems.list.length ? "red" : "green"}`;
    empty.hidden = problems.list.length > 0;
    place.closest("table").hidden = problems.list.length === 0;
    if (page.tab) {
      page.tab.textContent = problems.list.length || "";
      page.tab.hidden = problems.list.length === 0;
    }
  }

  function row(one) {
    const line = document.createElement("tr");
    line.append(named(one), cell(one.rule, say("规则"), true), cell(one.text, say("问题"), true), cell(one.remedy, say("怎么改"), true));
    return line;
  }

  function named(one) {
    const where = cell("", say("元素"));
    const name = registry.get(one.element)?.businessObject.get("name") || one.place || one.element || one.file;
    if (one.drawn) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.append(foreign(name));
      button.addEventListener("click", () => problems.show(one.element));
      where.append(button);
    } else {
      where.append(foreign(one.file === page.path ? name : `${one.file.split("/").pop()} · ${name}`));
    }
    return where;
  }

  modeler.on("problems.changed", draw);
  modeler.on("elements.changed", () => {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT);
  });
  check();
  return check;
}

// Words of the diagram and of the rules are Chinese on every page (WCAG 3.1.2).
function foreign(text) {
  const span = document.createElement("span");
  if (document.documentElement.lang === "en" && /[\u2e80-\uffef]/.test(text)) span.lang = "zh-CN";
  span.textContent = text;
  return span;
}

function cell(text, label, isForeign = false) {
  const one = document.createElement("td");
  one.dataset.label = label;
  if (text) one.append(isForeign ? foreign(text) : text);
  return one;
}
