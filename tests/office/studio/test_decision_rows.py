"""Test rows: read and written alike, judged by what they expect; a matter leaves with them and comes back."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office import matters, studio
from office.studio import rows, trees
from office.studio.decisions import Given, asked_of, new_decision
from office.studio.editing import EditRefused
from tests.office.studio.conftest import Studio

MATTERS = Path(studio.__file__).resolve().parent.parent.parent / "processes/matters"
VALUE = st.none() | st.booleans() | st.integers(-9, 9) | st.text("甲乙ab: #'\"-", max_size=6)


@given(
    st.lists(
        st.builds(
            rows.TestRow,
            id=st.uuids().map(str),
            decision=st.just("kind"),
            given=st.dictionaries(st.sampled_from(["a", "answers.b", "answers.c"]), VALUE),
            expect=VALUE,
            expected=st.just(True),
            name=st.text("甲 乙", max_size=4).map(str.strip),
        ),
        max_size=5,
        unique_by=lambda one: one.id,
    )
)
def test_rows_are_read_back_as_they_were_written(kept: list[rows.TestRow]) -> None:
    assert list(rows.read_rows(rows.write_rows(kept))) == kept


def test_values_by_path_become_the_context_of_a_process() -> None:
    assert rows.nested({"answers.a": 1, "answers.b": 2, "region": "x"}) == {
        "answers": {"a": 1, "b": 2}, "region": "x",
    }  # fmt: skip


def test_two_rows_of_one_id_are_refused() -> None:
    one = rows.TestRow("row-1", "kind", {})
    with pytest.raises(EditRefused):
        rows.write_rows([one, one])
    with pytest.raises(trees.Unreadable):
        rows.read_rows(b"rows: 3")


def test_a_row_of_a_decision_that_is_gone_fails(room: Studio) -> None:
    file = room.engine.decisions((MATTERS / "outdoor-sign/sign-kind.dmn").read_bytes())

    (tried,) = rows.try_rows(file, [rows.TestRow("row-1", "gone", {}, expect=1, expected=True)])

    assert tried.passed is False and tried.verdict is None


def test_a_new_decision_runs_and_says_what_it_needs(room: Studio) -> None:
    content = new_decision(
        "fee",
        "收费 <甲>",
        [Given("answers.area", "面积", "number")],
        [("fee", "金额"), ("why", "")],
    )
    file = room.engine.decisions(content)

    assert file.refusals == ()
    assert [one.path for one in asked_of(file, content, "fee")] == ["answers.area"]
    assert file.decide("fee", {"answers": {"area": 3}}).value == {"fee": None, "why": None}


def test_a_matter_with_test_rows_is_published_exported_and_tells_what_fails(
    room: Studio, tmp_path: Path
) -> None:
    draft = room.open("outdoor-sign")
    given_ = {"sign_position": "roof", "sign_area": 1, "region": "230102"}
    kept = [rows.TestRow("row-1", "sign_kind", given_, expect="备案", expected=True)]
    draft = studio.save(
        room.session, draft.id, "processes/tests/sign-kind.yaml", rows.write_rows(kept),
        revision=1, account=room.first, now=room.desk.now,
    )  # fmt: skip

    assert [one.place for one in room.problems(draft)] == ["sign_kind 的测试行 row-1"]
    edition = matters.load_files(
        room.session, room.engine, studio.folder_of(draft), None, now=room.desk.now
    )
    written = matters.export(room.session, edition.id, tmp_path)

    assert tmp_path / "processes/matters/outdoor-sign/tests/sign-kind.yaml" in written
    files = matters.files(room.session, edition.id)
    assert [one.row.id for one in rows.failing(files, room.engine.decisions)] == ["row-1"]


def test_the_shipped_matters_rows_come_out_as_expected(room: Studio) -> None:
    tried = 0
    for path in sorted(MATTERS.glob("*/tests/*.yaml")):
        file = room.engine.decisions((path.parent.parent / f"{path.stem}.dmn").read_bytes())
        outcomes = rows.try_rows(file, rows.read_rows(path.read_bytes()))
        assert [one.row.id for one in outcomes if one.passed is not True] == []
        tried += len(outcomes)
    assert tried >= 5
