"""The drawing board's page: its palette draws what publication accepts, its lists know what the house knows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from office import matters
from office.matters.diagram import read_diagram
from office.matters.shared import load_shared
from office.verbs import VERBS
from tests.web.city import City, tree
from tests.web.studio.conftest import Analyst
from web.studio import palette

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
BPMN = "processes/process.bpmn"
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"
FITS_ANYWHERE = (
    "approval", "site_check", "consult", "expert", "credit.query", "licence.verify",
    "document.render", "notification.send", "reckon",
)  # fmt: skip


def data_of(page: TestResponse, name: str = "diagram-data") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(tree(page).get_element_by_id(name).text)
    return said


def test_the_palette_shows_the_blocks_of_the_folder_and_the_steps_in_words(
    first: Analyst, food: str
) -> None:
    page = first.open(f"{food}/diagram")

    drawn = tree(page).find_class("kind")
    shown = [one.text_content() for one in drawn]
    assert shown[:3] == ["受理", "制证签章送达", "文书送达"]
    assert {"部门审批", "现场核查", "信用核查", "加盖电子印章", "核发电子证照"} <= set(shown)


def test_a_block_is_called_as_published_matters_call_it(first: Analyst, food: str) -> None:
    words = data_of(first.open(f"{food}/diagram"))["vocabulary"]

    acceptance = next(one for one in words["kinds"] if one["id"] == "block_acceptance")
    assert acceptance["properties"] == {"binding": "pinned"}
    assert acceptance["inputs"] == [{"name": "accepted", "value": "=accepted"}]
    assert acceptance["outputs"] == [{"name": "acceptance", "value": "=acceptance"}]


def test_a_new_block_appears_with_what_it_reads(city: City, first: Analyst, food: str) -> None:
    notice = first_text(city, "processes/blocks/notice/process.bpmn")
    hearing = notice.replace("block_notice", "block_hearing").replace("文书送达", "听证")
    with city.desk() as desk:
        path = "processes/blocks/hearing/process.bpmn"
        load_shared(desk.session, desk.engine, {path: hearing.encode()}, desk.now)

    words = data_of(first.open(f"{food}/diagram"))["vocabulary"]

    made = next(one for one in words["kinds"] if one["id"] == "block_hearing")
    assert made["label"] == "听证"
    assert made["inputs"] == [
        {"name": "given", "value": "=given"},
        {"name": "layout", "value": "=layout"},
    ]


def first_text(city: City, path: str) -> str:
    with city.desk() as desk:
        content = matters.shared_file(desk.session, path)
    assert content is not None
    return content.decode()


@pytest.mark.parametrize("kind", FITS_ANYWHERE)
def test_what_the_palette_draws_may_be_published(first: Analyst, food: str, kind: str) -> None:
    said = data_of(first.open(f"{food}/diagram"))
    chosen = next(one for one in said["vocabulary"]["kinds"] if one["id"] == kind)
    text = drawn_between(said["file"]["text"], chosen, "review_to_check")

    found = first.post(f"{food}/check", {"files": {BPMN: text}}).get_json()["findings"]

    assert found == []


def test_two_officers_are_two_persons(first: Analyst, food: str) -> None:
    words = data_of(first.open(f"{food}/diagram"))["vocabulary"]

    visit = next(one for one in words["kinds"] if one["id"] == "site_check")

    assert visit["officers"] == 2  # the editor bars the one who did it first from doing it again


def test_what_shipped_diagrams_do_is_offered_and_nothing_that_the_house_cannot_do() -> None:
    offered = {one.id for one in palette.VERBS}
    shipped = (PROCESSES / "matters").glob("*/process.bpmn")
    blocks = (PROCESSES / "blocks").glob("*/process.bpmn")
    drawn = {verb for one in (*shipped, *blocks) for verb in read_diagram(one.read_bytes()).verbs()}

    assert drawn <= offered <= set(VERBS)


def test_only_the_editors_may_set_styles(first: Analyst, food: str) -> None:
    assert "style-src-attr" in first.open(f"{food}/diagram").headers["Content-Security-Policy"]
    assert "style-src-attr" in first.open(f"{food}/compare").headers["Content-Security-Policy"]
    assert "style-src-attr" not in first.open("/studio").headers["Content-Security-Policy"]


def test_the_board_is_the_analysts_alone(city: City, food: str) -> None:
    with city.desk() as desk:
        desk.staff("window-x", "market", "综合窗口")
    officer = city.person("window-x")

    assert officer.status(f"{food}/diagram") == 403
    assert officer.status(f"{food}/compare") == 403


def test_the_draft_is_compared_with_the_edition_in_force(first: Analyst, food: str) -> None:
    said = data_of(first.open(f"{food}/diagram"))
    visit = next(one for one in said["vocabulary"]["kinds"] if one["id"] == "site_check")
    text = drawn_between(said["file"]["text"], visit, "review_to_check")
    first.post(f"{food}/files/{BPMN}", {"text": text, "revision": 1})

    page = first.open(f"{food}/compare")

    assert "新增 现场核查，在 审查 之后" in page.text
    told = data_of(page, "compare-data")
    assert "site_check" in {one["element"] for one in told["differences"]}
    assert first.status(f"{food}/compare?from=nowhere") == 404


def test_nothing_is_said_to_differ_where_nothing_does(first: Analyst, food: str) -> None:
    assert "两边没有不同" in first.open(f"{food}/compare").text


def drawn_between(text: str, kind: Mapping[str, Any], flow_id: str) -> str:
    """The diagram with an element of this kind in a flow, as the editor draws it."""
    root = etree.fromstring(text.encode())
    flow = next(one for one in root.iter(f"{{{MODEL}}}sequenceFlow") if one.get("id") == flow_id)
    target, process = flow.get("targetRef"), flow.getparent()
    assert target and process is not None
    made_id = kind["id"].replace(".", "_").replace("-", "_")
    made = etree.SubElement(process, f"{{{MODEL}}}{_tag(kind['type'])}", id=made_id)
    made.set("name", kind["name"])
    _fill(made, made_id, kind)
    flow.set("targetRef", made_id)
    more = {"id": f"{made_id}_on", "sourceRef": made_id, "targetRef": target}
    etree.SubElement(process, f"{{{MODEL}}}sequenceFlow", more)
    _mend(root, flow_id, made_id, target)
    return etree.tostring(root, encoding="unicode")


def _tag(kind: str) -> str:
    name = kind.removeprefix("bpmn:")
    return name[0].lower() + name[1:]


def _fill(made: Any, made_id: str, kind: Mapping[str, Any]) -> None:
    extensions = etree.SubElement(made, f"{{{MODEL}}}extensionElements")
    properties = dict(kind["properties"])
    if kind["officers"] > 1:
        properties["not"] = ",".join(filter(None, [properties.get("not"), made_id]))
        loop = etree.SubElement(made, f"{{{MODEL}}}multiInstanceLoopCharacteristics")
        etree.SubElement(loop, f"{{{MODEL}}}loopCardinality").text = str(kind["officers"])
    if properties:
        held = etree.SubElement(extensions, f"{{{SPIFF}}}properties")
        for name, value in properties.items():
            etree.SubElement(held, f"{{{SPIFF}}}property", name=name, value=value)
    if kind["operator"]:
        said = kind["operator"]
        operator = etree.SubElement(extensions, f"{{{SPIFF}}}serviceTaskOperator", id=said["verb"])
        operator.set("resultVariable", said["result"])
        held = etree.SubElement(operator, f"{{{SPIFF}}}parameters")
        for name, value in said["parameters"].items():
            etree.SubElement(held, f"{{{SPIFF}}}parameter", id=name, type="string", value=value)
    if kind["script"]:
        etree.SubElement(made, f"{{{MODEL}}}script").text = kind["script"]


def _mend(root: Any, flow_id: str, made_id: str, target: str) -> None:
    """The lane that holds the element, and what its neighbours say of the flows."""
    lane = next(root.iter(f"{{{MODEL}}}lane"))
    etree.SubElement(lane, f"{{{MODEL}}}flowNodeRef").text = made_id
    for one in root.iter(f"{{{MODEL}}}incoming"):
        if one.text == flow_id and one.getparent().get("id") == target:
            one.text = f"{made_id}_on"
