// The workbench of form, questions and result: saves by itself, follows links in place, moves by dragging.
import Sortable from "sortablejs";
import { parse, takeParts } from "./parts.js";

const REST = 700; // milliseconds after the last key before it is saved
const HEADERS = { "X-Workbench": "yes" };

export class Bench {
  constructor(root, say) {
    Object.assign(this, { root, say, page: root.dataset.page, queue: Promise.resolve(), waiting: undefined, dirty: undefined, saving: 0 });
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("input", (event) => this.typed(event));
    root.addEventListener("change", (event) => this.typed(event, 0));
    addEventListener("popstate", () => this.follow(location.href, false));
    addEventListener("beforeunload", (event) => (this.dirty || this.saving) && event.preventDefault());
    this.dress(root);
  }

  // Saving by itself

  typed(event, wait = REST) {
    const form = event.target.closest?.("form[data-autosave]");
    const search = event.target.closest?.("form[data-search]");
    if (search && event.type === "input") this.later(() => this.follow(`${this.page}?${new URLSearchParams(new FormData(search))}`, false, ["panel"], true), 250);
    const choice = event.target.closest?.("form[data-follow]");
    if (choice && event.type === "change") this.follow(`${this.page}?${new URLSearchParams(new FormData(choice))}`, true);
    if (!form) return;
    this.dirty = form;
    this.tell(this.say("正在修改…"));
    this.later(() => this.flush(), event.type === "change" ? 0 : wait);
  }

  later(action, wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(action, wait);
  }

  flush() {
    clearTimeout(this.waiting);
    const form = this.dirty;
    if (!form) return this.queue;
    this.dirty = undefined;
    return this.post(form, form.dataset.autosave, { gently: true });
  }

  // What somebody does

  async submitted(event) {
    const form = event.target;
    if (form.matches("[data-preview]")) event.preventDefault();
    if (!this.root.contains(form) || form.matches("[data-preview]")) return;
    const button = event.submitter;
    if (form.method === "get") {
      event.preventDefault();
      this.follow(`${this.page}?${new URLSearchParams(new FormData(form))}`, true);
      return;
    }
    event.preventDefault();
    if (button?.dataset.confirm && !confirm(button.dataset.confirm)) return;
    if (this.dirty && this.dirty !== form) await this.flush();
    this.dirty = undefined;
    clearTimeout(this.waiting);
    this.post(form, button?.value ?? form.dataset.autosave ?? "", {});
  }

  async clicked(event) {
    const link = event.target.closest("a[data-swap]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      await this.flush();
      await this.follow(link.href, true);
      const panel = document.getElementById("bench-panel");
      panel?.focus({ preventScroll: true });
      if (panel && matchMedia("(max-width: 991.98px)").matches) panel.scrollIntoView();
    }
    const width = event.target.closest("[data-width]");
    if (width) this.widen(width.dataset.width);
  }

  // Talking with the server, one thing after another

  post(form, action, { gently }) {
    this.saving += 1;
    this.tell(this.say("正在保存…"));
    this.queue = this.queue.then(async () => {
      if (!form.isConnected && !gently) return this.tell(this.say("这一处没有保存"), true);
      const data = new FormData(form);
      data.set("do", action);
      data.set("revision", document.querySelector("[data-revision]")?.value ?? data.get("revision"));
      this.tell(this.say("正在保存…"));
      await this.ask(form.getAttribute("action"), { method: "POST", body: data }, { gently });
    }).finally(() => (this.saving -= 1));
    return this.queue;
  }

  follow(address, push, only, gently) {
    this.queue = this.queue.then(async () => {
      await this.ask(address, {}, { only, gently });
      if (push) history.pushState({}, "", address);
    });
    return this.queue;
  }

  async ask(address, options, { only, gently }) {
    let answer;
    try {
      answer = await fetch(address, { ...options, headers: HEADERS, credentials: "same-origin" });
    } catch {
      this.tell(this.say("没有保存：连不上服务器，稍后再试。"), true);
      return;
    }
    if (answer.redirected && new URL(answer.url).pathname.includes("sign-in")) {
      this.tell(this.say("没有保存：您已退出，请重新登录。"), true);
      return;
    }
    const fresh = parse(await answer.text());
    if (!fresh.querySelector("[data-workbench]")) {
      this.tell(this.say("没有保存：请刷新页面。"), true);
      return;
    }
    const refused = answer.status === 422;
    const parts = refused ? ["news", "problems"] : only;
    for (const part of takeParts(fresh, { only: parts, force: !gently })) this.dress(part);
    if (refused) this.tell(this.say("这一处没有保存"), true);
    const at = fresh.querySelector("[data-at]")?.dataset.at;
    if (options.method === "POST" && at !== undefined && !refused) history.replaceState({}, "", at ? `${this.page}?${at}` : this.page);
    document.dispatchEvent(new CustomEvent("bench:drawn"));
  }

  tell(text, wrong = false) {
    const status = document.querySelector('[data-part="status"]');
    if (!status) return;
    const told = document.createElement("span");
    told.className = wrong ? "red" : "soft";
    told.textContent = text;
    status.replaceChildren(told);
  }

  // What scripts add to a part that was drawn

  dress(part) {
    for (const list of part.querySelectorAll("[data-sort]")) this.sort(list);
    for (const bar of part.querySelectorAll("[data-widths]")) bar.hidden = false;
    this.widen(this.width ?? "phone");
    const preview = part.querySelector("[data-preview]");
    if (preview) document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: part } }));
  }

  sort(list) {
    Sortable.create(list, {
      group: list.dataset.group ?? "bench",
      handle: ".bench-grip",
      animation: 120,
      onEnd: (event) => this.moved(event),
    });
  }

  moved({ item, to, oldIndex, newIndex, from }) {
    if (from === to && oldIndex === newIndex) return;
    const form = document.getElementById(to.dataset.form ?? "move");
    form.elements.name.value = item.dataset.name;
    form.elements.section.value = to.dataset.sort;
    form.elements.before.value = item.nextElementSibling?.dataset.name ?? "";
    this.post(form, "move", {});
  }

  widen(width) {
    this.width = width;
    document.querySelector("[data-columns]")?.classList.toggle("bench-desktop", width === "desktop");
    for (const paper of document.querySelectorAll(".preview-paper")) paper.classList.toggle("preview-phone", width === "phone");
    for (const one of document.querySelectorAll("[data-width]")) one.setAttribute("aria-pressed", String(one.dataset.width === width));
  }
}
