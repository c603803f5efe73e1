// Sentences of scripts in the page's language: `const say = speaker(english)`, `say("还剩 {n} 项", { n: 3 })`.
// English counts have plural forms: "{n, plural, one {item} other {items}} left" (see web/layout/catalogues.py).
const PLURAL = /\{(\w+), plural, one \{([^{}]*)\} other \{([^{}]*)\}\}/g;
const kinds = new Intl.PluralRules("en");
const form = (count, one, other) => (kinds.select(Number(count)) === "one" ? one : other);

export const speaker = (english) => (text, values = {}) => {
  const found = document.documentElement.lang === "en" ? english[text] ?? text : text;
  const counted = found.replace(PLURAL, (whole, name, one, other) => form(values[name], one, other));
  return counted.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
};
