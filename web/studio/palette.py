"""What analysts draw with: blocks of the folder, steps for people, operations of the house, plain BPMN."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.words import words

USER, SERVICE, CALL = "bpmn:UserTask", "bpmn:ServiceTask", "bpmn:CallActivity"


@dataclass(frozen=True)
class Kind:
    """A kind of element: what the palette says, and what is drawn. `name` is the diagram's own word, Chinese."""

    id: str
    label: str
    type: str
    icon: str
    name: str = ""
    event: str = ""  # the event definition's BPMN type
    properties: Mapping[str, str] = field(default_factory=dict)
    officers: int = 1
    operator: Mapping[str, Any] | None = None
    called: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    script: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A part of the palette; `open` as the page comes."""

    id: str
    label: str
    kinds: Sequence[Kind]
    open: bool = True


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation: FEEL; `value` is what a new element says."""

    name: str
    label: str
    value: str = ""
    help: str = ""


@dataclass(frozen=True)
class Verb:
    """An operation of the house in the analyst's words; `drawn`: it has a place of its own in the palette."""

    id: str
    label: str
    icon: str
    result: str
    parameters: Sequence[Parameter] = ()
    drawn: bool = True

    def operator(self) -> dict[str, Any]:
        values = {one.name: one.value for one in self.parameters if one.value}
        return {"verb": self.id, "result": self.result, "parameters": values}


_DOCUMENT = Parameter(
    "document", words("哪份文书"), help=words("生成文书那一步的结果变量；不写就是本办件最新的一份")
)
VERBS: tuple[Verb, ...] = (
    Verb(
        "credit.query",
        words("信用核查"),
        icon="shield-check",
        result="credit",
        parameters=[Parameter("purpose", words("查询用途"), '"行政许可审查"')],
    ),
    Verb(
        "licence.verify",
        words("核验证照"),
        icon="patch-check",
        result="verified",
        parameters=[
            Parameter("type", words("证照类型"), help=words("不写就是营业执照")),
            Parameter("purpose", words("查询用途"), '"行政许可审查"'),
        ],
    ),
    Verb(
        "identity.check-person",
        words("核验身份"),
        icon="person-check",
        result="identity",
        parameters=[
            Parameter("name", words("姓名在哪个字段"), help=words('字段名，如 "person_name"')),
            Parameter("number", words("号码在哪个字段"), help=words('字段名，如 "person_id"')),
        ],
    ),
    Verb("case.decide", words("记录决定"), icon="journal-check", result="decision"),
    Verb("licence.reserve", words("取证照编号和标识"), icon="123", result="licence", drawn=False),
    Verb(
        "document.render",
        words("生成文书"),
        icon="file-earmark-text",
        result="document",
        parameters=[
            Parameter("layout", words("文书版式"), '"result"'),
            Parameter("licence", words("证照编号"), help=words("取证照编号那一步的结果变量")),
            Parameter("given", words("另给版式的值"), help=words("例如 {kind: kind.kind}")),
        ],
    ),
    Verb(
        "seal.apply",
        words("加盖电子印章"),
        icon="award",
        result="sealed",
        parameters=[Parameter("layout", words("文书版式"), '"result"'), _DOCUMENT],
    ),
    Verb(
        "licence.issue",
        words("核发电子证照"),
        icon="postcard",
        result="issued",
        parameters=[
            Parameter("licence", words("证照编号"), "licence", words("取证照编号那一步的结果变量")),
            Parameter("document", words("哪份文书"), "document", _DOCUMENT.help),
        ],
    ),
    Verb(
        "document.deliver",
        words("文书送达"),
        icon="send-check",
        result="delivered",
        parameters=[Parameter("layout", words("文书版式"), '"result"'), _DOCUMENT],
    ),
    Verb(
        "notification.send",
        words("通知申请人"),
        icon="bell",
        result="notified",
        parameters=[
            Parameter("title", words("标题"), '"办理进展"'),
            Parameter("body", words("正文"), '"您的办件有新的进展，请登录查看。"'),
        ],
    ),
    Verb("case.close", words("汇总结果"), icon="collection", result="closing"),
    Verb("case.receive", words("收件"), icon="inbox", result="received", drawn=False),
    Verb("case.accept", words("受理"), icon="check2-square", result="accepting", drawn=False),
    Verb("case.refuse", words("不予受理"), icon="x-square", result="refusing", drawn=False),
    Verb(
        "edition.check", words("按发布规则检查"), icon="list-check", result="checked", drawn=False
    ),
    Verb("edition.publish", words("发布新版本"), icon="send", result="published", drawn=False),
)


def _person(id: str, label: str, icon: str, step: str, outcomes: str, **more: Any) -> Kind:
    properties = {"step": step, "form": "view", "outcomes": outcomes, **more.pop("also", {})}
    return Kind(id, label, USER, icon, name=str(label), properties=properties, **more)


STEPS: tuple[Kind, ...] = (
    _person(
        "approval",
        words("部门审批"),
        "person-check",
        "审查·审批",
        "agree,refuse",
        also={"points": "review"},
    ),
    _person(
        "site_check",
        words("现场核查"),
        "geo-alt",
        "现场核查",
        "agree,refuse",
        officers=2,
        note=words("两名人员分别办理"),
    ),
    _person("consult", words("征求意见"), "chat-left-text", "征求意见", "agree,refuse"),
    _person("expert", words("专家评审"), "mortarboard", "专家评审", "agree,refuse"),
    _person("decide", words("决定"), "hammer", "决定", "grant,refuse", also={"not": "accept"}),
    Kind("rule", words("决策表"), "bpmn:BusinessRuleTask", "table", name="决策"),
    Kind("reckon", words("计算"), "bpmn:ScriptTask", "calculator", name="计算", script="{}"),
)
PLAIN: tuple[Kind, ...] = (
    Kind("choice", words("排他网关（选一条）"), "bpmn:ExclusiveGateway", "signpost-split"),
    Kind("together", words("并行网关（同时走）"), "bpmn:ParallelGateway", "plus-square"),
    Kind("several", words("包容网关（可走多条）"), "bpmn:InclusiveGateway", "circle-square"),
    Kind("first", words("事件网关（等先到的）"), "bpmn:EventBasedGateway", "pentagon"),
    Kind("start", words("开始"), "bpmn:StartEvent", "circle"),
    Kind("end", words("结束"), "bpmn:EndEvent", "record-circle"),
    Kind(
        "until",
        words("等到时间"),
        "bpmn:IntermediateCatchEvent",
        "alarm",
        event="bpmn:TimerEventDefinition",
    ),
    Kind(
        "message",
        words("等待消息"),
        "bpmn:IntermediateCatchEvent",
        "envelope",
        event="bpmn:MessageEventDefinition",
    ),
    Kind(
        "deadline",
        words("到期（贴在环节边上）"),
        "bpmn:BoundaryEvent",
        "hourglass-split",
        event="bpmn:TimerEventDefinition",
    ),
    Kind("part", words("子流程"), "bpmn:SubProcess", "bounding-box"),
    Kind("note", words("文字注释"), "bpmn:TextAnnotation", "sticky"),
    Kind("pool", words("流程池"), "bpmn:Participant", "layout-three-columns"),
)
_BLOCK_ICONS = {
    "block_acceptance": "check2-square",
    "block_issue": "award",
    "block_notice": "envelope-paper",
}


def palette(blocks: Iterable[Kind]) -> tuple[Group, ...]:
    """Return the palette with the blocks that there are now."""
    operations = [
        Kind(
            one.id,
            one.label,
            SERVICE,
            one.icon,
            name=str(one.label),
            operator=one.operator(),
            note=one.id,
        )
        for one in VERBS
        if one.drawn
    ]
    return (
        Group("blocks", words("业务积木"), tuple(blocks)),
        Group("steps", words("办理环节"), STEPS),
        Group("operations", words("平台操作"), operations),
        Group("plain", words("通用 BPMN 元素"), PLAIN, open=False),
    )


def block_kind(
    process_id: str, name: str, note: str, inputs: Mapping[str, str], outputs: Mapping[str, str]
) -> Kind:
    """Return the kind that calls a block; a block without an icon of its own has the folder's."""
    return Kind(
        process_id,
        name,
        CALL,
        _BLOCK_ICONS.get(process_id, "box-seam"),
        name=name,
        properties={"binding": "pinned"},
        called=process_id,
        inputs=inputs,
        outputs=outputs,
        note=note,
    )
