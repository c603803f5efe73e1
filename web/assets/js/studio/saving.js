// Saved by itself on the revision that was read; what another analyst saved meanwhile is merged, nothing is lost.
import { say } from "./says.js";

const WAIT = 1200;

export class Saving {
  constructor({ modeler, file, key, address, post, tell }) {
    Object.assign(this, { modeler, address, post, tell, key, revision: file.revision, dirty: false, _busy: false, _held: false });
    this._timer = undefined;
    modeler.on("commandStack.changed", () => this.changed());
    addEventListener("beforeunload", (event) => {
      if (this.dirty) event.preventDefault();
    });
    addEventListener("visibilitychange", () => document.hidden && this.dirty && this.now());
  }

  // A copy that this window kept because it could not save; taken up again with the revision it was drawn on.
  kept() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  changed() {
    this.dirty = true;
    this._changes = (this._changes ?? 0) + 1;
    if (this._held) {
      this._keep();
      return;
    }
    this.tell("waiting");
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this.now(), WAIT);
  }

  async now() {
    clearTimeout(this._timer);
    if (this._busy) return;
    this._busy = true;
    const changes = this._changes;
    this.tell("saving");
    const text = await this._keep();
    const answer = await this.post(this.address, { text, revision: this.revision });
    this._busy = false;
    if (answer.ok) await this._saved(answer.said, text, changes);
    else this._refused(answer);
  }

  async _saved(said, text, changes) {
    const later = changes !== this._changes;
    if (!(said.merged && later)) this.revision = said.revision; // with later changes: merge again from the old ground
    if (later) {
      this.changed();
      return;
    }
    this.dirty = false;
    sessionStorage.removeItem(this.key);
    if (said.merged && said.text !== text) {
      await this._load(said.text);
      this.tell("merged");
    } else this.tell("saved");
  }

  _refused(answer) {
    if (answer.status === 409) {
      this._held = true;
      this.tell("conflict", answer.said);
    } else this.tell(answer.status === 401 || answer.status === 403 ? "signed-out" : "failed");
  }

  // After a conflict: theirs in place of mine, or mine on top of theirs.
  async takeTheirs(said) {
    const theirs = said.theirs;
    await this._load(theirs.text);
    this._release(theirs.revision);
    this.dirty = false;
    sessionStorage.removeItem(this.key);
    this.tell("saved");
  }

  async keepMine(said) {
    this._release(said.theirs.revision);
    await this.now();
  }

  _release(revision) {
    this.revision = revision;
    this._held = false;
  }

  async _keep() {
    const { xml } = await this.modeler.saveXML({ format: true });
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ text: xml, revision: this.revision }));
    } catch {
      // No room in this browser: the page still asks before it is left.
    }
    return xml;
  }

  async _load(text) {
    const canvas = this.modeler.get("canvas");
    const view = canvas.viewbox();
    const chosen = this.modeler.get("selection").get().map((one) => one.id);
    await this.modeler.importXML(text);
    canvas.viewbox(view);
    const registry = this.modeler.get("elementRegistry");
    this.modeler.get("selection").select(chosen.map((id) => registry.get(id)).filter(Boolean));
    this.modeler.get("eventBus").fire("drawing.replaced");
  }
}
