// The situation matrix while it is worked out: asks for the next bit, shows how far it is, opens the page at the end.
const place = document.querySelector("[data-matrix-progress]");

async function next() {
  try {
    const answer = await fetch(place.dataset.matrixProgress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { done, total, ready } = await answer.json();
    place.querySelector("progress").max = total;
    place.querySelector("progress").value = done;
    place.querySelector("[data-matrix-done]").textContent = done;
    if (ready) return location.reload();
    setTimeout(next, 50);
  } catch {
    setTimeout(next, 3000); // the network is away for a while
  }
}
if (place) next();
