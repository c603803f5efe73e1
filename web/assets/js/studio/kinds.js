// Elements of the server's catalogue: drawn with the right properties, named and numbered as people would.
import * as extension from "./extension.js";

const SIZES = { "bpmn:TextAnnotation": {}, "bpmn:SubProcess": { isExpanded: true } };

export class Kinds {
  constructor(vocabulary, bpmnFactory, elementFactory, moddle) {
    this.all = vocabulary.kinds;
    this._factory = bpmnFactory;
    this._shapes = elementFactory;
    this._ids = moddle.ids;
  }

  named(id) {
    return this.all.find((one) => one.id === id);
  }

  // A shape ready to be put on the canvas.
  shape(kind) {
    if (kind.type === "bpmn:Participant") return this._shapes.createParticipantShape();
    const options = { type: kind.type, ...SIZES[kind.type] };
    if (kind.event) return this._event(kind, options);
    const businessObject = this._factory.create(kind.type, { id: this._id(kind), ...(kind.name && { name: kind.name }) });
    this._ids.claim(businessObject.id, businessObject);
    this.fill(businessObject, kind);
    return this._shapes.createShape({ ...options, businessObject });
  }

  // What the kind says of itself, put on an element that is there (a task that becomes another).
  fill(businessObject, kind) {
    const factory = this._factory;
    const values = [];
    const said = { ...kind.properties };
    if (kind.officers > 1) said.not = [said.not, businessObject.id].filter(Boolean).join(",");
    if (Object.keys(said).length) values.push(extension.properties(factory, said));
    if (kind.operator) values.push(extension.operator(factory, kind.operator));
    if (kind.inputs.length) values.push(extension.inputs(factory, kind.inputs));
    if (kind.outputs.length) values.push(extension.outputs(factory, kind.outputs));
    if (values.length) businessObject.set("extensionElements", extension.extensions(factory, values, businessObject));
    if (kind.called) businessObject.set("calledElement", kind.called);
    if (kind.script) businessObject.set("script", kind.script);
    if (kind.officers > 1) businessObject.set("loopCharacteristics", several(factory, kind.officers, businessObject));
  }

  _event(kind, options) {
    const attached = kind.type === "bpmn:BoundaryEvent";
    const shape = this._shapes.createShape({ ...options, eventDefinitionType: kind.event, ...(attached && { cancelActivity: true }) });
    if (kind.event === "bpmn:TimerEventDefinition") {
      const timer = shape.businessObject.eventDefinitions[0];
      const days = this._factory.create("bpmn:FormalExpression", { body: "working days(5)" });
      days.$parent = timer;
      timer.set("timeDate", days);
    }
    return shape;
  }

  // Ids are variables in conditions: site_check, site_check_2.
  _id(kind) {
    const stem = kind.id.replace(/^block_/, "").replace(/[^A-Za-z0-9]+/g, "_");
    let id = stem;
    for (let number = 2; this._ids.assigned(id); number += 1) id = `${stem}_${number}`;
    return id;
  }
}
Kinds.$inject = ["config.vocabulary", "bpmnFactory", "elementFactory", "moddle"];

export function several(factory, count, holder) {
  const loop = factory.create("bpmn:MultiInstanceLoopCharacteristics", {});
  const cardinality = factory.create("bpmn:FormalExpression", { body: String(count) });
  cardinality.$parent = loop;
  loop.set("loopCardinality", cardinality);
  if (holder) loop.$parent = holder;
  return loop;
}
