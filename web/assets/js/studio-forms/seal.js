// The seal is dragged over the drawn page; its place is kept in mm from the lower left corner.

export function watchSeal(bench) {
  let held;

  document.addEventListener("pointerdown", (event) => {
    const seal = event.target.closest("[data-seal]");
    if (!seal) return;
    event.preventDefault();
    const svg = seal.ownerSVGElement;
    held = { seal, svg, from: point(svg, event), x: Number(seal.dataset.x), y: Number(seal.dataset.y) };
    seal.setPointerCapture?.(event.pointerId);
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    const here = point(held.svg, event);
    held.dx = here.x - held.from.x;
    held.dy = here.y - held.from.y;
    held.seal.setAttribute("transform", `translate(${held.dx} ${held.dy})`);
  });

  document.addEventListener("pointerup", () => {
    if (!held) return;
    const { dx = 0, dy = 0, x, y } = held;
    held = undefined;
    if (Math.abs(dx) + Math.abs(dy) < 0.5) return;
    const form = document.getElementById("seal-form");
    form.elements.free.checked = false;
    form.elements.x.value = Math.max(0, x + dx).toFixed(1);
    form.elements.y.value = Math.max(0, y - dy).toFixed(1);
    bench.post(form, "seal", {});
  });
}

function point(svg, event) {
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return { x: at.x, y: at.y };
}
