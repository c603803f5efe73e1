// A chosen file goes into its slot at once, with its progress; the slot comes back as the server sees it.
import { note } from "./note.js";
import { say } from "./saying.js";

function post(saver, slot, body, progress) {
  return new Promise((done) => {
    const call = new XMLHttpRequest();
    call.open("POST", slot.dataset.slotUrl);
    call.setRequestHeader("X-CSRF-Token", saver.form.querySelector("[name=csrf_token]").value);
    call.upload.onprogress = (event) => progress && event.total && (progress.value = (100 * event.loaded) / event.total);
    call.onload = () => done(call);
    call.onerror = () => done(null);
    call.send(body);
  });
}

async function send(saver, slot, body, progress, second = false) {
  const call = await post(saver, slot, body, progress);
  if (!call) return note(saver.form, "amber", say("离线，文件没有传上；联网后请再选一次。"));
  if (call.responseURL.includes("/sign-in")) return saver.signedOut();
  if (call.status === 403 && !second) return (await saver.freshToken()) && send(saver, slot, body, progress, true);
  if (call.status === 413) return note(saver.form, "red", say("文件太大，没有传上。"));
  if (call.status !== 200 && call.status !== 422) return saver.failed(call.status);
  slot.innerHTML = call.responseText;
  if (call.status === 200) note(saver.form, "green", say("材料已保存。"));
  return undefined;
}

export class Slots {
  constructor(saver) {
    this.saver = saver;
    this.queue = Promise.resolve();
    saver.form.addEventListener("change", (event) => this.chosen(event.target));
    saver.form.addEventListener("click", (event) => this.removed(event));
  }

  chosen(input) {
    const slot = input.type === "file" && input.closest("[data-slot-url]");
    if (!slot || !input.files.length || !input.checkValidity()) return;
    const progress = slot.querySelector("progress");
    if (progress) progress.hidden = false;
    const body = new FormData();
    Array.from(input.files).forEach((file) => body.append(input.name, file));
    this.queue = this.queue.then(() => send(this.saver, slot, body, progress));
  }

  removed(event) {
    const button = event.target.closest("[data-remove]");
    const slot = button && button.closest("[data-slot-url]");
    if (!slot) return;
    event.preventDefault();
    const body = new FormData();
    body.append("remove", button.dataset.remove);
    this.queue = this.queue.then(() => send(this.saver, slot, body));
  }
}
