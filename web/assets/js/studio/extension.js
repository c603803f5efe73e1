// What our house reads of an element, in the spiffworkflow namespace: read plainly, written as one step to undo.
import { getBusinessObject } from "bpmn-js/lib/util/ModelUtil";

const NAMESPACE = "spiffworkflow";
const named = (type) => `${NAMESPACE}:${type}`;

export const businessOf = getBusinessObject;

function find(element, type) {
  const extensions = businessOf(element).get("extensionElements");
  return extensions?.get("values").find((one) => one.$type === named(type));
}

const pairs = (list, key) => Object.fromEntries((list ?? []).map((one) => [one.get(key) ?? "", one.get("value") ?? ""]));

export const propertiesOf = (element) => pairs(find(element, "Properties")?.get("properties"), "name");
export const propertyOf = (element, name) => propertiesOf(element)[name] ?? "";
export const inputsOf = (element) => find(element, "Inputs")?.get("inputs") ?? [];
export const outputsOf = (element) => find(element, "Outputs")?.get("outputs") ?? [];
export const decisionOf = (element) => find(element, "CalledDecisionId")?.get("body")?.trim() ?? "";

export function operatorOf(element) {
  const found = find(element, "ServiceTaskOperator");
  if (!found) return undefined;
  return {
    verb: found.get("id") ?? "",
    result: found.get("resultVariable") ?? "",
    parameters: pairs(found.get("parameters")?.get("parameters"), "id"),
  };
}

// --- made anew -------------------------------------------------------------------------------------------------

export function made(factory, type, values, holder = {}) {
  const element = factory.create(named(type), values);
  for (const child of Object.values(holder).flat()) child.$parent = element;
  return element;
}

function listOf(factory, type, item, list) {
  const key = type.toLowerCase();
  const items = list.map((one) => factory.create(named(item), one));
  const element = factory.create(named(type), { [key]: items });
  for (const one of items) one.$parent = element;
  return element;
}

export const properties = (factory, values) =>
  listOf(factory, "Properties", "Property", Object.entries(values).map(([name, value]) => ({ name, value })));
export const inputs = (factory, list) => listOf(factory, "Inputs", "Input", list);
export const outputs = (factory, list) => listOf(factory, "Outputs", "Output", list);
export const decision = (factory, id) => factory.create(named("CalledDecisionId"), { body: id });

export function operator(factory, { verb, result, parameters }) {
  const entries = Object.entries(parameters);
  const list = entries.map(([id, value]) => ({ id, type: "string", value }));
  const element = factory.create(named("ServiceTaskOperator"), { id: verb, resultVariable: result || undefined });
  if (list.length) {
    const held = listOf(factory, "Parameters", "Parameter", list);
    held.$parent = element;
    element.set("parameters", held);
  }
  return element;
}

export function extensions(factory, values, holder) {
  const element = factory.create("bpmn:ExtensionElements", { values });
  for (const one of values) one.$parent = element;
  if (holder) element.$parent = holder;
  return element;
}

// The element's extensions with one of them replaced (null: without it); what others wrote there stays.
function replaced(factory, element, type, fresh) {
  const kept = businessOf(element).get("extensionElements")?.get("values") ?? [];
  const place = kept.findIndex((one) => one.$type === named(type));
  const values = kept.filter((one) => one.$type !== named(type));
  if (fresh) values.splice(place < 0 ? values.length : place, 0, fresh);
  return values.length ? extensions(factory, values, businessOf(element)) : undefined;
}

// Writes of the panel: each is one command, so one press of undo takes it back.
export class Writer {
  constructor(bpmnFactory, commandStack) {
    this.factory = bpmnFactory;
    this._commands = commandStack;
  }

  extension(element, type, fresh) {
    const extensionElements = replaced(this.factory, element, type, fresh);
    return { cmd: "element.updateModdleProperties", context: { element, moddleElement: businessOf(element), properties: { extensionElements } } };
  }

  model(element, moddleElement, values) {
    return { cmd: "element.updateModdleProperties", context: { element, moddleElement, properties: values } };
  }

  attributes(element, values) {
    return { cmd: "element.updateProperties", context: { element, properties: values } };
  }

  do(...commands) {
    this._commands.execute("properties-panel.multi-command-executor", commands);
  }

  withProperties(element, changes) {
    const values = { ...propertiesOf(element) };
    for (const [name, value] of Object.entries(changes))
      if (value === "" || value === undefined) delete values[name];
      else values[name] = value;
    const fresh = Object.keys(values).length ? properties(this.factory, values) : null;
    return this.extension(element, "Properties", fresh);
  }

  property(element, name, value) {
    this.do(this.withProperties(element, { [name]: value }));
  }

  operator(element, said) {
    this.do(this.extension(element, "ServiceTaskOperator", said.verb ? operator(this.factory, said) : null));
  }

  withList(element, type, list) {
    const make = type === "Inputs" ? inputs : outputs;
    return this.extension(element, type, list.length ? make(this.factory, list) : null);
  }

  expression(text) {
    return text ? this.factory.create("bpmn:FormalExpression", { body: text }) : undefined;
  }
}
Writer.$inject = ["bpmnFactory", "commandStack"];
