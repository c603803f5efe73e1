// Sentences of scripts in the page's language: `const say = speaker(english)`, `say("还剩 {n} 项", { n: 3 })`.
export const speaker = (english) => (text, values = {}) => {
  const found = document.documentElement.lang === "en" ? english[text] ?? text : text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
};
