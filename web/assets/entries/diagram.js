// The live diagram: bpmn-js's viewer over what the server says of a case; without this script the list of steps stands.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import english from "../words/diagram.json";
import { speaker } from "../js/words.js";

const say = speaker(english);
// Said by sign, by line and by colour; the list beside the picture says the same in words.
const STATES = { done: ["✓", "已完成"], current: ["●", "正在办理"], failed: ["!", "系统在处理"] };
const LARGEST = 4;
const SMALLEST = 0.2;

function mark(state) {
  const sign = document.createElement("span");
  sign.className = `mark mark-${state}`;
  sign.textContent = STATES[state][0];
  sign.title = say(STATES[state][1]);
  return sign;
}

function chinese(text) {
  return Object.assign(document.createElement("strong"), { textContent: ` ${text}`, lang: "zh-CN" });
}

function way(host, drawn, open) {
  const line = host.querySelector("[data-diagram-path]");
  line.hidden = drawn.path.length < 2;
  line.replaceChildren(
    ...drawn.path.map(([inside, name], number) => {
      const last = number === drawn.path.length - 1;
      const part = document.createElement(last ? "strong" : "button");
      part.textContent = name;
      part.lang = "zh-CN";
      if (last) return part;
      part.type = "button";
      part.className = "link-button";
      part.addEventListener("click", () => open(inside));
      return part;
    }),
  );
}

// A process that was called is opened by a click on it, or by its button in the list.
function doors(host, viewer, drawn, open) {
  const overlays = viewer.get("overlays");
  for (const [element, inside] of Object.entries(drawn.called)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "diagram-door";
    button.textContent = say("展开");
    button.setAttribute("aria-label", say("展开 {name}", { name: drawn.names[element] ?? element }));
    button.addEventListener("click", () => open(inside));
    overlays.add(element, { position: { bottom: 10, left: 8 }, html: button });
  }
}

function paint(viewer, drawn) {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  const registry = viewer.get("elementRegistry");
  for (const state of Object.keys(STATES))
    for (const element of drawn[state].filter((id) => registry.get(id))) {
      canvas.addMarker(element, `is-${state}`);
      const shape = registry.get(element);
      if (shape.width > 60) overlays.add(element, { position: { top: -10, right: 12 }, html: mark(state) });
    }
}

function fit(viewer) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() > 1) canvas.zoom(1);
}

// On a narrow screen the whole would be unreadable: begin where the case is.
function show(viewer, drawn) {
  fit(viewer);
  const canvas = viewer.get("canvas");
  const here = [...drawn.failed, ...drawn.current].map((id) => viewer.get("elementRegistry").get(id)).find(Boolean);
  if (canvas.zoom() < 0.55) {
    canvas.zoom(0.75);
    canvas.scrollToElement(here ?? viewer.get("elementRegistry").find((one) => one.type === "bpmn:StartEvent"), 60);
  }
}

function tools(host, viewer) {
  const canvas = () => viewer.get("canvas");
  const act = {
    in: () => canvas().zoom(Math.min(LARGEST, canvas().zoom() * 1.25), "auto"),
    out: () => canvas().zoom(Math.max(SMALLEST, canvas().zoom() / 1.25), "auto"),
    fit: () => fit(viewer),
  };
  host.addEventListener("click", (event) => {
    const button = event.target.closest("[data-diagram-zoom]");
    if (button) act[button.dataset.diagramZoom]();
  });
  const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  host.querySelector("[data-diagram-canvas]").addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const key = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (!step && !key) return;
    event.preventDefault();
    event.stopPropagation();
    if (step) canvas().scroll({ dx: step[0], dy: step[1] });
    else act[key]();
  });
}

function draw(host) {
  if (host.dataset.drawn) return;
  host.dataset.drawn = "yes";
  const target = host.querySelector("[data-diagram-canvas]");
  const viewer = new NavigatedViewer({ container: target });
  const said = host.querySelector("[data-diagram-said]");
  async function open(inside) {
    const address = new URL(host.dataset.diagram, location.href);
    address.searchParams.set("inside", inside);
    said.textContent = say("正在加载流程图");
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const drawn = await answer.json();
      host.querySelector("[data-diagram-picture]").hidden = false;
      await viewer.importXML(drawn.xml);
      said.replaceChildren(drawn.said, ...drawn.here.map(chinese));
      target.firstElementChild.lang = "zh-CN"; // names stand as they are drawn
      show(viewer, drawn);
      paint(viewer, drawn);
      doors(host, viewer, drawn, open);
      way(host, drawn, open);
    } catch (error) {
      console.error(error);
      said.textContent = say("流程图没有加载成功；下面的列表说的是同一件事。");
    }
  }
  tools(host, viewer);
  host.addEventListener("click", (event) => {
    const button = event.target.closest("[data-diagram-open]");
    if (!button) return;
    open(button.dataset.diagramOpen);
    host.scrollIntoView({ block: "nearest" });
  });
  open("");
}

// Drawn when it is first seen: in a closed tab there is no room to draw into.
function watch() {
  const seen = new IntersectionObserver((entries) =>
    entries.filter((one) => one.isIntersecting).forEach((one) => draw(one.target)),
  );
  document.querySelectorAll("[data-diagram]").forEach((host) => seen.observe(host));
}
document.addEventListener("DOMContentLoaded", watch);
document.addEventListener("htmx:load", watch);
