// What bpmn-js and its extensions say, in Chinese on Chinese pages; English is what they say themselves.
import packaged from "bpmn-js-i18n/translations/zn.js";
import own from "./chinese.json";

const chinese = new Map();
for (const [text, said] of [...Object.entries(packaged), ...Object.entries(own)]) chinese.set(text.toLowerCase(), said);

const speaksEnglish = () => document.documentElement.lang === "en";

// "User Task" and "User task" are the same words; "(Non Interrupting)" is how the panel's head builds a type's name.
function plain(text) {
  return text.toLowerCase().replace("(non interrupting)", "(non-interrupting)").replace("multi instance", "multi-instance");
}

export function translate(text, values = {}) {
  const found = speaksEnglish() ? text : chinese.get(text.toLowerCase()) ?? chinese.get(plain(text)) ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const translateModule = { translate: ["value", translate] };
