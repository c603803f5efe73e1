// Two diagrams side by side, read only: what was added, removed, changed or moved is coloured; both move together.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { diff } from "bpmn-js-differ";
import spiffworkflow from "../js/studio/spiffworkflow.json";
import { translateModule } from "../js/studio/translate.js";

const SIDES = ["before", "after"];

function viewer(side) {
  return new NavigatedViewer({
    container: `#canvas-${side}`,
    moddleExtensions: { spiffworkflow },
    additionalModules: [translateModule],
  });
}

async function open(place) {
  const said = JSON.parse(document.querySelector("#compare-data").textContent);
  if (!said.before || !said.after) return;
  const viewers = Object.fromEntries(SIDES.map((side) => [side, viewer(side)]));
  for (const side of SIDES) await viewers[side].importXML(said[side]);
  const moved = shifted(viewers);
  const changes = diff(viewers.before.getDefinitions(), viewers.after.getDefinitions());
  paint(viewers.before, { removed: changes._removed, changed: changes._changed, moved });
  paint(viewers.after, { added: changes._added, changed: changes._changed, moved });
  for (const one of said.differences) for (const side of SIDES) mark(viewers[side], one.element, "changed", one.kind === "changed");
  for (const side of SIDES) viewers[side].get("canvas").zoom("fit-viewport");
  together(viewers);
  listen(viewers);
  place.dataset.ready = "yes";
}

function mark(one, id, what, wanted = true) {
  const element = one.get("elementRegistry").get(id);
  if (wanted && element && element !== one.get("canvas").getRootElement()) one.get("canvas").addMarker(id, `is-${what}`);
}

// A pool or lane that only grew is not news.
const HOLDERS = ["bpmn:Participant", "bpmn:Lane", "bpmn:Process", "bpmn:Collaboration", "bpmn:LaneSet"];

function paint(one, changes) {
  for (const [what, elements] of Object.entries(changes))
    for (const [id, element] of Object.entries(elements)) {
      const type = element.$type ?? element.model?.$type;
      if (!(HOLDERS.includes(type) && (what === "moved" || what === "changed"))) mark(one, id, what);
    }
}

// What only made room for a new neighbour went to the right; another row is a move.
function shifted(viewers) {
  const [before, after] = SIDES.map((side) => viewers[side].get("elementRegistry"));
  const shapes = after.filter((one) => !one.waypoints && !one.labelTarget && before.get(one.id));
  const rows = shapes.filter((one) => Math.abs(before.get(one.id).y - one.y) > 10);
  return Object.fromEntries(rows.map((one) => [one.id, one.businessObject]));
}

function together(viewers) {
  let following = false;
  for (const side of SIDES) {
    const other = viewers[side === "before" ? "after" : "before"].get("canvas");
    viewers[side].on("canvas.viewbox.changed", ({ viewbox }) => {
      if (following) return;
      following = true;
      other.viewbox({ x: viewbox.x, y: viewbox.y, width: viewbox.width, height: viewbox.height });
      following = false;
    });
  }
}

function listen(viewers) {
  document.addEventListener("click", (event) => {
    const id = event.target.closest("[data-show]")?.dataset.show;
    if (!id) return;
    const side = ["after", "before"].find((one) => viewers[one].get("elementRegistry").get(id));
    if (!side) return;
    const canvas = viewers[side].get("canvas");
    if (canvas.zoom() < 0.7) canvas.zoom(0.7);
    canvas.scrollToElement(viewers[side].get("elementRegistry").get(id), 100);
    document.querySelector(`#canvas-${side}`).scrollIntoView({ block: "center" });
    for (const one of SIDES) flash(viewers[one], id);
  });
}

function flash(one, id) {
  for (const shown of document.querySelectorAll(".is-shown")) shown.classList.remove("is-shown");
  if (one.get("elementRegistry").get(id)) one.get("elementRegistry").getGraphics(id).classList.add("is-shown");
}

const place = document.querySelector("#compare");
if (place) open(place);
