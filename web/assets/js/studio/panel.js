// The properties panel: what our house asks of an element, in groups that an analyst knows.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { Group, ListGroup } from "@bpmn-io/properties-panel";
import * as extension from "./extension.js";
import { area, check, choice, findings, heading, text } from "./entries.js";
import { several } from "./kinds.js";
import { say } from "./says.js";

const { businessOf } = extension;
const DROPPED = ["timer", "compensation", "adHocCompletion", "link"]; // ours, or refused at publication
const DAYS = /^=\s*working days\((\d+)\)$/;

export class OwnProperties {
  constructor(propertiesPanel, vocabulary, writer, elementRegistry, modeling, problems) {
    Object.assign(this, { words: vocabulary, writer, registry: elementRegistry, modeling, problems });
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter((one) => !DROPPED.includes(one.id) && !(one.id === "multiInstance" && is(element, "bpmn:UserTask")));
      const general = kept.filter((one) => one.id === "general");
      for (const one of general) one.shouldOpen = true;
      if (is(element, "bpmn:Lane")) for (const one of general) one.entries = one.entries.filter((entry) => entry.id !== "name");
      const rest = kept.filter((one) => one.id !== "general");
      return [...general, ...this._own(element), ...this._findings(element), ...rest]; // findings come and go: below, so that no field jumps
    };
  }

  _findings(element) {
    const list = this.problems.of(element.id);
    return list.length ? [group("problems", say("这里的问题（{n}）", { n: list.length }), [findings(list)])] : [];
  }

  _own(element) {
    const made = [];
    if (is(element, "bpmn:Lane")) made.push(group("lane", say("泳道"), this._lane(element)));
    if (is(element, "bpmn:UserTask")) made.push(group("work", say("办理"), this._work(element)), group("who", say("不得由谁办理（回避）"), this._barred(element), false));
    if (is(element, "bpmn:ServiceTask")) made.push(group("operation", say("操作"), this._operation(element)));
    if (is(element, "bpmn:ScriptTask")) made.push(group("script", say("计算"), this._script(element)));
    if (is(element, "bpmn:BusinessRuleTask")) made.push(group("rule", say("决策"), this._rule(element)));
    if (is(element, "bpmn:CallActivity")) made.push(...this._call(element));
    if (is(element, "bpmn:SequenceFlow")) made.push(group("flow", say("走这条的条件"), this._flow(element)));
    const event = businessOf(element).get("eventDefinitions")?.[0];
    if (event && is(event, "bpmn:TimerEventDefinition")) made.push(group("when", say("时间"), this._timer(element, event)));
    if ((event && is(event, "bpmn:MessageEventDefinition")) || isAny(element, ["bpmn:ReceiveTask", "bpmn:SendTask"])) made.push(group("key", say("消息的关联键"), this._key(element)));
    if (is(element, "bpmn:FlowNode") && !is(element, "bpmn:UserTask")) {
      const lanes = this._lanes(element);
      if (lanes.length) made.push(group("where", say("所在泳道"), lanes, false));
    }
    return made;
  }

  // --- people ----------------------------------------------------------------------------------------------

  _lane(element) {
    const roles = this.words.roles.map((one) => ({ value: one, label: one }));
    return [
      choice("lane-role", say("角色"), () => businessOf(element).get("name") ?? "", (name) => this.writer.do(this.writer.attributes(element, { name })), {
        options: roles,
        description: say("这条泳道里的环节由哪个角色办理；名称须是平台的角色。"),
      }),
    ];
  }

  _property(element, id, name, label, more = {}) {
    const get = () => extension.propertyOf(element, name);
    return text(id, label, get, (value) => this.writer.property(element, name, value.trim()), more);
  }

  _work(element) {
    const follow = { value: "", label: say("与泳道相同（{lane}）", { lane: this._laneOf(element)?.businessObject.get("name") ?? "—" }) };
    const roles = [follow, ...this.words.roles.map((one) => ({ value: one, label: one }))];
    const has = (name) => extension.propertyOf(element, name);
    const put = (name) => (value) => this.writer.property(element, name, value);
    return [
      ...this._lanes(element),
      choice("candidates", say("承办角色"), () => has("candidates"), put("candidates"), { options: roles }),
      choice("department", say("由哪个部门办理"), () => has("department"), put("department"), { options: this._departments(has("department")), description: say("空着就是本事项的实施机关；选了别的部门，由该部门在当地的机构里同一角色的人办理，如业务主管单位审查、征求意见。") }),
      this._property(element, "step", "step", say("环节名称"), { description: say("申请人和审批员看到的阶段，如“审查·承办”。") }),
      choice("form", say("表单"), () => has("form") || "view", put("form"), { options: this.words.forms }),
      choice("points", say("核对哪些审查要点"), () => has("points"), put("points"), { options: this.words.stages, description: say("概要里这个阶段的审查要点逐条列给办理的人，未勾选的写进补正通知或核实问题。") }),
      this._due(element),
      this._officers(element),
      heading("outcomes-heading", say("可选结果")),
      ...this._outcomes(element),
    ];
  }

  // A department that a decision names is FEEL: kept as it is.
  _departments(chosen) {
    const known = [{ value: "", label: say("本事项的实施机关") }, ...this.words.departments];
    return known.some((one) => one.value === chosen) ? known : [...known, { value: chosen, label: chosen }];
  }

  _due(element) {
    const get = () => {
      const said = extension.propertyOf(element, "due");
      return DAYS.exec(said)?.[1] ?? said.replace(/^=\s*/, "");
    };
    const set = (value) => {
      const typed = value.trim();
      const said = /^\d+$/.test(typed) ? `=working days(${typed})` : typed && `=${typed}`;
      this.writer.property(element, "due", said);
    };
    return text("due", say("办理时限（工作日）"), get, set, { description: say("填几个工作日，如 5；或写给出日期的 FEEL。不填就按事项的时限。"), placeholder: "5" });
  }

  _officers(element) {
    const loop = () => businessOf(element).get("loopCharacteristics");
    const get = () => loop()?.get("loopCardinality")?.get("body") ?? (extension.propertyOf(element, "officers") || "1");
    const set = (value) => {
      const count = value.trim();
      const alone = count === "" || count === "1";
      const own = element.id;
      const others = listed(extension.propertyOf(element, "not")).filter((one) => one !== own);
      const barred = alone ? others : [...others, own];
      const made = alone ? undefined : several(this.writer.factory, count, businessOf(element));
      this.writer.do(this.writer.withProperties(element, { not: barred.join(","), officers: "" }), this.writer.attributes(element, { loopCharacteristics: made }));
    };
    return text("officers", say("几名人员分别办理"), get, set, { description: say("2 即两名不同的人员都要办理，如现场核查。") });
  }

  _outcomes(element) {
    const chosen = () => listed(extension.propertyOf(element, "outcomes"));
    const known = this.words.outcomes.map((one) => one.value);
    const others = chosen().filter((one) => !known.includes(one)).map((value) => ({ value, label: value }));
    return [...this.words.outcomes, ...others].map((one) =>
      check(`outcome-${one.value}`, one.label, () => chosen().includes(one.value), (on) => {
        const kept = chosen().filter((other) => other !== one.value);
        this.writer.property(element, "outcomes", (on ? [...kept, one.value] : kept).join(","));
      }),
    );
  }

  _barred(element) {
    const chosen = () => listed(extension.propertyOf(element, "not"));
    const tasks = this.registry.filter((one) => is(one, "bpmn:UserTask") && one !== element && !one.labelTarget);
    const rows = [{ id: "accept", name: say("受理的人") }, ...tasks.map((one) => ({ id: one.id, name: say("办“{name}”的人", { name: businessOf(one).get("name") || one.id }) }))];
    return rows.map((row) =>
      check(`not-${row.id}`, row.name, () => chosen().includes(row.id), (on) => {
        const kept = chosen().filter((one) => one !== row.id);
        this.writer.property(element, "not", (on ? [...kept, row.id] : kept).join(","));
      }),
    );
  }

  _laneOf(element) {
    const own = businessOf(element);
    return this._leaves().find((one) => one.businessObject.get("flowNodeRef").includes(own));
  }

  _leaves() {
    return this.registry.filter((one) => is(one, "bpmn:Lane") && !one.children.some((child) => is(child, "bpmn:Lane")));
  }

  _lanes(element) {
    const lanes = this._leaves();
    if (!lanes.length || element.type === "label" || is(element, "bpmn:BoundaryEvent")) return [];
    const options = lanes.map((one) => ({ value: one.id, label: one.businessObject.get("name") || one.id }));
    const move = (id) => {
      const lane = this.registry.get(id);
      if (lane) this.modeling.moveElements([element], { x: 0, y: Math.round(lane.y + lane.height / 2 - element.y - element.height / 2) });
    };
    return [choice("lane", say("泳道"), () => this._laneOf(element)?.id ?? "", move, { options: this._laneOf(element) ? options : [{ value: "", label: say("（不在泳道里）") }, ...options] })];
  }

  // --- operations, decisions, calls ------------------------------------------------------------------------

  _operation(element) {
    const said = () => extension.operatorOf(element) ?? { verb: "", result: "", parameters: {} };
    const verb = this.words.verbs.find((one) => one.value === said().verb);
    const options = [{ value: "", label: say("（请选择）") }, ...this.words.verbs.map((one) => ({ value: one.value, label: `${one.label} · ${one.value}` }))];
    const choose = (value) => {
      const found = this.words.verbs.find((one) => one.value === value);
      this.writer.operator(element, { verb: value, result: found?.result ?? "", parameters: found?.defaults ?? {} });
    };
    const put = (changes) => this.writer.operator(element, { ...said(), ...changes });
    const known = verb?.parameters ?? [];
    const others = Object.keys(said().parameters).filter((name) => !known.some((one) => one.name === name)).map((name) => ({ name, label: name }));
    const parameters = [...known, ...others].map((one) => {
      const set = (value) => {
        const { [one.name]: _, ...kept } = said().parameters;
        put({ parameters: value ? { ...kept, [one.name]: value } : kept });
      };
      return this._value(`parameter-${one.name}`, one.name, one.label, () => said().parameters[one.name] ?? "", set, one.help);
    });
    const result = text("result", say("结果存入变量"), () => said().result, (value) => put({ result: value.trim() }), { description: say("后面的条件可以读它；不写就用本元素的编号。") });
    return [choice("verb", say("做什么"), () => said().verb, choose, { options }), ...(said().verb ? [...parameters, result] : [])];
  }

  // A value is FEEL; where it names a notice's layout by its literal name, it is chosen from the list.
  _value(id, name, label, get, set, help) {
    const literal = /^"([^"]*)"$/.exec(get());
    if (name !== "layout" || (get() && !literal)) return area(id, label, get, set, { description: help || "FEEL", rows: 1 });
    const read = () => /^"([^"]*)"$/.exec(get())?.[1] ?? get();
    return choice(id, label, read, (value) => set(value && `"${value}"`), { options: [{ value: "", label: say("（请选择）") }, ...this.words.layouts] });
  }

  _script(element) {
    return [area("script", say("FEEL：{变量: 值}"), () => businessOf(element).get("script") ?? "", (script) => this.writer.do(this.writer.attributes(element, { script })), { description: say("每一项成为一个变量，如 {total: a + b}。"), rows: 4 })];
  }

  _rule(element) {
    const set = (id) => this.writer.do(this.writer.extension(element, "CalledDecisionId", id ? extension.decision(this.writer.factory, id) : null));
    return [choice("decision", say("决策表"), () => extension.decisionOf(element), set, { options: [{ value: "", label: say("（请选择）") }, ...this.words.decisions], description: say("结果存在本元素的编号下。") })];
  }

  _call(element) {
    const called = () => businessOf(element).get("calledElement") ?? "";
    const options = [
      { value: "", label: say("（请选择）") },
      { label: say("业务积木"), children: this.words.blocks.map((one) => ({ value: one.value, label: one.label })) },
      { label: say("成员事项"), children: this.words.matters.map((one) => ({ value: one.value, label: one.label })) },
    ];
    const choose = (calledElement) => {
      this.writer.do(this.writer.attributes(element, { calledElement }));
      const block = this.words.blocks.find((one) => one.value === calledElement);
      if (!block) return;
      this.writer.do(this.writer.withList(element, "Inputs", block.inputs)); // a command builds on what stands when it is made
      this.writer.do(this.writer.withList(element, "Outputs", block.outputs));
    };
    const bindings = [{ value: "pinned", label: say("开始办理时的版本") }, { value: "latest", label: say("走到这里时的最新版本") }];
    const binding = choice("binding", say("用哪个版本"), () => extension.propertyOf(element, "binding") || "pinned", (value) => this.writer.property(element, "binding", value), { options: bindings });
    return [
      group("call", say("调用"), [choice("called", say("积木或事项"), called, choose, { options }), binding]),
      this._list(element, "Inputs", say("交给它的（输入）")),
      this._list(element, "Outputs", say("它交回的（输出）")),
    ];
  }

  _list(element, type, label) {
    const read = type === "Inputs" ? extension.inputsOf : extension.outputsOf;
    const plain = () => read(element).map((one) => ({ name: one.get("name") ?? "", value: one.get("value") ?? "" }));
    const write = (list) => this.writer.do(this.writer.withList(element, type, list));
    const change = (at, values) => write(plain().map((one, index) => (index === at ? { ...one, ...values } : one)));
    const key = type.toLowerCase();
    const items = plain().map((one, at) => ({
      id: `${key}-${at}`,
      label: one.name || say("（未命名）"),
      entries: [
        text(`${key}-${at}-name`, say("变量"), () => plain()[at]?.name ?? "", (name) => change(at, { name: name.trim() })),
        this._value(`${key}-${at}-value`, one.name, say("值（FEEL）"), () => (plain()[at]?.value ?? "").replace(/^=/, ""), (value) => change(at, { value: value && `=${value}` })),
      ],
      remove: () => write(plain().filter((_, index) => index !== at)),
      autoFocusEntry: `${key}-${at}-name`,
    }));
    const add = (event) => {
      event.stopPropagation();
      write([...plain(), { name: "", value: "" }]);
    };
    return { id: key, label, component: ListGroup, items, add };
  }

  // --- flows, time, messages -------------------------------------------------------------------------------

  _flow(element) {
    const own = businessOf(element);
    const from = element.source;
    const fallback = () => businessOf(from).get("default") === own;
    const condition = area(
      "condition",
      say("条件（FEEL）"),
      () => own.get("conditionExpression")?.get("body") ?? "",
      (body) => this.writer.do(this.writer.attributes(element, { conditionExpression: this.writer.expression(body) })),
      { description: say("如 review.outcome = \"agree\"") },
    );
    if (isAny(from, ["bpmn:ParallelGateway", "bpmn:EventBasedGateway"])) return [heading("no-condition", say("从这个网关出来的线没有条件。"))];
    const chooses = isAny(from, ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:Activity"]);
    const otherwise = check("default", say("其他都不满足时走这条（默认流）"), fallback, (on) => this.modeling.updateProperties(from, { default: on ? own : undefined }));
    return chooses ? [otherwise, ...(fallback() ? [] : [condition])] : [condition];
  }

  _timer(element, event) {
    const kinds = ["timeDate", "timeDuration", "timeCycle"];
    const kind = () => kinds.find((one) => event.get(one)) ?? "timeDate";
    const body = () => event.get(kind())?.get("body") ?? "";
    const write = (name, said) => this.writer.do(this.writer.model(element, event, { ...Object.fromEntries(kinds.map((one) => [one, undefined])), [name]: this.writer.expression(said) }));
    const options = [
      { value: "timeDate", label: say("到某个时间") },
      { value: "timeDuration", label: say("过一段时间") },
      { value: "timeCycle", label: say("每隔一段时间") },
    ];
    return [
      choice("timer-kind", say("怎么计"), kind, (name) => write(name, body() || "working days(5)"), { options }),
      area("timer-value", say("何时（FEEL）"), body, (said) => write(kind(), said), { description: say("如 working days(5)、duration(\"P3D\")；每隔：R3/PT1H。"), rows: 1 }),
    ];
  }

  _key(element) {
    const get = () => extension.propertyOf(element, "correlation").replace(/^=/, "");
    return [area("correlation", say("关联键（FEEL）"), get, (value) => this.writer.property(element, "correlation", value && `=${value}`), { description: say("同名消息凭它找到唯一的收件办件。"), rows: 1 })];
  }
}
OwnProperties.$inject = ["propertiesPanel", "config.vocabulary", "writer", "elementRegistry", "modeling", "problems"];

function group(id, label, entries, open = true) {
  return { id: `own-${id}`, label, component: Group, entries, shouldOpen: open };
}

const listed = (said) => said.split(",").map((one) => one.trim()).filter(Boolean);
