"""The situation matrix of a draft: every combination of answers with what would come of it."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import Engine
from office import matters
from office.matters import Compiled, Folder
from office.matters.bringing import FETCHED, GENERATED, OWN
from office.matters.questions import asked_of, values_of
from office.matters.reading import Read
from office.matters.reasons import PLACE
from office.studio.situations.combinations import (
    Combination,
    answers_of,
    at_most,
    every,
    pairwise,
)
from office.studio.situations.judging import Judge, Judged, Trouble
from office.studio.situations.rulebook import Rulebook, rulebook
from office.studio.situations.values import Factor, factors_of, field_of

MOST = 40_000
_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class Result:
    """What applicants would be told: equal results are one group. Days are working days, the fee yuan.

    `papers`: who gets it (own, fetched, generated) → the materials, each with whether that is sure.
    """

    codes: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    troubles: tuple[Trouble, ...]
    materials_before: int
    materials_after: int
    fields_before: int
    fields_after: int
    days: int
    days_before: int
    days_of: tuple[tuple[str, int], ...]
    fee: float
    commitments: tuple[str, ...]
    papers: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """One combination of answers, by their places among those tried; `number` counts from 1."""

    number: int
    combination: Combination
    result: Result = field(compare=False)
    judged: Judged = field(compare=False)


class Matrix:
    """Worked out bit by bit: `advance` goes on for some time, `done` of `total` say how far it is.

    `whole` is False where there are more than MOST combinations: then every two answers meet at
    least once, except `unmet` pairs; `product` is how many there could be.
    """

    def __init__(
        self, engine: Engine, folder: Folder, read: Read, regions: Sequence[str], most: int = MOST
    ) -> None:
        assert read.compiled is not None and read.matter.diagram is not None
        said = read.matter.said
        self.code = folder.code
        self.document: Mapping[str, Any] = said.document
        self.questions: tuple[Mapping[str, Any], ...] = tuple(said.questions.get("questions", ()))
        self.compiled: Compiled = read.compiled
        self.book: Rulebook = rulebook(engine, folder, read.matter.diagram)
        self.factors: tuple[Factor, ...] = factors_of(
            self.compiled, self.questions, self.book, regions
        )
        self.region = regions[0] if regions else ""  # where the place makes no difference
        self.judge = Judge(
            engine, self.book, self.compiled, self.questions,
            code=self.code, one_thing=read.matter.one_thing,
        )  # fmt: skip
        self._engine = engine
        self._judged: dict[Combination, Judged] = {}
        self._results: dict[Any, Result] = {}
        self._equal: dict[Result, Result] = {}  # equal results are one object
        self._judged_by = self._places(self.judge.read)
        self._figured_by = self._places(_read_by_materials(self.compiled, self.questions))
        self.product = at_most(self.factors)
        self._combinations, self.whole, self.unmet = self._planned(most)
        self.total = len(self._combinations)
        self.situations: list[Situation] = []

    @property
    def done(self) -> int:
        return len(self.situations)

    @property
    def finished(self) -> bool:
        return self.done == self.total

    def advance(self, seconds: float = 3600.0) -> None:
        """Judge the next combinations for about so long."""
        until = time.monotonic() + seconds
        for combination in self._combinations[self.done :]:
            self.situations.append(self.situation(self.done + 1, combination))
            if time.monotonic() > until:
                return

    def situation(self, number: int, combination: Combination) -> Situation:
        """What comes of one combination: what it depends on is judged once."""
        key = tuple(combination[at] for at in self._judged_by)
        if key not in self._judged:
            self._judged[key] = self.judge.judge(
                self.answers(combination), self.region_of(combination)
            )
        judged = self._judged[key]
        told = (judged.codes, judged.told, judged.troubles)
        known = (*told, tuple(combination[at] for at in self._figured_by))
        if known not in self._results:
            figures = self._figures(self.answers(combination), judged.codes)
            made = Result(*told, **figures)
            self._results[known] = self._equal.setdefault(made, made)
        return Situation(number, combination, self._results[known], judged)

    def answers(self, combination: Combination) -> dict[str, Any]:
        """The answers by question; one that is not asked has none."""
        found = answers_of(self.factors, combination)
        return {name: value for name, value in found.items() if name != PLACE}

    def region_of(self, combination: Combination) -> str:
        """Where it is applied for; the first place that is served where the place makes no difference."""
        return str(answers_of(self.factors, combination).get(PLACE, self.region))

    def asked(self, answers: Mapping[str, Any]) -> tuple[str, ...]:
        """The questions that are asked with these answers."""
        return tuple(one["id"] for one in asked_of(self.questions, answers))

    def fills(self, question: Mapping[str, Any]) -> bool:
        """Whether an answer fills a field of the form."""
        return field_of(question, self.compiled) is not None

    def _places(self, read: Iterable[str]) -> tuple[int, ...]:
        wanted = frozenset(read)
        return tuple(at for at, one in enumerate(self.factors) if one.id in wanted)

    def groups(self) -> list[list[Situation]]:
        """The situations with the same result together, the largest group first."""
        found: dict[int, list[Situation]] = {}
        for one in self.situations:
            found.setdefault(id(one.result), []).append(one)
        return sorted(found.values(), key=lambda one: (-len(one), one[0].number))

    def _planned(self, most: int) -> tuple[list[Combination], bool, int]:
        """All combinations, or where they are too many those in which every two answers meet."""
        found = every(self.factors, most)
        if found is not None:
            return found, True, 0
        sampled, unmet = pairwise(self.factors, most)
        return sampled, False, unmet

    def _figures(self, answers: Mapping[str, Any], codes: tuple[str, ...]) -> dict[str, Any]:
        compiled, said = self.compiled, self.document
        report = matters.report_for(compiled, codes, visits_after=said["channels"]["visits"])
        parts = [one for one in compiled.guide["members"] if one["code"] in codes]
        known = values_of(compiled, self.questions, answers)
        papers = matters.bring(self._engine.evaluate, compiled, codes, known, answers)
        return {
            "materials_before": report["materials_before"],
            "materials_after": report["materials_after"],
            "fields_before": report["fields_before"],
            "fields_after": report["fields_after"],
            "days": report["days_after"],
            "days_before": report["days_before"],
            "days_of": tuple((one["code"], one["limits"]["promised"]) for one in parts),
            "fee": float(sum(fee["amount"] for one in parts for fee in one["fees"])),
            "commitments": tuple(one["code"] for one in parts if one.get("commitment")),
            "papers": tuple(
                (kind, tuple((one.element, one.sure) for one in papers[kind]))
                for kind in (OWN, FETCHED, GENERATED)
            ),
        }


def _read_by_materials(compiled: Compiled, questions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The questions whose answers a condition of a material reads, and those that show them."""
    names = {
        name
        for material in compiled.materials
        for row in material.merged_from
        for name in _NAME.findall(row.required)
    }
    for question in questions:
        filled = field_of(question, compiled)
        own = {use.name for use in filled.uses} if filled else set()
        if question["id"] in names or own & names:
            yield question["id"]
            yield from _NAME.findall(question.get("when", ""))
