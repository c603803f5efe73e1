// The studio's drawing board: bpmn-js with our palette, our properties, the server's check and saving by itself.
import Modeler from "bpmn-js/lib/Modeler";
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from "bpmn-js-properties-panel";
import { CreateAppendAnythingModule } from "bpmn-js-create-append-anything";
import ColorPicker from "bpmn-js-color-picker";
import Minimap from "diagram-js-minimap";
import { wireBar } from "../js/studio/bar.js";
import { Writer } from "../js/studio/extension.js";
import { Kinds } from "../js/studio/kinds.js";
import { OwnMenus } from "../js/studio/menus.js";
import { OwnProperties } from "../js/studio/panel.js";
import { Placing, wirePalette } from "../js/studio/place.js";
import { Problems, watchProblems } from "../js/studio/problems.js";
import { Room } from "../js/studio/room.js";
import { asker } from "../js/studio/server.js";
import { NoPalette, repair } from "../js/studio/thirdparty.js";
import { simulationModule, speakChinese } from "../js/studio/simulation.js";
import { translateModule } from "../js/studio/translate.js";
import spiffworkflow from "../js/studio/spiffworkflow.json";

const find = (selector) => document.querySelector(selector);

const own = {
  __init__: ["writer", "kinds", "placing", "problems", "ownProperties", "ownMenus", "room"],
  writer: ["type", Writer],
  kinds: ["type", Kinds],
  placing: ["type", Placing],
  problems: ["type", Problems],
  ownProperties: ["type", OwnProperties],
  ownMenus: ["type", OwnMenus],
  palette: ["type", NoPalette],
  room: ["type", Room],
};

async function open(board) {
  const said = JSON.parse(find("#diagram-data").textContent);
  const { csrf, file, check, address } = said;
  const post = asker(csrf);
  const modeler = new Modeler({
    container: find("#canvas"),
    propertiesPanel: { parent: find("#properties") },
    minimap: { open: false },
    vocabulary: said.vocabulary,
    icons: board.dataset.icons,
    moddleExtensions: { spiffworkflow },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      CreateAppendAnythingModule,
      ColorPicker,
      Minimap,
      simulationModule,
      translateModule,
      own,
    ],
  });
  repair(board, modeler);
  speakChinese(find("#canvas"));
  const bar = wireBar(board, modeler, { file, key: `tongban.diagram.${address}`, address, post });
  await bar.start();
  const ask = async (text) => {
    const answer = await post(check, { files: { [file.path]: text } });
    return answer.ok ? answer.said.findings : undefined;
  };
  const page = { path: file.path, place: find("#problems tbody"), count: find("#problem-count"), checked: find("#problems-checked"), empty: find("#no-problems"), tab: tabCount() };
  watchProblems(modeler, page, ask);
  wirePalette(find("#palette"), modeler, bar.placed);
  board.dataset.ready = "yes";
}

// The number beside the tab of this page.
function tabCount() {
  const count = document.createElement("span");
  count.className = "tab-count";
  count.hidden = true;
  find(".draft-tabs [aria-current]")?.append(count);
  return count;
}

const board = find("#board");
if (board) open(board);
