"""Laws of the editors' operations: whatever is done, the files fit their schemas and what was not touched keeps its order."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from office.matters import gather
from office.matters.when import parse
from office.studio import conditions, forms, kinds, order, questions, results
from office.studio.editing import FORM, QUESTIONS, RESULT, EditRefused, faults

ROOT = Path(forms.__file__).resolve().parent.parent.parent
ELEMENTS = gather(
    json.loads(path.read_bytes()) for path in sorted((ROOT / "forms/elements").glob("*.json"))
)
SIGN = ROOT / "forms/matters/outdoor-sign"


def sign(name: str) -> dict[str, Any]:
    return dict(json.loads((SIGN / name).read_bytes()))


def names(form: forms.Form) -> list[str]:
    return [one.name for one in order.listed(form, ELEMENTS)]


WORD = st.text("甲乙丙丁戊abc XYZ\"'<>{}", max_size=8).map(str.strip)
NAME = st.sampled_from([*sign("form.json")["properties"], "field_1", "area", "gone"])
SECTION = st.sampled_from(["招牌", "主体", "新分组", "另一组", "场所"])
EDIT = st.builds(
    forms.Edit,
    title_zh=WORD,
    title_en=WORD,
    section=SECTION | st.just(""),
    help_zh=WORD,
    unit=WORD,
    kind=st.sampled_from([*kinds.KINDS, ""]),
    options=st.lists(st.builds(kinds.Option, st.sampled_from("abcd"), WORD, WORD), max_size=3).map(
        tuple
    ),
    required=st.booleans(),
    limits=st.fixed_dictionaries(
        {"minimum": st.none() | st.integers(0, 9), "maxLength": st.integers(1, 99)}
    ),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("shared"), st.sampled_from([*ELEMENTS.questions, "no.such"])),
        st.tuples(st.just("private"), WORD, st.sampled_from([*kinds.KINDS]), SECTION),
        st.tuples(st.just("edit"), NAME, EDIT),
        st.tuples(st.just("move"), NAME, SECTION, NAME),
        st.tuples(st.just("step"), NAME, st.sampled_from([-1, 1])),
        st.tuples(st.just("section"), SECTION, st.sampled_from([-1, 1])),
        st.tuples(st.just("rename"), SECTION, WORD),
        st.tuples(st.just("remove"), NAME),
    ),
    max_size=12,
)  # fmt: skip


def done(form: forms.Form, step: tuple[Any, ...]) -> forms.Form:
    match step:
        case ("shared", element):
            return forms.add_shared(form, ELEMENTS, element)[0]
        case ("private", title, kind, section):
            return forms.add_private(
                form, ELEMENTS, name="", title=title, kind=kind, section=section
            )[0]
        case ("edit", name, edit):
            return forms.edit(form, ELEMENTS, name, edit)
        case ("move", name, section, before):
            return order.move(form, ELEMENTS, name, section=section, before=before)
        case ("step", name, by):
            return order.step(form, ELEMENTS, name, by)
        case ("section", section, by):
            return order.step_section(form, ELEMENTS, section, by)
        case ("rename", section, name):
            return order.rename_section(form, ELEMENTS, section, name)
        case _:
            return forms.remove(form, step[1])


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_is_done_the_form_fits_its_schema(steps: list[tuple[Any, ...]]) -> None:
    form: forms.Form = sign("form.json")
    for step in steps:
        try:
            form = done(form, step)
        except EditRefused:
            continue
        assert faults(FORM, form) == (), step


@settings(max_examples=60, deadline=None)
@given(STEPS, NAME, SECTION, NAME)
def test_moving_a_field_leaves_the_order_of_all_others(
    steps: list[tuple[Any, ...]], name: str, section: str, before: str
) -> None:
    form: forms.Form = sign("form.json")
    for step in steps:
        try:
            form = done(form, step)
        except EditRefused:
            continue
    if name not in form["properties"]:
        return
    others = {
        one.name: [f.name for f in one.fields if f.name != name]
        for one in order.sections(form, ELEMENTS)
    }

    moved = order.move(form, ELEMENTS, name, section=section, before=before)

    after = {
        one.name: [f.name for f in one.fields if f.name != name]
        for one in order.sections(moved, ELEMENTS)
    }
    assert {key: value for key, value in after.items() if value} == {
        key: value for key, value in others.items() if value
    }
    there = [one.name for one in order.listed(moved, ELEMENTS) if one.section == section]
    assert name in there
    if before in others.get(section, ()):
        assert there.index(name) + 1 == there.index(before)
    assert section in [one.name for one in order.sections(moved, ELEMENTS)]


def test_a_step_up_and_a_step_down_are_where_one_began() -> None:
    form = sign("form.json")
    for name in names(form)[1:-1]:
        up = order.step(form, ELEMENTS, name, -1)
        assert names(order.step(up, ELEMENTS, name, 1)) == names(form)


def test_the_middle_between_two_neighbours_is_found_again_and_again() -> None:
    form: forms.Form = sign("form.json")
    for _ in range(40):
        form = order.move(form, ELEMENTS, "sign_text", section="招牌", before="sign_width")
        form = order.move(form, ELEMENTS, "sign_height", section="招牌", before="sign_text")
    place = names(form)
    assert place.index("sign_height") + 1 == place.index("sign_text")
    assert place.index("sign_text") + 1 == place.index("sign_width")


LINE = st.builds(
    conditions.Line,
    st.sampled_from(["a", "b"]),
    st.sampled_from([conditions.IS, conditions.IS_NOT, conditions.IN, conditions.NOT_IN]),
    st.lists(st.text("xyz1甲 ", min_size=1, max_size=4).map(str.strip).filter(bool), min_size=1, max_size=3).map(tuple),
)  # fmt: skip


@given(st.sampled_from([conditions.ALL, conditions.ANY]), st.lists(LINE, min_size=1, max_size=4))
def test_a_condition_of_lines_is_read_back_as_the_same_lines(
    joint: str, lines: list[conditions.Line]
) -> None:
    text = conditions.put_together(joint, lines, lambda name: "string")

    assert text is not None
    parse(text)
    again = conditions.taken_apart(text)
    assert conditions.put_together(again.joint, again.lines, lambda name: "string") == text
    assert [one.field for one in again.lines] == [one.field for one in lines]


def test_a_condition_compares_with_the_fields_own_type() -> None:
    lines = [
        conditions.Line("n", conditions.IN, ("1", "2.5")),
        conditions.Line("b", "is", ("true",)),
    ]
    types = {"n": "number", "b": "boolean"}

    assert conditions.put_together("any", lines, types.__getitem__) == "n in [1, 2.5] or b = true"


QUESTION = st.builds(
    questions.QuestionEdit,
    text_zh=WORD,
    text_en=WORD,
    help_zh=WORD,
    type=st.sampled_from([*questions.TYPES]),
    options=st.lists(st.builds(questions.OptionEdit, st.sampled_from("abcd"), WORD, WORD), max_size=3).map(tuple),
    unit=WORD,
    minimum=st.none() | st.integers(-5, 5),
    element=st.sampled_from(["", "premises.area"]),
    input=st.booleans(),
    optional=st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["sign_position", "sign_width", "q1"]), QUESTION), max_size=6
    )
)
def test_whatever_is_done_the_questions_fit_their_schema(
    edits: list[tuple[str, questions.QuestionEdit]],
) -> None:
    said: questions.Questions = sign("questions.json")
    said, _ = questions.add(said, id="", text="还有吗？", type="choices")
    for id, edit in edits:
        try:
            said = questions.step(questions.edit(said, id, edit), id, -1)
        except EditRefused:
            continue
        assert faults(QUESTIONS, said) == ()
    assert len(questions.asked(said)) == 4


def test_every_shipped_layout_is_valid_in_both_styles_and_back() -> None:
    for path in sorted((ROOT / "forms/matters").glob("*/result.json")):
        layout = json.loads(path.read_bytes())
        for style in (results.CERTIFICATE, results.LETTER):
            layout = results.restyle(layout, style)
            layout = results.put_row(layout, 99, results.RowEdit("名称", "applicant.name"))
            layout = results.seal(layout, "organ", (0, 0, 42))
            assert faults(RESULT, layout) == (), path
        for style in results.STYLES:
            assert faults(RESULT, results.new_layout(style, "许可证", "licence")) == ()


def test_a_body_block_is_written_as_it_was_read() -> None:
    body = sign("result.json")["body"]
    layout: results.Layout = sign("result.json")

    for at, block in enumerate(body):
        layout = results.put_block(layout, at, results.as_block(block))

    assert layout["body"] == body
