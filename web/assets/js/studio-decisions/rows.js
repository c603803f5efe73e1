// Test rows as a table: data, what should be decided, what the engine decides, and which rules held.
import { build, cell } from "./build.js";

const NOTHING = undefined;

export class Rows {
  constructor({ place, count, say, data, changed, point }) {
    Object.assign(this, { place, count, say, rows: data.rows, changed, point });
    place.addEventListener("input", (event) => this.typed(event));
    place.addEventListener("click", (event) => this.clicked(event));
  }

  // Draw the rows of one decision anew: its columns may be others.
  draw(decision, result) {
    this.shown = result.decisions.find((one) => one.id === decision);
    this.result = result;
    this.place.replaceChildren(this.shown ? this.table() : build("p", { class: "soft" }, this.say("先打开一个决策")));
    this.judge(result);
  }

  get own() {
    return this.rows.filter((one) => one.decision === this.shown?.id);
  }

  outputs() {
    const table = this.shown.outputs;
    if (table.length > 1) return table;
    if (table.length === 1) return [{ ...table[0], name: "" }];
    const values = this.result.tried.filter((one) => this.own.some((row) => row.id === one.id)).map((one) => one.value);
    const known = values.find((one) => one && typeof one === "object" && !Array.isArray(one));
    const named = new Set([...Object.keys(known ?? {}), ...this.own.flatMap((row) => (isContext(row.expect) ? Object.keys(row.expect) : []))]);
    return named.size ? [...named].map((name) => ({ name, label: name })) : [{ name: "", label: this.shown.name }];
  }

  table() {
    const outputs = (this.columns = this.outputs());
    const head = [
      this.say("名称"),
      ...this.shown.asked.map((one) => one.label),
      ...outputs.map((one) => this.say("应得 {name}", { name: one.label })),
      this.say("引擎判断"),
      this.say("结果"),
      "",
    ];
    if (!this.own.length) return build("p", { class: "soft" }, this.say("还没有测试行。"));
    return build(
      "table",
      { class: "decisions-rows" },
      build("thead", {}, build("tr", {}, ...head.map((one) => (one ? build("th", { scope: "col" }, one) : build("td"))))),
      build("tbody", {}, ...this.own.map((row, at) => this.line(row, at, outputs))),
    );
  }

  line(row, at, outputs) {
    const number = at + 1;
    return build(
      "tr",
      { "data-row": row.id },
      cell(this.input(row, "name", "", this.say("第 {n} 行的名称", { n: number }), row.name ?? "")),
      ...this.shown.asked.map((one) => cell(this.given(row, one, number))),
      ...outputs.map((one) => cell(this.input(row, "expect", one.name, this.say("第 {n} 行应得的 {name}", { n: number, name: one.label }), written(expected(row, one.name))))),
      build("td", { class: "decisions-value" }),
      build("td", { class: "decisions-verdict" }),
      build("td", {}, this.tools(number)),
    );
  }

  given(row, asked, number) {
    const label = this.say("第 {n} 行的 {name}", { n: number, name: asked.label });
    const value = row.given[asked.path];
    if (asked.type !== "boolean") return this.input(row, "given", asked.path, label, written(value), asked);
    const options = [["", "—"], ["true", this.say("是")], ["false", this.say("否")]];
    return build(
      "select",
      { class: "form-select", "aria-label": label, "data-part": "given", "data-name": asked.path, "data-type": "boolean" },
      ...options.map(([key, words]) => build("option", { value: key, ...(written(value) === key ? { selected: "" } : {}) }, words)),
    );
  }

  input(row, part, name, label, value, asked) {
    const id = asked?.choices?.length ? `choices-${asked.path.replace(/\W/g, "-")}` : "";
    if (id && !document.getElementById(id)) this.place.parentElement.append(build("datalist", { id }, ...asked.choices.map((one) => build("option", { value: one }))));
    return build("input", {
      class: "form-control", type: "text", autocomplete: "off", "aria-label": label, value,
      "data-part": part, "data-name": name, "data-type": asked?.type ?? "",
      ...(id ? { list: id } : {}),
      ...(asked?.type === "number" ? { inputmode: "decimal" } : {}),
    });
  }

  tools(number) {
    const button = (action, words, text) => build("button", { type: "button", class: "btn btn-outline-primary btn-sm", "data-action": action, "aria-label": words, title: words }, text);
    return build(
      "span",
      { class: "decisions-tools" },
      button("accept", this.say("照现在：第 {n} 行以现在的结果为应得", { n: number }), this.say("照现在")),
      button("remove", this.say("去掉第 {n} 行", { n: number }), "×"),
    );
  }

  // The engine's words on each row, without drawing the inputs anew.
  judge(result) {
    this.result = result;
    let good = 0;
    let bad = 0;
    const hits = new Map();
    for (const row of this.own) {
      const tried = result.tried.find((one) => one.id === row.id);
      const line = this.place.querySelector(`[data-row="${CSS.escape(row.id)}"]`);
      if (!tried || !line) continue;
      const passed = tried.passed;
      good += passed === true;
      bad += passed === false;
      line.className = passed === true ? "row-green" : passed === false ? "row-red" : "";
      line.querySelector(".decisions-value").replaceChildren(this.value(tried));
      line.querySelector(".decisions-verdict").replaceChildren(this.verdict(tried));
      for (const hit of tried.matched) hits.set(hit.rule, (hits.get(hit.rule) ?? true) && passed !== false);
    }
    this.count.className = `chip chip-${bad ? "red" : good ? "green" : "grey"}`;
    this.count.textContent = this.own.length ? this.say("{good} 行对，{bad} 行不对", { good, bad }) : this.say("没有");
    this.hits = hits;
  }

  value(tried) {
    const told = tried.value === null ? this.say("没有结果") : isContext(tried.value) ? this.columns.map((one) => `${one.label}：${written(tried.value[one.name])}`).join("；") : written(tried.value);
    return build("span", { ...(foreign() ? { lang: "zh-CN" } : {}), title: tried.reasons.join("\n") }, told);
  }

  verdict(tried) {
    const words = tried.passed === true ? this.say("对") : tried.passed === false ? this.say("不对") : this.say("没写应得");
    const hits = tried.matched.filter((one) => one.table === this.shown.table);
    return build(
      "span",
      {},
      build("span", { class: `chip chip-${tried.passed === true ? "green" : tried.passed === false ? "red" : "grey"}` }, words),
      ...hits.map((one) => build("button", { type: "button", class: "link-button small", "data-action": "point", "data-rule": one.rule, title: one.notes.join("；") }, this.say("第 {n} 条", { n: one.index }))),
    );
  }

  typed(event) {
    const line = event.target.closest("[data-row]");
    const row = line && this.rows.find((one) => one.id === line.dataset.row);
    if (!row) return;
    const { part, name, type } = event.target.dataset;
    const value = event.target.value.trim();
    if (part === "name") row.name = value;
    else if (part === "given") put(row.given, name, typedValue(value, type));
    else expect(row, name, typedValue(value, ""));
    this.changed();
  }

  clicked(event) {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    const row = this.rows.find((one) => one.id === button.closest("[data-row]")?.dataset.row);
    if (button.dataset.action === "point") this.point(button.dataset.rule);
    else if (button.dataset.action === "remove") {
      this.rows.splice(this.rows.indexOf(row), 1);
      this.redraw();
    } else if (button.dataset.action === "accept") {
      const tried = this.result.tried.find((one) => one.id === row.id);
      if (!tried) return;
      row.expect = tried.value;
      this.redraw();
    }
  }

  add(given = {}) {
    if (!this.shown) return;
    const numbers = this.rows.map((one) => Number(/^row-(\d+)$/.exec(one.id)?.[1] ?? 0));
    const row = { id: `row-${Math.max(0, ...numbers) + 1}`, decision: this.shown.id, name: "", given };
    this.rows.push(row);
    this.redraw();
    this.place.querySelector(`[data-row="${row.id}"] input`)?.focus();
  }

  redraw() {
    this.draw(this.shown.id, this.result);
    this.changed();
  }
}

const foreign = () => document.documentElement.lang === "en";
const isContext = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
const expected = (row, name) => (!("expect" in row) ? NOTHING : name === "" ? row.expect : isContext(row.expect) ? row.expect[name] : NOTHING);

function written(value) {
  if (value === NOTHING) return "";
  if (value === null) return "null";
  return typeof value === "string" ? value : JSON.stringify(value);
}

// Numbers, true, false, null and lists are what they say; all else is text.
function typedValue(text, type) {
  if (text === "") return NOTHING;
  if (type === "string") return text;
  if (/^(true|false|null)$/.test(text) || /^-?\d+(\.\d+)?$/.test(text) || /^[[{]/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}

function put(holder, name, value) {
  if (value === NOTHING) delete holder[name];
  else holder[name] = value;
}

function expect(row, name, value) {
  if (name === "") put(row, "expect", value);
  else {
    const kept = isContext(row.expect) ? row.expect : {};
    put(kept, name, value);
    put(row, "expect", Object.keys(kept).length ? kept : NOTHING);
  }
}
