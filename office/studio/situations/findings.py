"""What the situation matrix shows to be wrong: no result, answers and questions without effect, dead rules and members."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from office.matters import when as conditions
from office.studio.situations.combinations import HIDDEN, Combination
from office.studio.situations.judging import NO_RESULT
from office.studio.situations.matrix import Matrix, Situation
from office.studio.situations.values import Factor
from office.words import words

_TRIED = 400  # of a sample: combinations in which each question is answered anew


@dataclass(frozen=True)
class Flaw:
    """One finding. `question` or `decision` (with `file`) is where it is put right; `numbers` where it shows."""

    text: str
    tone: str
    question: str = ""
    file: str = ""
    decision: str = ""
    numbers: tuple[int, ...] = ()


def flaws(matrix: Matrix) -> tuple[Flaw, ...]:
    """Everything that a finished matrix shows to be wrong, the gravest first."""
    return (
        *_troubles(matrix),
        *_members(matrix),
        *_rules(matrix),
        *_questions(matrix),
    )


def _troubles(matrix: Matrix) -> Iterator[Flaw]:
    where: dict[tuple[str, str, str], list[int]] = {}
    for one in matrix.situations:
        for trouble in one.result.troubles:
            where.setdefault((trouble.kind, trouble.decision, trouble.text), []).append(one.number)
    for (kind, decision, text), numbers in where.items():
        count = len(numbers)
        if kind == NO_RESULT:
            said = words(
                "决策“{decision}”在 {count} 种情形下{text}",
                decision=_decision_name(matrix, decision),
                count=count,
                text=text,
            )
        else:
            said = words("{count} 种情形下算不出来：{text}", count=count, text=text)
        yield Flaw(
            said, "red",
            file=matrix.book.where.get(decision, ""), decision=decision, numbers=tuple(numbers),
        )  # fmt: skip


def _members(matrix: Matrix) -> Iterator[Flaw]:
    needed = {code for one in matrix.situations for code in one.result.codes}
    decision = next((one for one in matrix.book.tasks.values() if one in matrix.book.where), "")
    if not matrix.situations:
        return
    for member in matrix.compiled.members:
        if member.code not in needed:
            yield Flaw(
                words("没有一种情形需要“{name}”", name=member.name["zh"]),
                "red",
                file=matrix.book.where.get(decision, ""),
                decision=decision,
            )


def _rules(matrix: Matrix) -> Iterator[Flaw]:
    """Rules of the decisions that were asked, which no combination hits."""
    hit = {rule for one in matrix.situations for rule in one.judged.matched}
    asked = {name for one in matrix.situations for name in one.judged.evaluated}
    reached = {each.id for name in asked for each in matrix.book.below(name)}
    for path, file in matrix.book.files.items():
        for drawn in file.decisions:
            if drawn.table is None or drawn.id not in reached:
                continue
            for place, rule in enumerate(drawn.table.rules, 1):
                if (drawn.table.id, rule) not in hit:
                    yield Flaw(
                        words(
                            "决策表“{decision}”的第 {place} 条规则没有一种情形命中",
                            decision=drawn.name,
                            place=place,
                        ),
                        "amber",
                        file=path,
                        decision=drawn.id,
                    )


def _questions(matrix: Matrix) -> Iterator[Flaw]:
    shows = _shown_by_others(matrix)
    for factor in matrix.factors:
        if factor.question is None or matrix.fills(factor.question) or factor.id in shows:
            continue
        alike = _alike(matrix, factor)
        if not alike:  # never asked
            continue
        text = factor.question["text"]["zh"]
        if len(alike) == 1 and len(factor.values) > 1:
            yield Flaw(
                words(
                    "问题“{question}”怎么回答都一样：事项、材料、期限、费用和表单都不变",
                    question=text,
                ),
                "amber",
                question=factor.id,
            )
        elif factor.question["type"] == "choice":
            yield from (
                Flaw(
                    words(
                        "问题“{question}”的选项{options}结果总是相同",
                        question=text,
                        options="、".join(f"“{_option(factor, one)}”" for one in same),
                    ),
                    "grey",
                    question=factor.id,
                )
                for same in alike
                if len(same) > 1
            )


def _shown_by_others(matrix: Matrix) -> frozenset[str]:
    """The questions whose answers show or hide another question."""
    return frozenset(
        name for one in matrix.factors if one.when for name in conditions.fields(one.when)
    )


def _alike(matrix: Matrix, factor: Factor) -> list[list[Any]]:
    """The answers of a question, those together that come to the same whatever else is answered."""
    columns = zip(*_rests(matrix, factor), strict=True)
    groups: dict[tuple[int, ...], list[Any]] = {}
    for value, results in zip(factor.values, columns, strict=False):
        groups.setdefault(results, []).append(value)
    return list(groups.values())


def _rests(matrix: Matrix, factor: Factor) -> Iterator[list[int]]:
    """For each way to answer everything else, the results of this question's answers in their order."""
    at = matrix.factors.index(factor)
    known: dict[Combination, dict[int, Situation]] = {}
    for one in matrix.situations:
        row = one.combination
        if row[at] == HIDDEN:
            continue
        known.setdefault((*row[:at], *row[at + 1 :]), {})[row[at]] = one
        if not matrix.whole and len(known) >= _TRIED:
            break
    for rest, found in known.items():
        every = [
            found[place] if place in found else matrix.situation(0, (*rest[:at], place, *rest[at:]))
            for place in range(len(factor.values))
        ]
        yield [id(one.result) for one in every]


def _option(factor: Factor, value: Any) -> str:
    assert factor.question is not None  # the place has no options
    for one in factor.question.get("options", ()):
        if one["value"] == value:
            return str(one["label"]["zh"])
    return words("不回答")


def _decision_name(matrix: Matrix, decision: str) -> str:
    drawn = next(one for one in matrix.book.file_of(decision).decisions if one.id == decision)
    return drawn.name
