// The line above the canvas: undo, zoom, search, map, simulation, saving; and what it says about saving.
import { say } from "./says.js";
import { Saving } from "./saving.js";

const time = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

export function wireBar(board, modeler, { file, key, address, post }) {
  const find = (selector) => document.querySelector(selector);
  const get = (name) => modeler.get(name);
  const state = find("#saved");
  const news = find("#saving-news");

  const SAID = {
    waiting: () => say("有改动，稍候自动保存"),
    saving: () => say("正在保存…"),
    saved: () => say("已保存 {time}", { time: time() }),
    merged: () => say("已与同事的改动合并并保存 {time}", { time: time() }),
    failed: () => say("没有存上，改动留在本窗口；恢复连接后会再试"),
    "signed-out": () => say("登录已过期，改动留在本窗口；请在新窗口登录后点“保存”"),
    conflict: () => say("与同事的改动冲突，已另外保存"),
  };
  const tell = (what, said) => {
    state.textContent = SAID[what]();
    state.dataset.state = what;
    if (what === "conflict") conflict(said);
    else if (what === "merged") banner(say("同事也改了这张图，两边的改动已合并，画面已更新。"));
    else if (what === "failed") setTimeout(() => saving.dirty && saving.now(), 10_000);
  };
  const saving = new Saving({ modeler, file, key, address, post, tell });

  function banner(text, ...actions) {
    const line = document.createElement("p");
    line.append(text, " ", ...actions);
    const close = button(say("知道了"), () => (news.hidden = true));
    line.append(" ", close);
    news.replaceChildren(line);
    news.hidden = false;
  }

  function conflict(said) {
    const merge = document.createElement("a");
    merge.href = said.merge;
    merge.textContent = say("逐处选择");
    const actions = [merge];
    if (said.theirs) actions.push(" ", button(say("改用同事的版本"), () => saving.takeTheirs(said).then(() => (news.hidden = true))));
    banner(said.message, ...actions);
  }

  function button(text, action) {
    const one = document.createElement("button");
    one.type = "button";
    one.className = "link-button";
    one.textContent = text;
    one.addEventListener("click", action);
    return one;
  }

  const simulate = (control) => {
    const mode = get("toggleMode");
    mode.toggleMode();
    control.setAttribute("aria-pressed", String(mode.active));
    board.classList.toggle("simulating", mode.active);
    get("canvas").resized();
  };
  const map = (control) => {
    get("minimap").toggle();
    control.setAttribute("aria-pressed", String(get("minimap").isOpen()));
  };
  const download = async () => {
    const { xml } = await modeler.saveXML({ format: true });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
    link.download = "process.bpmn";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const ACTIONS = {
    undo: () => get("commandStack").undo(),
    redo: () => get("commandStack").redo(),
    "zoom-in": () => get("zoomScroll").stepZoom(1),
    "zoom-out": () => get("zoomScroll").stepZoom(-1),
    fit: () => get("canvas").zoom("fit-viewport"),
    search: () => setTimeout(() => get("searchPad").toggle()), // a click elsewhere closes it, this one included
    hand: () => get("handTool").toggle(),
    lasso: () => get("lassoTool").toggle(),
    space: () => get("spaceTool").toggle(),
    connect: () => get("globalConnect").toggle(),
    map,
    simulate,
    download,
    save: () => saving.now(),
  };
  board.addEventListener("click", (event) => {
    const control = event.target.closest("[data-do]");
    if (control) ACTIONS[control.dataset.do](control);
  });

  const stack = () => {
    find('[data-do="undo"]').disabled = !get("commandStack").canUndo();
    find('[data-do="redo"]').disabled = !get("commandStack").canRedo();
  };
  modeler.on("commandStack.changed", stack);
  modeler.on("drawing.replaced", stack);

  // First what a colleague or the server has; a copy that this window could not save is taken up again.
  async function start() {
    const kept = saving.kept();
    const canvas = get("canvas");
    try {
      await modeler.importXML(kept?.text ?? file.text);
    } catch (error) {
      banner(say("这份流程图打不开：{reason}", { reason: error.message }));
      return;
    }
    fit(canvas);
    stack();
    if (kept) {
      saving.revision = kept.revision;
      banner(say("上次没有存上的改动已找回。"));
      saving.changed();
    }
  }

  // Readable before complete: a wide diagram starts at its left end and is not made tiny.
  function fit(canvas) {
    canvas.zoom("fit-viewport");
    if (canvas.zoom() < 0.6) {
      const { inner, outer } = canvas.viewbox();
      const scale = Math.min(0.85, Math.max(0.6, outer.height / (inner.height + 40)));
      const width = outer.width / scale;
      const height = outer.height / scale;
      canvas.viewbox({ x: inner.x - 20, y: inner.y + inner.height / 2 - height / 2, width, height });
    }
    if (canvas.zoom() > 1.2) canvas.zoom(1, "auto");
  }

  const placed = (element) => {
    const name = element.businessObject?.get("name") ?? "";
    find("#placed").textContent = say("已放上画布：{name}", { name });
  };
  return { start, placed };
}
