// Entries of the properties panel: a label, what is read, what is written.
import { CheckboxEntry, SelectEntry, TextAreaEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";

function Text(props) {
  const { id, element, label, description, get, set, placeholder } = props;
  return TextFieldEntry({ id, element, label, description, placeholder, getValue: get, setValue: (value) => set(value ?? ""), debounce: useService("debounceInput") });
}

function Area(props) {
  const { id, element, label, description, get, set, rows = 2 } = props;
  return TextAreaEntry({ id, element, label, description, rows, autoResize: true, monospace: true, getValue: get, setValue: (value) => set((value ?? "").trim()), debounce: useService("debounceInput") });
}

function Choice(props) {
  const { id, element, label, description, get, set, options } = props;
  return SelectEntry({ id, element, label, description, getValue: get, setValue: (value) => set(value ?? ""), getOptions: () => withCurrent(options, get()) });
}

// What a file says and no list knows is shown, not lost.
function withCurrent(options, value) {
  const known = options.flatMap((one) => one.children ?? [one]).some((one) => one.value === value);
  return known || !value ? options : [...options, { value, label: value }];
}

function Check(props) {
  const { id, element, label, description, get, set } = props;
  return CheckboxEntry({ id, element, label, description, getValue: get, setValue: set });
}

function Heading({ id, text }) {
  return h("div", { class: "bio-properties-panel-entry panel-heading", id }, text);
}

function Findings({ id, list }) {
  const items = list.map((one) => h("li", null, h("strong", null, one.text), one.remedy && h("span", null, one.remedy)));
  return h("ul", { class: "panel-findings", id, lang: document.documentElement.lang === "en" ? "zh-CN" : undefined }, items);
}

const entry = (component) => (id, label, get, set, more = {}) => ({ id, component, label, get, set, ...more });
export const text = entry(Text);
export const area = entry(Area);
export const choice = entry(Choice);
export const check = entry(Check);
export const heading = (id, said) => ({ id, component: Heading, text: said });
export const findings = (list) => ({ id: "own-findings", component: Findings, list });
