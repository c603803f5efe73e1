// Token simulation as a mode of the editor; the package says everything in English, so its words are swapped as drawn.
import TokenSimulation from "bpmn-js-token-simulation";
import { TOGGLE_MODE_EVENT } from "bpmn-js-token-simulation/lib/util/EventHelper";

const CHINESE = {
  "Toggle Simulation Log": "显示或收起走过的环节",
  "Simulation Log": "走过的环节",
  "No Entries": "还没有走动。点开始事件上的三角。",
  "Reset Simulation": "重新开始",
  "Play/Pause Simulation": "继续或暂停",
  "Pause Simulation": "已暂停",
  "Play Simulation": "继续",
  "Found unsupported elements": "有不能推演的元素",
  "Not supported": "不能推演",
  "Set Sequence Flow": "换一条路走",
  "Remove pause point": "取消停留",
  "Add pause point": "在这里停留",
  "Trigger Event": "让它发生",
  "Service Task": "自动操作",
  "User Task": "人工环节",
  "Call Activity": "调用",
  "Script Task": "计算",
  "Business Rule Task": "决策",
  "Manual Task": "线下工作",
  "Receive Task": "接收消息",
  "Send Task": "发送消息",
  "Exclusive Gateway": "排他网关",
  "Parallel Gateway": "并行网关",
  "Inclusive Gateway": "包容网关",
  "Start Event": "开始",
  "Intermediate Event": "中间事件",
  "Boundary Event": "边界事件",
  "End Event": "结束",
  "Process started": "流程开始",
  "Process finished": "流程结束",
  "Process canceled": "流程取消",
  "Sub Process started": "子流程开始",
  "Sub Process finished": "子流程结束",
};
const PATTERNS = [
  [/^Focus process instance (.+)$/, "看这一件：$1"],
  [/^Set animation speed = Slow$/, "慢"],
  [/^Set animation speed = Normal$/, "一般"],
  [/^Set animation speed = Fast$/, "快"],
  [/^Process (.+) started$/, "$1 开始"],
  [/^Process (.+) finished$/, "$1 结束"],
];

// The package's own switch draws an English label on the canvas and needs the package's palette; this one is ours.
class Mode {
  constructor(eventBus, canvas) {
    this.active = false;
    this.toggleMode = (active = !this.active) => {
      if (active === this.active) return;
      this.active = active;
      canvas.getContainer().parentNode.classList.toggle("simulation", active);
      eventBus.fire(TOGGLE_MODE_EVENT, { active });
    };
    eventBus.on("import.parse.start", () => this.toggleMode(false));
  }
}
Mode.$inject = ["eventBus", "canvas"];

export const simulationModule = { __depends__: [TokenSimulation], toggleMode: ["type", Mode] };

export function speakChinese(holder) {
  if (document.documentElement.lang === "en") return;
  swap(holder);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) swap(node);
  }).observe(holder, { childList: true, subtree: true });
}

function swap(node) {
  const parts = [node, ...node.querySelectorAll("*")].filter((one) => one.closest('[class*="bts-"]'));
  for (const part of parts) {
    if (part.title) part.title = said(part.title);
    for (const child of part.childNodes) if (child.nodeType === 3) put(child);
  }
}

function put(child) {
  const plain = child.data.trim();
  if (plain && said(plain) !== plain) child.data = said(plain);
}

function said(text) {
  if (text in CHINESE) return CHINESE[text];
  const found = PATTERNS.find(([pattern]) => pattern.test(text));
  return found ? text.replace(...found) : text;
}
