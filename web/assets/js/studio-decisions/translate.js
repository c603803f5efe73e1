// dmn-js in the page's language: its own English, or our Chinese.
import chinese from "./chinese.json";

const english = document.documentElement.lang === "en";

function translate(template, values = {}) {
  const found = english ? template : chinese[template] ?? template;
  return found.replace(/\{\s*(\w+)\s*\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const translation = { translate: ["value", translate] };
