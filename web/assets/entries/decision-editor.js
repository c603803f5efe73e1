// The decisions' page: the table, what it leaves out, and its test rows, all judged by the server's own engine.
import { Coverage } from "../js/studio-decisions/coverage.js";
import { Editor } from "../js/studio-decisions/editor.js";
import { Rows } from "../js/studio-decisions/rows.js";
import { build } from "../js/studio-decisions/build.js";
import { speaker } from "../js/words.js";
import english from "../words/decision-editor.json";

const say = speaker(english);
const found = document.getElementById("decision-data");
const one = (selector) => document.querySelector(selector);

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

async function post(address, sent) {
  const token = one('input[name="csrf_token"]').value;
  try {
    const answer = await fetch(address, { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRF-Token": token }, body: JSON.stringify(sent) });
    const json = answer.headers.get("content-type")?.includes("json");
    return { ok: answer.ok && json, status: answer.status, said: json ? await answer.json() : {} };
  } catch {
    return { ok: false, status: 0, said: {} };
  }
}

const time = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
const WORDS = {
  waiting: () => [say("正在修改…"), "soft"],
  saving: () => [say("正在保存…"), "soft"],
  saved: () => [say("已保存 {time}", { time: time() }), "green"],
  merged: () => [say("已与同事的修改合并，保存于 {time}", { time: time() }), "green"],
  conflict: () => [say("没有保存：与同事的修改冲突"), "red"],
  failed: () => [say("没有保存，稍后再试"), "red"],
};

function tell(state, said) {
  const [text, tone] = WORDS[state]();
  one("#decision-status").replaceChildren(build("span", { class: tone }, text));
  if (state === "conflict") clash(said);
}

function clash(said) {
  const link = build("a", { href: said.merge }, say("逐处选择"));
  one("#decision-news").replaceChildren(build("div", { class: "banner banner-amber", role: "alert" }, build("p", {}, said.message ?? "", " ", link)));
}

async function start(data) {
  let text = data.text;
  let result = data.result;
  let rowsRevision = data.rowsRevision;
  let asked = 0;
  let timer;
  const canvas = one("#decision-canvas");
  const views = one("[data-views]");

  const editor = new Editor({ canvas, data, say, post, tell, changed: (xml) => ((text = xml), tryAgain(true)) });
  const rows = new Rows({ place: one("[data-rows]"), count: one("[data-rows-count]"), say, data, changed: rowsChanged, point: (rule) => editor.point(rule) });
  const coverage = new Coverage({ place: one("[data-coverage]"), count: one("[data-coverage-count]"), say, editor, addRow: (given) => rows.add(given) });

  function draw(anew) {
    const columns = JSON.stringify(result.decisions.find((each) => each.id === editor.decision));
    if (anew || columns !== draw.columns) rows.draw(editor.decision, result);
    else rows.judge(result);
    draw.columns = columns;
    coverage.draw(editor.decision, result);
    editor.colour(rows.hits ?? new Map());
  }

  async function tryAgain(anew = false) {
    const own = (asked += 1);
    const answer = await post(data.tryAddress, { text, rows: data.rows });
    if (own !== asked || !answer.ok) return;
    const before = shape(result);
    result = answer.said;
    draw(anew && before !== shape(result) && !one("[data-rows]").contains(document.activeElement));
  }

  const shape = (of) => JSON.stringify(of.decisions.map((each) => [each.id, each.asked, each.outputs]));

  function rowsChanged() {
    one("#rows-status").textContent = say("正在修改…");
    clearTimeout(timer);
    timer = setTimeout(async () => {
      tryAgain();
      const answer = await post(data.rowsAddress, { file: data.path, rows: data.rows, revision: rowsRevision });
      if (answer.status === 409) clash(answer.said);
      if (!answer.ok) {
        one("#rows-status").textContent = answer.status === 409 ? say("没有保存：与同事的修改冲突") : say("没有保存，稍后再试");
        return;
      }
      rowsRevision = answer.said.revision;
      one("#rows-status").textContent = say("已保存 {time}", { time: time() });
      if (answer.said.merged) {
        data.rows.splice(0, data.rows.length, ...answer.said.rows);
        rows.draw(editor.decision, result);
        tryAgain();
      }
    }, 500);
  }

  function buttons() {
    const active = editor.modeler.getActiveView();
    views.replaceChildren(
      ...editor.modeler.getViews().map((view) => {
        const words = view.type === "drd" ? say("关系图") : view.name || view.id;
        const made = build("button", { type: "button", class: "btn btn-outline-primary btn-sm", "aria-pressed": String(view.element === active?.element) }, words);
        if (document.documentElement.lang === "en" && view.type !== "drd") made.lang = "zh-CN";
        made.addEventListener("click", () => editor.modeler.open(view));
        return made;
      }),
    );
    for (const link of document.querySelectorAll("[data-decision]")) link.closest("li")?.classList.toggle("open", link.dataset.decision === active?.element.id);
  }

  function undoing() {
    one("[data-undo]").disabled = !editor.stack?.canUndo();
    one("[data-redo]").disabled = !editor.stack?.canRedo();
  }

  editor.modeler.on("views.changed", () => {
    buttons();
    undoing();
    draw(true);
  });
  editor.modeler.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", undoing));
  one("[data-undo]").addEventListener("click", () => editor.stack?.undo());
  one("[data-redo]").addEventListener("click", () => editor.stack?.redo());
  one("[data-add-row]").addEventListener("click", () => rows.add());
  for (const link of document.querySelectorAll("a[data-decision]"))
    link.addEventListener("click", (event) => {
      if (!link.dataset.decision) return;
      event.preventDefault();
      editor.show(link.dataset.decision);
    });

  try {
    await editor.open(text, canvas.dataset.decision);
    one("#decision-status").replaceChildren(build("span", { class: "soft" }, say("修改会自动保存")));
  } catch (error) {
    canvas.replaceChildren(build("p", { class: "red" }, say("打不开这个文件：{reason}", { reason: error.message })));
    one("#decision-status").replaceChildren();
  }
  draw(true);
}

if (found) start(JSON.parse(found.textContent));
