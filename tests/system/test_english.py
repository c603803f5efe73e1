"""The interface's words: every sentence has its English, and Chinese stands in code only where it can be translated."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.system.words import CHINESE, WEB, catalogue, collect, read, rooms
from web.layout.catalogues import counted, counts

HAN = re.compile("[\u3400-\u9fff]")
SAYING = {"_", "gettext", "ngettext", "lazy_gettext", "words", "said"}
SCRIPTS = sorted((WEB / "assets" / "words").glob("*.json"))
# The simulation's package speaks English; ours gives its words in Chinese.
TURNED = {"simulation.js"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
# Chinese that is no sentence of the interface: by file, with the reason.
CODE = {
    "api/__init__.py": {"Tongban 通办"},  # the product's name
    "admin/templates/admin/lanes.html": {"综合窗口"},  # a role, as the accounts keep it
    "inbox/page.py": {"形式审查", "决定"},  # steps, as the diagrams name them
    "layout/fields.py": {"０１２３４５６７８９．"},  # digits that people type
    "layout/filters.py": {
        *("一二三四五六日", "零一二三四五六七八九", "年", "月", "日（周", "十"),  # Chinese dates
        "(设施设置|信息核验|许可|检查|签发|设置|核发)$",  # ends of matters' names
        "^(营业前|开业前|专卖)",
    },
    "layout/language.py": {"中文"},  # the switch's own word
    "layout/templates/layout/frame.html": {"中文"},
    "open/templates/open/guide_body.html": {"证照", "批文", "其他"},  # kinds of a matter's outcome
    "portal/axis.py": {"一二三四五六日"},
    "portal/cases.py": {"办结", "已提交", "收件"},  # stages, as the office keeps them
    "portal/templates/portal/case.html": {
        *("月", "已核验", "等待您办理"),
    },
    "studio/decisions.py": {"办理地区"},  # what a decision's column is called
    "studio/diagram.py": {"申请人"},  # a lane, as the diagrams name it
    "studio/forms.py": {"核对申请人的信息", "是", "否"},  # bilingual texts of a form
    "studio/questions.py": {"是", "否"},
    "studio/matrix.py": {  # heads of a table to download, in Chinese like its rows
        *(
            "情形",
            "要办的事项",
            "决策结果",
            "材料（逐个办）",
            "材料（现在）",
            "填写（逐个办）",
            "填写（现在）",
        ),
        *("承诺工作日", "逐个办工作日", "各事项工作日", "费用（元）", "可告知承诺", "问题"),
    },
    "studio/palette.py": {  # steps, names and values written into a diagram
        *("审查·审批", "现场核查", "征求意见", "专家评审", "决定", "决策", "计算"),
        *('"行政许可审查"', '"办理进展"', '"您的办件有新的进展，请登录查看。"'),
    },
    "studio/templates/studio/decisions.html": {"kind 类别"},  # an example of what is typed
    "studio/templates/studio/result.html": {"扫码核验真伪与状态"},  # printed in the document
}


@pytest.mark.parametrize("room", rooms())
def test_a_rooms_catalogue_has_every_sentence_and_no_other(room: str, tmp_path: Path) -> None:
    collect(room, tmp_path / "messages.pot")
    said = {one.id for one in read(tmp_path / "messages.pot") if one.id}
    assert catalogue(room).exists() or not said, "make words ROOM=…"
    kept = read(catalogue(room))

    assert said - {one.id for one in kept} == set(), "make words ROOM=…"
    assert {one.id for one in kept if one.id} - said == set()
    assert [one.id for one in kept if one.id and not one.string] == []
    assert not kept.obsolete
    assert not any(one.fuzzy for one in kept if one.id)


def test_no_english_sentence_has_chinese_in_it() -> None:
    assert [(place, english) for place, _, english in sentences() if CHINESE.search(english)] == []


def test_the_english_fills_in_what_the_chinese_does() -> None:
    wrong = [
        (place, chinese, english)
        for place, chinese, english in sentences()
        if placeholders(chinese) != placeholders(english)
    ]
    assert wrong == []


def test_english_counts_have_plural_forms_that_depend_on_what_is_filled_in() -> None:
    for place, chinese, english in sentences():
        assert not re.search(r"\w\((s|es|ies)\)", english), (place, english)
        assert set(counts(english)) <= placeholders(chinese), (place, english)
        assert ", plural," not in counted(english, {}), (place, english)


@pytest.mark.parametrize("place", sorted(WEB.glob("*/templates/**/*.html")), ids=str)
def test_a_template_has_no_chinese_but_what_is_translated(place: Path) -> None:
    assert set(bare_in_template(place.read_text())) <= allowed(place)


@pytest.mark.parametrize("place", sorted(WEB.rglob("*.py")), ids=str)
def test_python_of_the_rooms_has_no_chinese_but_what_is_translated(place: Path) -> None:
    assert set(bare_in_python(place.read_text())) <= allowed(place)


@pytest.mark.parametrize("place", sorted(WEB.glob("assets/**/*.js")), ids=str)
def test_a_script_has_english_for_all_its_chinese(place: Path) -> None:
    known = {chinese for one in SCRIPTS for chinese in json.loads(one.read_text())}
    known |= {"其他"} if place.name == "coverage.js" else set()  # any other value, in a table's gap
    assert place.name in TURNED or set(chinese_in_script(place.read_text())) <= known


def test_the_scanners_see_bare_chinese() -> None:
    template = """{# 注 #}<p title="{{ '题' }}">{{ _("好") }}{% trans %}好{% endtrans %}{{ x == "职" }}文</p>"""
    assert set(bare_in_template(template)) == {"题", "文"}
    code = '''"""说明"""\nflash(_("好"))\nflash(f"坏{x}")\nY = words("好")\nif x == "职": pass'''
    assert set(bare_in_python(code)) == {"坏", "职"}
    assert set(chinese_in_script('say("好"); // 注\nlabel = `坏`;')) == {"好", "坏"}


def sentences() -> Iterator[tuple[str, str, str]]:
    """Give every sentence with its English: where it stands, Chinese, English."""
    for room in rooms():
        for one in read(catalogue(room)) if catalogue(room).exists() else ():
            if one.id and one.string:
                yield room, str(one.id), str(one.string)
    for place in SCRIPTS:
        for chinese, english in json.loads(place.read_text()).items():
            yield place.name, chinese, english


def placeholders(sentence: str) -> set[str]:
    """Return the names of what is filled in."""
    return {one or other for one, other in PLACEHOLDER.findall(counted(sentence, {}))}


def bare_in_template(source: str) -> Iterator[str]:
    """Give Chinese text, and Chinese constants outside translating calls and comparisons."""
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(source)  # noqa: S701 - nothing is drawn
    said = {
        id(one)
        for kind in (nodes.Call, nodes.Compare)
        for outer in tree.find_all(kind)
        if isinstance(outer, nodes.Compare) or getattr(outer.node, "name", "") in SAYING
        for one in outer.find_all(nodes.Const)
    }
    for text in tree.find_all(nodes.TemplateData):
        for line in text.data.splitlines():
            yield from (found[0] for found in CHINESE.finditer(line))
    for one in tree.find_all(nodes.Const):
        if isinstance(one.value, str) and HAN.search(one.value) and id(one) not in said:
            yield one.value


def bare_in_python(source: str) -> Iterator[str]:
    """Give Chinese strings outside translating calls; docstrings are no text of the interface."""
    tree = ast.parse(source)
    said = set[int]()
    for one in ast.walk(tree):
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            said.add(id(one.value))
        if isinstance(one, ast.Dict) and {"zh", "en"} <= {
            getattr(key, "value", "") for key in one.keys
        }:
            said |= {id(inner) for inner in ast.walk(one)}  # a text in both languages
        if isinstance(one, ast.Call):
            name = getattr(one.func, "id", getattr(one.func, "attr", ""))
            said |= {id(inner) for inner in ast.walk(one) if name in SAYING}
    for one in ast.walk(tree):
        text = one.value if isinstance(one, ast.Constant) and id(one) not in said else None
        if isinstance(text, str) and HAN.search(text):
            yield text


def chinese_in_script(source: str) -> Iterator[str]:
    for line in source.splitlines():
        code = re.sub(r"(^|\s)//.*", "", line)
        for double, single, back in re.findall(
            r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|`((?:[^`\\]|\\.)*)`', code
        ):
            if HAN.search(text := (double or single or back).replace('\\"', '"')):
                yield text


def allowed(place: Path) -> set[str]:
    return CODE.get(str(place.relative_to(WEB)), set())
