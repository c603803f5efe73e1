// The page follows the server: every change is a plain form; its answer's parts take the place of the page's own.

const partsOf = (root) => [...root.querySelectorAll("[data-part]")];

// A part that somebody writes in stays while the server draws the same thing there: its key says so.
function keeps(old, fresh) {
  return Boolean(fresh.dataset.key) && old.dataset.key === fresh.dataset.key && old.contains(document.activeElement);
}

function takeRevision(root, fresh) {
  const revision = fresh.querySelector("[data-revision]")?.value;
  if (revision !== undefined) for (const one of root.querySelectorAll("[data-revision]")) one.value = revision;
}

function focusAgain(id) {
  const found = id && document.getElementById(id);
  if (found && found !== document.activeElement) found.focus({ preventScroll: true });
}

// What had the focus, by its id or by what its button does.
function mark() {
  const active = document.activeElement;
  if (!active || active === document.body) return () => {};
  if (active.id) return () => focusAgain(active.id);
  const { name, value } = active;
  if (active.tagName !== "BUTTON" || !name) return () => {};
  return () => [...document.querySelectorAll(`button[name="${name}"]`)].find((one) => one.value === value && !one.disabled)?.focus({ preventScroll: true });
}

export function takeParts(fresh, { only, force = false } = {}) {
  const refocus = mark();
  const swapped = [];
  for (const part of partsOf(fresh)) {
    if (only && !only.includes(part.dataset.part)) continue;
    const old = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!old || old.outerHTML === part.outerHTML) continue;
    if (!force && keeps(old, part)) continue;
    const taken = document.importNode(part, true);
    const scrolls = [...old.querySelectorAll("[data-library]"), old].map((one) => one.scrollTop);
    old.replaceWith(taken);
    [...taken.querySelectorAll("[data-library]"), taken].forEach((one, at) => (one.scrollTop = scrolls[at] ?? 0));
    swapped.push(taken);
  }
  takeRevision(document, fresh);
  refocus();
  return swapped;
}

export const parse = (text) => new DOMParser().parseFromString(text, "text/html");
