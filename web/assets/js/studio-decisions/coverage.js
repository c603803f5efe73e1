// Gaps and overlaps of the table in view, each as an example with its way to the row.
import { build } from "./build.js";

const foreign = () => (document.documentElement.lang === "en" ? { lang: "zh-CN" } : {});

export class Coverage {
  constructor({ place, count, say, editor, addRow }) {
    Object.assign(this, { place, count, say, editor, addRow });
  }

  draw(decision, result) {
    const shown = result.decisions.find((one) => one.id === decision);
    const faults = result.faults.map((one) => build("li", foreign(), `${one.name || one.element}：${one.text}`));
    const found = shown?.coverage;
    const bad = found ? found.overlaps.filter((one) => one.harmful) : [];
    const mild = found ? found.overlaps.filter((one) => !one.harmful) : [];
    const gaps = found?.gaps ?? [];
    this.told(faults.length, gaps.length, bad.length, Boolean(found));
    this.place.replaceChildren(
      ...(faults.length ? [build("ul", { class: "decisions-faults red" }, ...faults)] : []),
      ...(!found && !faults.length ? [build("p", { class: "soft" }, this.say("这个决策没有表，不用检查。"))] : []),
      ...(found && !gaps.length && !bad.length ? [build("p", { class: "green" }, this.say("每种情形都有规则，没有互相矛盾的规则。"))] : []),
      ...(gaps.length || bad.length || mild.length ? [build("ul", { class: "decisions-holes" }, ...gaps.map((one) => this.gap(shown, one)), ...bad.map((one) => this.overlap(shown, one)), ...this.mild(shown, mild))] : []),
      ...(found?.unclear.length ? [build("p", { class: "soft small" }, this.say("有的单元格是算出来的，不能检查：{list}", { list: found.unclear.map((one) => this.say("第 {n} 条", { n: one.rule }) + " " + one.column).join("；") }))] : []),
    );
  }

  told(faults, gaps, bad, checked) {
    this.count.className = `chip chip-${faults || gaps || bad ? "red" : checked ? "green" : "grey"}`;
    const parts = [faults && this.say("{n} 处写错", { n: faults }), gaps && this.say("{n} 处遗漏", { n: gaps }), bad && this.say("{n} 处重叠", { n: bad })].filter(Boolean);
    this.count.textContent = parts.length ? parts.join(this.say("，")) : checked ? this.say("完整") : "—";
  }

  cells(hole) {
    const words = hole.cells.map(({ label, cell }) => (cell === "-" ? this.say("{label} 任意", { label }) : cell === "其他" ? this.say("{label} 是别的值", { label }) : this.say("{label} 是 {cell}", { label, cell })));
    return build("span", foreign(), words.join(this.say("，")));
  }

  gap(shown, gap) {
    return build(
      "li",
      { class: "hole-gap" },
      build("strong", {}, this.say("没有规则")),
      this.cells(gap),
      this.button(this.say("补一条规则"), () => this.editor.addRule(gap.rule)),
      this.button(this.say("加测试行"), () => this.addRow(sample(shown, gap))),
    );
  }

  overlap(shown, hole) {
    return build("li", { class: "hole-overlap" }, build("strong", {}, this.say("几条规则都符合")), this.cells(hole), ...this.rules(shown, hole));
  }

  mild(shown, holes) {
    if (!holes.length) return [];
    const lines = holes.slice(0, 20).map((one) => build("li", {}, this.cells(one), ...this.rules(shown, one)));
    return [build("li", {}, build("details", {}, build("summary", {}, this.say("{n} 处有几条规则都符合，按命中规则取其一，不算错", { n: holes.length })), build("ul", { class: "decisions-holes" }, ...lines)))];
  }

  rules(shown, hole) {
    return hole.rules.map((index) => this.button(this.say("第 {n} 条", { n: index }), () => this.editor.point(shown.rules[index - 1])));
  }

  button(words, action) {
    const made = build("button", { type: "button", class: "btn btn-outline-primary btn-sm" }, words);
    made.addEventListener("click", action);
    return made;
  }
}

// Data of a gap as far as its cells are plain values; the rest the analyst fills in.
function sample(shown, gap) {
  const given = {};
  shown.asked.forEach((asked, at) => {
    const cell = gap.cells[at]?.cell ?? "-";
    const bound = /^[<>]=?\s*(-?\d+(?:\.\d+)?)$/.exec(cell);
    if (/^"[^"]*"$/.test(cell) || /^-?\d+(\.\d+)?$/.test(cell) || /^(true|false)$/.test(cell)) given[asked.path] = JSON.parse(cell);
    else if (bound) given[asked.path] = Number(bound[1]) + (cell.startsWith("<") ? -1 : 1);
    else if (cell === "其他" && asked.type === "string") given[asked.path] = "other";
  });
  return given;
}
