// Elements without a template language.
export function build(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((one) => one !== undefined && one !== null));
  return made;
}

export const cell = (...children) => build("td", {}, ...children);
