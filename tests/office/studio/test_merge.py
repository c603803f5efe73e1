"""Three-way merge: disjoint changes commute, nothing is lost, clashes are named and chosen."""

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from office.studio import MINE, THEIRS, merge
from office.studio.merge import same

FOOD = Path("processes/matters/food-operation-licence")
BPMN = (FOOD / "process.bpmn").read_bytes()
MATTER = (FOOD / "matter.yaml").read_bytes()
KEYS = st.sampled_from(["a", "b", "c", "d", "e", "f"])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(0, 9), st.sampled_from(["甲", "乙", "丙"]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(KEYS, inner, max_size=4),
        st.lists(inner, max_size=3),
        st.lists(
            st.builds(lambda name, value: {"id": name, "value": value}, KEYS, inner),
            max_size=3,
            unique_by=lambda one: one["id"],
        ),
    ),
    max_leaves=8,
)
TREES = st.dictionaries(KEYS, VALUES, max_size=5)


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()


@settings(max_examples=120, deadline=None)
@given(TREES, TREES, TREES)
def test_it_is_the_same_whoever_was_first(base: Any, mine: Any, theirs: Any) -> None:
    one = merge("x.json", written(base), written(mine), written(theirs))
    other = merge("x.json", written(base), written(theirs), written(mine))

    assert {clash.place for clash in one.clashes} == {clash.place for clash in other.clashes}
    if not one.clashes:
        assert one.content is not None and other.content is not None
        assert json.loads(one.content) == json.loads(other.content)


@settings(max_examples=120, deadline=None)
@given(TREES, TREES, TREES)
def test_each_top_level_change_is_in_the_result_or_in_a_clash(
    base: Any, mine: Any, theirs: Any
) -> None:
    joined = merge("x.json", written(base), written(mine), written(theirs))
    assert joined.content is not None
    result = json.loads(joined.content)
    clashing = {clash.place.split("/")[0] for clash in joined.clashes}

    for side, other in ((mine, theirs), (theirs, mine)):
        for key in {*side, *base} - clashing:
            changed = key not in base or key not in side or not same(side[key], base[key])
            alone = (key in other) == (key in base) and (
                key not in base or same(other[key], base[key])
            )
            if changed and alone:
                assert (key in result) == (key in side)
                assert key not in side or result[key] == side[key]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_edits_of_different_elements_of_a_diagram_commute_and_both_stay(
    data: st.DataObject,
) -> None:
    ids = [
        one.get("id")
        for one in etree.fromstring(BPMN).iter("{*}userTask", "{*}scriptTask", "{*}BPMNShape")
    ]
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=6, unique=True))
    half = len(chosen) // 2
    mine, theirs = (_renamed(part) for part in (chosen[:half], chosen[half:]))

    one, other = merge("p.bpmn", BPMN, mine, theirs), merge("p.bpmn", BPMN, theirs, mine)

    assert one.clashes == other.clashes == ()
    assert one.content == other.content and one.content is not None
    assert _named(one.content) == set(chosen)


def _renamed(ids: list[Any]) -> bytes:
    root = etree.fromstring(BPMN)
    for one in root.iter():
        if one.get("id") in ids:
            one.set("name", f"改过 {one.get('id')}")
    return bytes(etree.tostring(root))


def _named(content: bytes) -> set[Any]:
    root = etree.fromstring(content)
    return {one.get("id") for one in root.iter() if (one.get("name") or "").startswith("改过")}


def test_a_moved_shape_and_a_new_lane_member_join_and_the_diagram_stays_whole() -> None:
    mine = BPMN.replace(b'x="740" y="235"', b'x="760" y="235"')
    theirs = BPMN.replace(b'name="\xe5\xae\xa1\xe6\x9f\xa5"', 'name="实质审查"'.encode())

    joined = merge("p.bpmn", BPMN, mine, theirs).content

    assert joined is not None and b'x="760" y="235"' in joined and "实质审查".encode() in joined
    assert len(list(etree.fromstring(joined).iter())) == len(list(etree.fromstring(BPMN).iter()))


def test_the_same_shape_moved_by_both_is_a_clash_to_choose() -> None:
    mine = BPMN.replace(b'x="740" y="235"', b'x="760" y="235"')
    theirs = BPMN.replace(b'x="740" y="235"', b'x="780" y="240"')

    joined = merge("p.bpmn", BPMN, mine, theirs)

    assert len(joined.clashes) == 1
    place = joined.clashes[0].place
    assert "review" in place and "760" in joined.clashes[0].mine
    assert b'x="760"' in (merge("p.bpmn", BPMN, mine, theirs, {place: MINE}).content or b"")
    assert b'x="780"' in (merge("p.bpmn", BPMN, mine, theirs, {place: THEIRS}).content or b"")


def test_yaml_keeps_its_comments_where_the_lines_are_apart() -> None:
    mine = MATTER.replace(b"promised: 7", b"promised: 6")
    theirs = MATTER.replace(b"validity: {years: 5}", b"validity: {years: 3}")

    joined = merge("processes/matter.yaml", MATTER, mine, theirs).content

    assert joined is not None
    assert b"promised: 6" in joined and b"years: 3" in joined
    assert joined.startswith("# 食品经营许可".encode())
    assert b"the rule's own check digit" in joined


def test_sections_written_anew_keep_the_others_and_the_comments_above_them() -> None:
    mine = MATTER.replace(b"statutory: 10", b"statutory: 9")
    theirs = MATTER.replace(b"promised: 7", b"promised: 6")  # the same line: by structure

    joined = merge("processes/matter.yaml", MATTER, mine, theirs)

    assert joined.clashes == () and joined.content is not None
    said = yaml.safe_load(joined.content)
    assert said["limits"] == {"statutory": 9, "extension": 5, "promised": 6, "issue": 5}
    assert "# 食品经营许可".encode() in joined.content
    assert b"check digit" in joined.content


def test_a_file_removed_by_one_and_changed_by_the_other_is_shown() -> None:
    joined = merge("forms/result.json", b"{}", None, b'{"a": 1}')

    assert [clash.mine for clash in joined.clashes] == ["（删去整个文件）"]
    assert merge("forms/result.json", b"{}", None, b'{"a": 1}', {"": MINE}).content is None


def test_what_cannot_be_read_is_joined_by_lines() -> None:
    base, mine, theirs = b"{\na\nb\nc\n", b"{\nA\nb\nc\n", b"{\na\nb\nC\n"

    assert merge("x.json", base, mine, theirs).content == b"{\nA\nb\nC\n"
    assert merge("x.json", base, mine, b"{\nX\nb\nc\n").clashes
