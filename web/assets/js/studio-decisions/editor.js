// The table editor: saved by itself on the revision that was read, tried again after each change.
import "./styles.js";
import DmnModeler from "dmn-js/lib/Modeler";
import { showNotes, withNotes } from "./notes.js";
import { translation } from "./translate.js";

const REST = 600;

export class Editor {
  constructor({ canvas, data, say, post, tell, changed }) {
    Object.assign(this, { canvas, data, say, post, tell, changed, revision: data.revision, dirty: false, held: false });
    const view = { additionalModules: [translation] };
    this.modeler = new DmnModeler({ container: canvas, drd: view, decisionTable: view, literalExpression: view, boxedExpression: view });
    this.modeler.on("viewer.created", ({ viewer }) => viewer.on("commandStack.changed", () => this.touched()));
    this.modeler.on("import.parse.complete", ({ definitions }) => showNotes(definitions));
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
  }

  async open(text, decision) {
    this.loading = true;
    try {
      await this.modeler.importXML(text);
      await this.show(decision);
    } finally {
      this.loading = false;
    }
  }

  async show(decision) {
    const view = this.modeler.getViews().find((one) => one.id === decision) ?? this.modeler.getViews().find((one) => one.type !== "drd");
    if (view) await this.modeler.open(view);
    this.headNothing();
  }

  // The corner above the rules' numbers is drawn as a heading and heads nothing.
  headNothing() {
    for (const corner of this.canvas.querySelectorAll("th.index-column")) corner.setAttribute("role", "cell");
  }

  get decision() {
    return this.modeler.getActiveView()?.element.id;
  }

  get stack() {
    return this.modeler.getActiveViewer()?.get("commandStack", false);
  }

  touched() {
    this.headNothing();
    if (this.loading) return;
    this.dirty = true;
    this.edits = (this.edits ?? 0) + 1;
    if (!this.held) this.tell("waiting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), REST);
  }

  async rest() {
    const { xml } = await withNotes(this.modeler.getDefinitions(), () => this.modeler.saveXML({ format: true }));
    this.changed(xml);
    if (!this.held) await this.save(xml);
  }

  async save(xml) {
    if (this.busy) {
      this.touched();
      return;
    }
    this.busy = true;
    const edits = this.edits;
    this.tell("saving");
    const answer = await this.post(this.data.address, { text: xml, revision: this.revision });
    this.busy = false;
    if (answer.status === 409) {
      this.held = true;
      this.tell("conflict", answer.said);
    } else if (!answer.ok) this.tell("failed");
    else await this.saved(answer.said, xml, edits);
  }

  async saved(said, xml, edits) {
    const later = edits !== this.edits;
    if (!(said.merged && later)) this.revision = said.revision;
    if (later) return;
    this.dirty = false;
    if (said.merged && said.text !== xml) {
      await this.open(said.text, this.decision);
      this.changed(said.text);
      this.tell("merged");
    } else this.tell("saved");
  }

  // A rule of the table in view, shown and marked.
  point(rule) {
    for (const one of this.canvas.querySelectorAll(".rule-pointed")) one.classList.remove("rule-pointed");
    const cells = [...this.canvas.querySelectorAll(`[data-row-id="${CSS.escape(rule)}"]`)];
    for (const one of cells) one.classList.add("rule-pointed");
    cells[0]?.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  // Mark the rules that each test row hit: red where a row went wrong.
  colour(hits) {
    for (const one of this.canvas.querySelectorAll(".rule-hit, .rule-missed")) one.classList.remove("rule-hit", "rule-missed");
    for (const [rule, passed] of hits)
      for (const one of this.canvas.querySelectorAll(`td[data-row-id="${CSS.escape(rule)}"].rule-index`)) one.classList.add(passed ? "rule-hit" : "rule-missed");
  }

  // One more rule at the end, with these input cells: closes a gap.
  addRule(cells) {
    const viewer = this.modeler.getActiveViewer();
    const sheet = viewer.get("sheet").getRoot();
    const modeling = viewer.get("modeling");
    const row = modeling.addRow({ type: "dmn:DecisionRule" }, sheet.rows.length);
    cells.forEach((text, at) => modeling.editCell(row.cells[at].businessObject, text));
    requestAnimationFrame(() => this.point(row.id));
  }
}
