// Papers in a window over the page: arrows turn pages and go from paper to paper, Escape closes.
export function gallery(say) {
  const papers = Array.from(document.querySelectorAll("a[data-look]"));
  for (const small of document.querySelectorAll("a[data-look] img")) {
    const gone = () => (small.hidden = true); // what cannot be drawn is still named and can be opened
    small.addEventListener("error", gone);
    if (small.complete && !small.naturalWidth && small.loading !== "lazy") gone();
  }
  for (const paper of papers) paper.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    look(papers, papers.indexOf(paper), say);
  });
}

function look(papers, start, say) {
  let at = start;
  let page = 1;
  const dialog = document.createElement("dialog");
  dialog.className = "look-dialog";
  const title = document.createElement("h2");
  title.id = "look-title";
  title.lang = "zh-CN";
  const picture = document.createElement("img");
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  const button = (text, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary btn-sm", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  const file = Object.assign(document.createElement("a"), { className: "btn btn-link btn-sm", textContent: say("打开原文件"), target: "_blank", rel: "noopener" });
  const isPdf = () => papers[at].dataset.look === "pdf";
  function show() {
    const paper = papers[at];
    title.textContent = paper.dataset.title;
    file.href = paper.href;
    picture.hidden = false;
    picture.alt = paper.dataset.title;
    picture.src = isPdf() ? paper.dataset.pages.replace(/\d+$/, page) : paper.href;
    line.textContent = isPdf()
      ? say("第 {n} 页，{at}/{of} 份", { n: page, at: at + 1, of: papers.length })
      : say("{at}/{of} 份", { at: at + 1, of: papers.length });
  }
  function go(step) {
    at = (at + step + papers.length) % papers.length;
    page = 1;
    show();
  }
  function turn(step) {
    if (!isPdf() || page + step < 1) return;
    page += step;
    show();
  }
  picture.addEventListener("error", () => {
    if (isPdf() && page > 1) {
      page -= 1;
      show();
      line.textContent = say("已经是能看的最后一页");
    } else {
      picture.hidden = true;
      line.textContent = say("这个文件不能在这里看，请打开原文件");
    }
  });
  const tools = Object.assign(document.createElement("div"), { className: "form-actions" });
  const close = button(say("关闭"), () => dialog.close());
  tools.append(button(say("上一份"), () => go(-1)), button(say("下一份"), () => go(1)), button(say("上一页"), () => turn(-1)), button(say("下一页"), () => turn(1)), file, close);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, tools, line, picture);
  dialog.addEventListener("keydown", (event) => {
    const act = { ArrowRight: () => go(1), ArrowLeft: () => go(-1), PageDown: () => turn(1), PageUp: () => turn(-1) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    papers[start].focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
  show();
}
