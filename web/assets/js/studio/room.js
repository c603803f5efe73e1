// An element put into a flow gets room: what stands behind moves on, pools and lanes grow, in the same step of undo.
import CommandInterceptor from "diagram-js/lib/command/CommandInterceptor";
import { is } from "bpmn-js/lib/util/ModelUtil";

const SPACE = 50; // between two elements
const NEAR = 45; // a drop this close to the row of a neighbour is meant for that row

export class Room extends CommandInterceptor {
  constructor(eventBus, bpmnRules, spaceTool, modeling, elementRegistry) {
    super(eventBus);
    this.preExecute("shape.create", 2000, ({ context }) => {
      const { shape, parent, position } = context;
      if (!parent || !is(parent, "bpmn:SequenceFlow") || !bpmnRules.canInsert(shape, parent)) return;
      const { source, target } = parent;
      const edge = source.x + source.width;
      if (target.x < edge) return; // drawn backwards or straight down: there is room, or none that could be made
      const delta = Math.round(shape.width + 2 * SPACE - (target.x - edge));
      if (delta > 0) {
        const shapes = elementRegistry.filter((one) => one.parent && !one.waypoints && one !== shape);
        const { movingShapes, resizingShapes } = spaceTool.calculateAdjustments(shapes, "x", delta, edge);
        modeling.createSpace(movingShapes, resizingShapes, { x: delta, y: 0 }, "e", edge);
      }
      context.position = { x: edge + SPACE + shape.width / 2, y: row(position, source, target) };
    });
  }
}
Room.$inject = ["eventBus", "bpmnRules", "spaceTool", "modeling", "elementRegistry"];

function row(position, ...neighbours) {
  const rows = neighbours.map((one) => one.y + one.height / 2);
  return rows.find((y) => Math.abs(y - position.y) < NEAR) ?? position.y;
}
