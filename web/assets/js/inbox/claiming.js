// Claim a row's task or give it back; the line that comes back says how it is now, also when a colleague was first.
import { current, mark, move } from "./moving.js";
import { refresh } from "./news.js";
import { list, tell, token } from "./telling.js";

export async function claimed(row, button = row?.querySelector("[data-act]")) {
  if (!row || !button) return;
  const body = new URLSearchParams({ from: location.pathname + location.search });
  const headers = { "X-CSRF-Token": token(), "X-Row": list().dataset.query };
  const answer = await fetch(button.getAttribute("formaction"), { method: "POST", body, headers });
  if (answer.status !== 200 && answer.status !== 409) return location.reload();
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector("tr");
  fresh.querySelector("[name=item]").checked = row.querySelector("[name=item]").checked;
  row.replaceChildren(...fresh.children); // the row itself stays: htmx knows it
  if (current() === row) move(0, row);
  else mark(row);
  tell(fresh.dataset.told ?? "");
  refresh();
}
