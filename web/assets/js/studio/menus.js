// The menus at an element: our own kinds first, nothing that the engine would refuse at publication.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { say } from "./says.js";

// docs/engine.md, "Refused": compensation, links, conditions as events, complex gateways, ad hoc, data by association.
const REFUSED = /compensation|conditional-(start|intermediate|boundary|non)|conditional-event|link|complex-gateway|ad-?hoc|data-(object|store)/;
const TASKS = ["bpmn:UserTask", "bpmn:ServiceTask", "bpmn:CallActivity", "bpmn:BusinessRuleTask", "bpmn:ScriptTask"];

const runs = ([id]) => id === "replace-with-conditional-flow" || !REFUSED.test(id);
const allowed = (entries) => Object.fromEntries(Object.entries(entries).filter(runs));

export class OwnMenus {
  constructor(popupMenu, kinds, autoPlace, create, bpmnReplace, modeling, selection, icons) {
    const group = { id: "own", name: say("积木、环节和操作") };
    const own = kinds.all.filter((kind) => TASKS.includes(kind.type));
    const entry = (kind, action) => [`own-${kind.id}`, { label: kind.label, description: kind.note, group, rank: 1000, imageHtml: picture(kind), action }];
    const picture = (kind) => `<svg class="icon" aria-hidden="true"><use href="${icons}#${kind.icon}"></use></svg>`;

    const append = (element) => (kind) =>
      entry(kind, {
        click: () => autoPlace.append(element, kinds.shape(kind)),
        dragstart: (event) => create.start(event, kinds.shape(kind), { source: element }),
      });
    const replace = (element) => (kind) =>
      entry(kind, () => {
        const fresh = bpmnReplace.replaceElement(element, { type: kind.type });
        dress(fresh, kind);
        selection.select(fresh);
      });
    const dress = (shape, kind) => {
      const bare = shape.businessObject;
      kinds.fill(bare, kind);
      modeling.updateProperties(shape, { name: bare.get("name") || kind.name });
    };

    popupMenu.registerProvider("bpmn-append", 500, {
      getPopupMenuEntries: (element) => (entries) => ({ ...Object.fromEntries(own.map(append(element))), ...allowed(entries) }),
    });
    popupMenu.registerProvider("bpmn-replace", 500, {
      getPopupMenuEntries: (element) => (entries) =>
        is(element, "bpmn:Task") || is(element, "bpmn:CallActivity") ? { ...Object.fromEntries(own.map(replace(element))), ...allowed(entries) } : allowed(entries),
      getPopupMenuHeaderEntries: () => (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => !/adhoc/i.test(id))),
    });
    popupMenu.registerProvider("bpmn-create", 500, { getPopupMenuEntries: () => allowed });
  }
}
OwnMenus.$inject = ["popupMenu", "kinds", "autoPlace", "create", "bpmnReplace", "modeling", "selection", "config.icons"];
