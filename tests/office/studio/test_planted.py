"""A dozen planted errors: each is named where it is, with the rule and what to do, in the words of the studio's pages."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from office import studio
from office.studio import Problem
from tests.office.studio.conftest import Studio

YAML, DRAWN, FORM, RESULT = (
    "processes/matter.yaml", "processes/process.bpmn", "forms/form.json", "forms/result.json",
)  # fmt: skip
FOREIGN = re.compile(r"[A-Za-z_][A-Za-z_.-]*")
ANALYSTS_OWN = {"FEEL"}  # what the studio's own labels say


@dataclass(frozen=True)
class Planted:
    """A slip of the pen in a shipped matter, and what must be said about it; `typed` are its own words in it."""

    path: str
    changes: tuple[tuple[str, str], ...]
    element: str
    place: str
    rule: str
    text: str
    remedy: str
    matter: str = "food-operation-licence"
    typed: tuple[str, ...] = ()


PLANTED = {
    "no basis in law": Planted(
        YAML, (), "basis", "设定依据", "事项须有设定依据", "没有写设定依据", "法律、法规、规章",
    ),
    "a promise above the limit": Planted(
        YAML, (("statutory: 10", "statutory: 3"),), "limits", "时限",
        "承诺时限不得超过法定时限", "承诺 7 个工作日，法定 3 个工作日", "请缩短承诺时限",
    ),
    "a lane of nobody": Planted(
        DRAWN, (('name="审核">', 'name="复核">'),), "泳道“复核”", "泳道“复核”",
        "泳道须是平台的角色", "没有角色“复核”", "审核",
    ),
    "review points that no task shows": Planted(
        DRAWN, (('<spiffworkflow:property name="points" value="review" />', ""),),
        "review_points", "审查要点", "审查要点须有环节核对", "审查阶段的审查要点没有环节核对",
        "核对哪些审查要点",
    ),
    "a department of nobody": Planted(
        DRAWN,
        (
            (
                '<spiffworkflow:property name="step" value="核名" />',
                '<spiffworkflow:property name="step" value="核名" />'
                '<spiffworkflow:property name="department" value="heaven" />',
            ),
        ),
        "name_check", "核名", "承办部门须是平台的部门", "没有部门“heaven”", "由哪个部门办理",
        matter="social-organisation-registration", typed=("heaven",),
    ),
    "one account accepts and decides": Planted(
        DRAWN, (('value="accept,review"', 'value="review"'),), "decide", "决定",
        "受理的人不得作决定", "同一账号可以既受理又决定", "不得由谁办理（回避）",
    ),
    "an operation that nobody does": Planted(
        DRAWN, (('id="case.decide"', 'id="case.guess"'),), "record_decision", "记录决定",
        "操作须有人执行", "平台没有操作“case.guess”", "请在“做什么”里选",
        typed=("case.guess",),
    ),
    "a block that is not there": Planted(
        DRAWN, (('"block_issue"', '"block_isue"'),), "issue", "制证签章送达",
        "须已发布", "没有已发布的“block_isue”", "积木或事项", typed=("block_isue",),
    ),
    "a variable that nobody writes": Planted(
        DRAWN, (('outcome = "granted"', 'verdict = "granted"'),), "granted_or_not_to_issue",
        "准予吗？", "流程读取的变量须有来处", "verdict", "请核对变量名", typed=("verdict",),
    ),
    "a time limit that nobody can reckon": Planted(
        DRAWN, (('name="step" value="决定" />', 'name="step" value="决定" /><spiffworkflow:property name="due" value="=working dayz(5" />'),),
        "decide", "决定", "引擎能准确执行", "办理时限不是 FEEL 表达式", "请改写这个表达式",
    ),
    "asked though the registration knows": Planted(
        FORM, (), "uscc", "统一社会信用代码",
        "能共享获取的不得重复索要（国务院令第716号第七条）", "可由市场主体登记取得", "从来源带出",
    ),
    "a field shown by another that is not there": Planted(
        FORM, (('"x-element": "premises.storey"', '"x-element": "premises.storey", "x-when": "flor = 1"'),),
        "storey", "显示条件", "显示条件只能用本表单的字段", "没有字段“flor”", "请核对名称", typed=("flor",),
    ),
    "another seal than the entry says": Planted(
        YAML, (("seal: licence", "seal: organ"),), "seal", "印章",
        "版式的印章须与事项写明的一致", "版式盖电子证照专用章，概要里写的是公章", "同一个印章",
    ),
    "no layout of the outcome": Planted(
        RESULT, (), "", "整份版式", "结果文书须有版式和印章", "没有“食品经营许可证”的版式", "结果文书",
    ),
    "a refusal by a letter that is not there": Planted(
        DRAWN, (("=\"refusal\"", "=\"no\""),), "refusal_notice", "送达不予许可决定书",
        "文书须有版式", "没有版式“no”", "文书版式", typed=("no",),
    ),
}  # fmt: skip


def _without_basis(content: bytes) -> bytes:
    text = content.decode()
    start, end = text.index("basis:"), text.index("served:")
    return f"{text[:start]}basis: []\n{text[end:]}".encode()


def _without_source(content: bytes) -> bytes:
    form = json.loads(content)
    del form["properties"]["uscc"]["x-source"]
    return json.dumps(form, ensure_ascii=False).encode()


BY_HAND: dict[str, Callable[[bytes], bytes | None]] = {
    "no basis in law": _without_basis,
    "asked though the registration knows": _without_source,
    "no layout of the outcome": lambda content: None,
}


def found_in(room: Studio, name: str) -> tuple[Problem, ...]:
    """Plant the error in a draft and ask what stands against it."""
    planted, draft = PLANTED[name], room.open(PLANTED[name].matter)
    kept = draft.files[planted.path]
    content: bytes | None = kept.content
    for old, new in planted.changes:
        assert content is not None
        assert old in content.decode(), old
        content = content.decode().replace(old, new).encode()
    if name in BY_HAND:
        content = BY_HAND[name](kept.content)
    saved = studio.save(
        room.session, draft.id, planted.path, content,
        revision=kept.revision, account=room.first, now=room.desk.now,
    )  # fmt: skip
    return room.problems(saved)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_named_in_analysts_words(room: Studio, name: str) -> None:
    planted = PLANTED[name]

    found = found_in(room, name)

    one = next(one for one in found if planted.rule in one.rule)
    assert one.element == planted.element
    assert planted.place in one.place
    assert planted.text in one.text
    assert planted.remedy in one.remedy
    for each in found:
        told = f"{each.place} {each.rule} {each.text} {each.remedy}"
        assert set(FOREIGN.findall(told)) <= {*ANALYSTS_OWN, *planted.typed}, told


def test_without_an_error_nothing_is_said(room: Studio) -> None:
    assert room.problems(room.open()) == ()
