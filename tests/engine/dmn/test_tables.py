"""Decision tables: hit policies, what a table says about itself, and what it leaves out."""

from decimal import Decimal
from typing import Any

import pytest

from engine import dmn
from tests.engine.dmn.drawn import data, decision, model, table

AREA = [("面积", "number")]


def decide(body: str, area: object, *more: str) -> dmn.Decision:
    xml = model(data("面积", "number"), decision("结论", body, "data:data_面积"), *more)
    return dmn.read(xml).decide("结论", {"面积": area})


GRADES = [("> 100", '"大"'), ("> 50", '"中"'), ("> 0", '"小"')]


@pytest.mark.parametrize(
    ("policy", "aggregation", "area", "expected"),
    [
        ("FIRST", "", 120, "大"),
        ("RULE ORDER", "", 60, ["中", "小"]),
        ("COLLECT", "", 120, ["大", "中", "小"]),
        ("COLLECT", "", 0, []),
        ("COLLECT", "COUNT", 120, Decimal(3)),
        ("COLLECT", "COUNT", 0, Decimal(0)),
        ("COLLECT", "MIN", 120, "中"),
        ("PRIORITY", "", 120, "小"),
        ("OUTPUT ORDER", "", 120, ["小", "中", "大"]),
        ("UNIQUE", "", 20, "小"),
        ("UNIQUE", "", 120, None),
        ("ANY", "", 120, None),
        ("ANY", "", 20, "小"),
    ],
)
def test_a_hit_policy_makes_one_value_of_the_rules_that_hold(
    policy: str, aggregation: str, area: object, expected: object
) -> None:
    body = table(
        AREA, GRADES, policy=policy, aggregation=aggregation, output_values='"小", "中", "大"'
    )

    found = decide(body, area)

    assert found.value == expected
    if expected is None:
        assert found.reasons


def test_sums_of_numbers_are_collected() -> None:
    rules = [("> 100", "5"), ("> 50", "2.5"), ("> 0", "1")]

    assert decide(table(AREA, rules, policy="COLLECT", aggregation="SUM"), 60).value == Decimal(
        "3.5"
    )
    assert decide(table(AREA, rules, policy="COLLECT", aggregation="MAX"), 60).value == Decimal(
        "2.5"
    )


def test_several_outputs_are_a_context_and_a_default_fills_in() -> None:
    rules = [("> 50", "true", "3")]
    body = table(AREA, rules, outputs=("复核", "工作日"), default="null")

    assert decide(body, 60).value == {"复核": True, "工作日": Decimal(3)}
    assert decide(body, 10).value == {"复核": None, "工作日": None}


def test_a_table_tells_which_rules_matched_and_their_annotations() -> None:
    rules = [("> 100", '"大"', "依据甲"), ("> 50", '"中"', "依据乙"), ("> 0", '"小"', "")]

    found = decide(table(AREA, rules, policy="RULE ORDER", annotations=True), 60)

    assert [(m.rule_id, m.index, m.annotations) for m in found.matched] == [
        ("rule2", 2, ("依据乙",)),
        ("rule3", 3, ("",)),
    ]
    assert {m.table_id for m in found.matched} == {"table"}


def test_a_value_outside_the_columns_own_list_is_no_match_but_a_reason() -> None:
    xml = model(
        data("业态"),
        decision("d", table([("业态", "string")], [("-", "1")], input_values='"餐饮", "零售"'), "data:data_业态"),
    )  # fmt: skip

    assert dmn.read(xml).decide("d", {"业态": "餐饮"}).value == 1
    assert dmn.read(xml).decide("d", {"业态": "其他"}).value is None


# Completeness


def completeness(rules: list[tuple[str, ...]], **options: Any) -> Any:
    body = table([("面积", "number"), ("业态", "string")], rules, **options)
    xml = model(
        data("面积", "number"), data("业态", "string"),
        decision("d", body, "data:data_面积", "data:data_业态"),
    )  # fmt: skip
    return dmn.read(xml).gaps("d")


def test_gaps_are_named_cell_by_cell() -> None:
    found = completeness([("< 50", '"餐饮"', "1"), ("> 50", '"餐饮"', "2"), ("-", '"零售"', "3")])

    assert [gap.cells for gap in found.gaps] == [
        (("面积", "< 50"), ("业态", "其他")),
        (("面积", "50"), ("业态", '"餐饮", 其他')),
        (("面积", "> 50"), ("业态", "其他")),
    ]
    assert found.overlaps == ()


def test_overlaps_are_named_with_their_rules() -> None:
    found = completeness([("<= 50", "-", "1"), (">= 50", "-", "2")])

    assert found.gaps == ()
    assert [(one.rules, one.cells, one.harmful) for one in found.overlaps] == [
        ((1, 2), (("面积", "50"), ("业态", "-")), True)
    ]


def test_an_overlap_harms_only_where_the_hit_policy_forbids_it() -> None:
    rules = [("<= 50", "-", "1"), (">= 50", "-", "1")]

    assert not completeness(rules, policy="FIRST").overlaps[0].harmful
    assert not completeness(rules, policy="ANY").overlaps[0].harmful
    assert completeness(rules, policy="UNIQUE").overlaps[0].harmful


def test_a_default_output_closes_the_gaps() -> None:
    assert completeness([("< 50", "-", "1")], default="0").gaps == ()


def test_a_computed_cell_is_reported_as_unclear() -> None:
    found = completeness([("? * 2 > 50", "-", "1"), ("-", '"零售"', "2")])

    assert found.unclear == ((1, "面积"),)
    assert not found.complete


@pytest.mark.parametrize("area", [0, 49.9, 50, 50.1, 99, 100, 1000])
@pytest.mark.parametrize("kind", ["餐饮", "零售", "别的"])
def test_gaps_and_overlaps_agree_with_what_the_table_decides(area: float, kind: str) -> None:
    rules = [
        ("< 50", '"餐饮"', '"a"'),
        ("[50..100)", '"餐饮", "零售"', '"b"'),
        ("> 60", 'not("餐饮")', '"c"'),
    ]
    body = table([("面积", "number"), ("业态", "string")], rules, policy="RULE ORDER")
    xml = model(
        data("面积", "number"), data("业态", "string"),
        decision("d", body, "data:data_面积", "data:data_业态"),
    )  # fmt: skip
    read = dmn.read(xml)
    found = read.gaps("d")
    assert found is not None and found.complete

    decided = read.decide("d", {"面积": area, "业态": kind})

    reported = [one for one in [*found.gaps, *found.overlaps] if _covers(one.cells, area, kind)]
    assert bool(reported) is (len(decided.matched) != 1)


def _covers(cells: tuple[tuple[str, str], ...], area: float, kind: str) -> bool:
    from engine import feel

    first = feel.compile_unary(cells[0][1]).evaluate(area, {}).value
    names = [part.strip('"') for part in cells[1][1].split(", ")]
    named = kind in names or ("其他" in names and kind == "别的") or names == ["-"]
    return bool(first) and named


def test_cells_compared_with_one_variable_are_looked_through() -> None:
    body = table([("面积", "number")], [(">= 起点", "1"), ("< 起点", "2")])
    gap = table([("面积", "number")], [("> 起点", "1"), ("< 起点", "2")])
    parts = (data("面积", "number"), data("起点", "number"))
    needs = ("data:data_面积", "data:data_起点")

    whole = dmn.read(model(*parts, decision("d", body, *needs))).gaps("d")
    holed = dmn.read(model(*parts, decision("d", gap, *needs))).gaps("d")

    assert whole is not None and holed is not None
    assert (whole.gaps, whole.overlaps, whole.complete) == ((), (), True)
    assert [one.cells for one in holed.gaps] == [(("面积", "起点"),)]
