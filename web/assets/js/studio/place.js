// Putting an element of the palette on the canvas: dragged, clicked, or by keyboard where it makes sense.
import { is } from "bpmn-js/lib/util/ModelUtil";

const ARTIFACTS = ["bpmn:TextAnnotation", "bpmn:Participant"];

export class Placing {
  constructor(kinds, create, autoPlace, modeling, selection, canvas, elementRegistry, eventBus, directEditing) {
    Object.assign(this, { kinds, create, autoPlace, modeling, selection, canvas, elementRegistry });
    // What comes with a name is not asked for one: typing it anew would be a step of its own to undo.
    eventBus.on(["create.end", "autoPlace.end"], 100, ({ shape, context }) => {
      if ((shape ?? context?.shape)?.businessObject?.get("name")) directEditing.cancel();
    });
  }

  // Follows the pointer until it is dropped; on a flow it goes in between.
  drag(event, kind) {
    this.create.start(event, this.kinds.shape(kind));
  }

  // By keyboard or finger: into the selected flow, behind the selected element, else in the middle of the view.
  put(kind) {
    const chosen = this.selection.get();
    const shape = this.kinds.shape(kind);
    const one = chosen.length === 1 ? chosen[0] : undefined;
    const put = this._beside(kind, shape, one) ?? this._inView(shape);
    this.selection.select(put);
    this._show(put);
    return put;
  }

  _beside(kind, shape, one) {
    if (!one || ARTIFACTS.includes(kind.type)) return undefined;
    if (kind.type === "bpmn:BoundaryEvent")
      return is(one, "bpmn:Activity") ? this.modeling.createShape(shape, { x: one.x + one.width / 2, y: one.y + one.height }, one, { attach: true }) : undefined;
    if (is(one, "bpmn:SequenceFlow")) return this._intoFlow(shape, one);
    if (is(one, "bpmn:FlowNode") && !is(one, "bpmn:EndEvent") && kind.type !== "bpmn:StartEvent") {
      const flows = one.outgoing.filter((flow) => is(flow, "bpmn:SequenceFlow"));
      return flows.length === 1 && !is(one, "bpmn:Gateway") && kind.type !== "bpmn:EndEvent"
        ? this._intoFlow(shape, flows[0])
        : this.autoPlace.append(one, shape);
    }
    return undefined;
  }

  _intoFlow(shape, flow) {
    const { source } = flow;
    return this.modeling.createShape(shape, { x: source.x + source.width, y: source.y + source.height / 2 }, flow);
  }

  _inView(shape) {
    const view = this.canvas.viewbox();
    const root = this.canvas.getRootElement();
    if (is(shape, "bpmn:Participant")) return this.modeling.createShape(shape, this._below(shape), root);
    const at = { x: Math.round(view.x + view.width / 2), y: Math.round(view.y + view.height / 2) };
    const pools = this.elementRegistry.filter((one) => is(one, "bpmn:Participant"));
    const pool = pools.find((one) => at.x > one.x && at.x < one.x + one.width && at.y > one.y && at.y < one.y + one.height) ?? pools[0];
    return this.modeling.createShape(shape, at, pool ?? root);
  }

  _below(shape) {
    const shapes = this.elementRegistry.filter((one) => one.parent && !one.waypoints);
    const left = Math.min(...shapes.map((one) => one.x));
    const bottom = Math.max(...shapes.map((one) => one.y + one.height));
    return { x: left + shape.width / 2, y: bottom + 60 + shape.height / 2 };
  }

  _show(element) {
    this.canvas.scrollToElement(element, 80);
  }
}
Placing.$inject = ["kinds", "create", "autoPlace", "modeling", "selection", "canvas", "elementRegistry", "eventBus", "directEditing"];

// The palette is drawn by the server; here it learns to drag, click and answer the keyboard.
export function wirePalette(palette, modeler, tell) {
  const placing = modeler.get("placing");
  const kindOf = (event) => {
    const button = event.target.closest("[data-kind]");
    return button && modeler.get("kinds").named(button.dataset.kind);
  };
  palette.addEventListener("dragstart", (event) => {
    const kind = kindOf(event);
    event.preventDefault();
    if (kind) placing.drag(event, kind);
  });
  palette.addEventListener("click", (event) => {
    const kind = kindOf(event);
    if (!kind) return;
    const byMouse = event.detail > 0 && event.pointerType !== "touch" && event.pointerType !== "pen";
    if (byMouse) placing.drag(event, kind);
    else tell(placing.put(kind));
  });
}
