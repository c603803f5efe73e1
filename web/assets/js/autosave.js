// A form that saves itself: after a pause in typing and on leaving a field, against what another device changed.
import { all, inputs, isTyped, read, same, write } from "./inputs.js";
import { note, saved } from "./note.js";
import { say } from "./saying.js";
import * as stash from "./stash.js";

const PAUSE = 1200;
const AGAIN = 5000;
const PLAIN = /^(reason|answer)-/; // what no field of the form holds: sent as it is

export class Autosave {
  constructor(form) {
    this.form = form;
    this.draft = form.dataset.draft;
    this.touched = new Set();
    this.clashing = new Set();
    this.timer = null;
    this.sending = null;
    form.removeAttribute("data-unsaved"); // nothing is lost by leaving
    form.addEventListener("input", (event) => this.note(event.target));
    form.addEventListener("change", (event) => this.note(event.target));
    form.addEventListener("focusout", () => this.touched.size && this.soon(150));
    window.addEventListener("online", () => this.save());
    window.addEventListener("focus", () => this.save());
    document.addEventListener("visibilitychange", () => this.save());
    this.restore();
  }

  get revision() {
    return this.form.querySelector("[name=revision]").value;
  }

  set revision(value) {
    this.form.querySelector("[name=revision]").value = value;
  }

  note(field) {
    if (!isTyped(field)) return;
    this.touched.add(field.name);
    this.stash();
    this.soon(PAUSE);
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  values(names) {
    return Object.fromEntries(names.map((name) => [name, read(this.form, name)]));
  }

  stash() {
    const names = [...this.touched, ...this.clashing];
    if (names.length)
      stash.keep(this.draft, { who: this.form.dataset.who, revision: this.revision, values: this.values(names) });
    else stash.drop(this.draft);
  }

  // What an earlier visit could not send: typed again into the page, and sent against the state it was typed on.
  restore() {
    stash.tidy(this.form.dataset.who);
    const kept = stash.kept(this.draft);
    if (!kept) return;
    for (const name of Object.keys(kept.values)) {
      if (same(kept.values[name], read(this.form, name)) || !inputs(this.form, name).length) continue;
      write(this.form, name, kept.values[name]);
      this.touched.add(name);
    }
    if (!this.touched.size) return stash.drop(this.draft);
    this.revision = kept.revision;
    note(this.form, "blue", say("上次没有保存上的内容已经从本机恢复。"));
    this.save();
  }

  // Returns whether everything typed has reached the server.
  async save() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.touched.size) return !this.clashing.size;
    this.sending = this.send().catch(() => this.offline());
    const done = await this.sending;
    this.sending = null;
    return done && !this.touched.size && !this.clashing.size;
  }

  async send(second = false) {
    const names = [...this.touched];
    const sent = this.values(names);
    const body = new URLSearchParams({ revision: this.revision });
    for (const name of names) {
      if (!PLAIN.test(name)) body.append("touched", name);
      sent[name].forEach((value) => body.append(name, value));
      if (PLAIN.test(name) && !sent[name].length) body.append(name, "");
    }
    const answer = await this.ask(this.form.dataset.autosave, { method: "POST", body, keepalive: true });
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut();
    if (answer.status === 403 && !second) return (await this.freshToken()) && this.send(true);
    if (answer.status === 409) return this.closed(await answer.json());
    if (!answer.ok) return this.failed(answer.status);
    this.took(names, sent, await answer.json());
    return true;
  }

  ask(address, options = {}) {
    const token = this.form.querySelector("[name=csrf_token]").value;
    return fetch(address, { redirect: "manual", headers: { "X-CSRF-Token": token, Accept: "application/json" }, ...options });
  }

  took(names, sent, told) {
    this.revision = told.revision;
    const clashes = told.clashes.map((one) => one.name);
    for (const name of names) {
      if (clashes.includes(name)) this.clashing.add(name);
      if (clashes.includes(name) || same(sent[name], read(this.form, name))) this.touched.delete(name);
    }
    for (const name of Object.keys(told.elsewhere)) {
      const values = told.elsewhere[name];
      if (!this.touched.has(name) && !this.clashing.has(name) && !same(values, read(this.form, name))) this.take(name, values);
    }
    told.clashes.forEach((one) => this.clash(one));
    all(this.form, "[data-filled]").forEach((one) => (one.textContent = told.filled));
    all(this.form, "[data-handed]").forEach((one) => (one.value = told.filled + Number(one.dataset.handed)));
    this.stash();
    if (this.clashing.size) note(this.form, "amber", say("另一设备也改过，请选用哪一个。"));
    else saved(this.form, told.saved);
    if (this.touched.size) this.soon(PAUSE);
  }

  take(name, values) {
    const place = write(this.form, name, values)[0];
    const field = place && place.closest(".field");
    if (!field) return;
    field.querySelectorAll(".elsewhere").forEach((one) => one.remove());
    const said = document.createElement("span");
    said.className = "under elsewhere";
    said.textContent = say("另一设备刚改过，已更新");
    field.append(said);
  }

  clash(one) {
    const field = inputs(this.form, one.name)[0].closest(".field");
    const old = this.form.querySelector(`[data-clash="${one.name}"]`);
    if (old) old.remove();
    const box = document.createElement("div");
    box.className = "clash field-wide";
    box.dataset.clash = one.name;
    box.setAttribute("role", "alert");
    const told = document.createElement("p");
    told.textContent = say("“{label}”：另一设备 {at} 改过，是“{theirs}”；这里填的是“{mine}”。", {
      ...one,
      theirs: one.theirs || say("空"),
      mine: one.mine || say("空"),
    });
    const settle = (text, work) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-outline-primary btn-sm", textContent: text });
      button.addEventListener("click", () => {
        this.clashing.delete(one.name);
        box.remove();
        work();
        this.stash();
        this.save().then((done) => done && saved(this.form, one.at));
      });
      return button;
    };
    const choices = document.createElement("div");
    choices.className = "toolbar";
    choices.append(
      settle(say("用另一设备的"), () => write(this.form, one.name, one.values)),
      settle(say("保留这里的"), () => this.touched.add(one.name)),
    );
    box.append(told, choices);
    field.after(box);
  }

  offline() {
    note(this.form, "amber", say("离线，已暂存在本机；联网后自动保存。"));
    this.soon(AGAIN);
    return false;
  }

  failed(status) {
    note(this.form, "red", say("没有保存上（{status}），已暂存在本机，稍后自动再试。", { status }));
    this.soon(AGAIN);
    return false;
  }

  signedOut() {
    const href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
    note(this.form, "amber", say("登录已过期，填写的内容已暂存在本机。"), { href, text: say("在新标签页登录，回来自动保存") });
    this.soon(AGAIN);
    return false;
  }

  closed(told) {
    this.touched.clear();
    stash.drop(this.draft);
    location.assign(told.closed);
    return false;
  }

  // A new sign-in has a new token; the typed values go on with it if it is the same person.
  async freshToken() {
    const answer = await this.ask(this.form.dataset.token);
    if (!answer.ok) return this.signedOut();
    const told = await answer.json();
    if (told.who !== this.form.dataset.who) {
      note(this.form, "red", say("现在登录的是另一个账号，这份草稿没有保存；请换回原来的账号。"));
      return false;
    }
    all(document, "[name=csrf_token]").forEach((one) => (one.value = told.csrf));
    return true;
  }
}
