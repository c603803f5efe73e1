// News of the lists: the rail's numbers follow, a bar says what came; no row moves under anybody's hands.
import { speaker } from "../words.js";
import english from "../../words/inbox.json";
import { list, token } from "./telling.js";

const say = speaker(english);
const AGAIN = 60000; // where all streams are taken, ask again after a minute
const bar = document.getElementById("news-bar");
let source = null;
let came = 0;

export function listen() {
  if (!bar || !window.EventSource) return;
  looked();
  open();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else {
      open();
      refresh();
    }
  });
}

// Ask for the rail's numbers and dots anew.
export async function refresh() {
  const answer = await fetch("/inbox/counts", { headers: { Accept: "application/json" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
  for (const [url, { count, news }] of Object.entries(await answer.json())) {
    const link = document.querySelector(`.rail li a[href="${CSS.escape(url)}"]`);
    const place = link?.querySelector(".count");
    if (!place) continue;
    place.textContent = count;
    place.classList.toggle("count-urgent", url.endsWith("/overdue") && count !== 0);
    const dot = link.querySelector(".news");
    if (news && !dot) place.before(Object.assign(document.createElement("span"), { className: "news", title: say("有新动态") }));
    if (!news) dot?.remove();
  }
}

function open() {
  if (source) return;
  source = new EventSource("/inbox/news");
  source.addEventListener("news", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    setTimeout(() => !document.hidden && open(), AGAIN);
  });
}

function close() {
  source?.close();
  source = null;
}

let later = 0;
function hear({ opened }) {
  came += opened;
  if (came) show();
  clearTimeout(later);
  later = setTimeout(refresh, 300);
}

function show() {
  const text = say("有 {n} 条新任务", { n: came });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-primary" });
  button.textContent = say("显示");
  button.addEventListener("click", () => location.reload());
  const words = document.createElement("span");
  words.textContent = text;
  bar.replaceChildren(words, button);
}

// The list has been seen up to now; its dot is for what comes after.
function looked() {
  const name = list()?.dataset.list ?? document.querySelector("#bulk [name=list]")?.value;
  if (!name || document.hidden) return;
  fetch("/inbox/looked", {
    method: "POST",
    body: new URLSearchParams({ list: name }),
    headers: { "X-CSRF-Token": token() },
  });
}
