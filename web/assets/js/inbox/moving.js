// The row that a person is at, and the panel that tells what it is about.
const rows = () => [...document.querySelectorAll("tr[data-row]")];
const panel = document.getElementById("preview");
// As in inbox.css: beside the list where there is room, else a drawer.
const beside = () => innerWidth >= 1280 && !document.documentElement.classList.contains("large");
let at = null;

export function current() {
  return at && rows().find((row) => row.dataset.row === at);
}

// Go some rows on; or to this one.
export function move(steps, row) {
  const all = rows();
  if (!all.length) return;
  const before = all.indexOf(current());
  const next = row ?? all[Math.min(all.length - 1, Math.max(0, before < 0 ? 0 : before + steps))];
  mark(next);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (beside()) showPreview(next);
}

export function mark(row) {
  at = row.dataset.row;
  for (const one of rows()) {
    if (one === row) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

// Load the panel by htmx; on narrow screens it is a drawer that opens when asked. No row closes it.
export function showPreview(row, asked = false) {
  if (!panel) return;
  if (!row) {
    panel.classList.remove("preview-open");
    return current()?.focus();
  }
  if (asked) mark(row);
  row.dispatchEvent(new Event("preview"));
  if (!beside() && asked) {
    panel.classList.add("preview-open");
    panel.focus();
  }
}
