"""What the draft's decisions say of one set of answers: the portal's own function, asked once for what is alike."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import Engine, Verdict, check_expression
from office.matters import Compiled
from office.matters.questions import asked_of, needed_by, values_of
from office.matters.reasons import PLACE
from office.studio.situations.rulebook import Rulebook, mentions
from office.words import words

NO_RESULT, RAISED = "no-result", "raised"
_ANSWER = re.compile(r"\banswers\.(\w+)")
_FIELD = re.compile(r"\bfields\.(\w+)")
_WHOLE = re.compile(r"(?<![.\w])(answers|fields)\b(?!\s*\.)")
_WHY = "why"


@dataclass(frozen=True)
class Trouble:
    """A decision that gave no result, or an expression that could not be evaluated; `kind` tells which."""

    kind: str
    decision: str
    text: str


@dataclass(frozen=True)
class Judged:
    """What is decided of some answers. `told`: task → its result as text, its reasons left out."""

    codes: tuple[str, ...]
    why: Mapping[str, str]
    told: tuple[tuple[str, str], ...]
    matched: frozenset[tuple[str, str]]  # table, rule
    evaluated: frozenset[str]  # decisions
    troubles: tuple[Trouble, ...]


class Judge:
    """Judges the answers of one draft; `read` are the questions (and the place) that it depends on."""

    def __init__(
        self,
        engine: Engine,
        book: Rulebook,
        compiled: Compiled,
        questions: Sequence[Mapping[str, Any]],
        *,
        code: str,
        one_thing: bool,
    ) -> None:
        self._engine, self._book = engine, book
        self._compiled, self._questions = compiled, questions
        self._code, self._one_thing = code, one_thing
        self.read = self._relevant()
        self._free: dict[str, bool] = {}

    def judge(self, answers: Mapping[str, Any], region: str) -> Judged:
        """What the decisions say of these answers in this place."""
        run = _Run(self._engine, self._book)
        if self._one_thing:
            needed = needed_by(
                self._compiled.members,
                self._questions,
                {task: one for task, one in self._book.tasks.items() if one in self._book.where},
                answers,
                region,
                decide=run.decide,
                evaluate=run.evaluate,
            )
            codes = tuple(one for one in self._compiled.codes if one in needed.codes)
            return run.judged(codes, needed.why, told=())
        told = self._in_the_process(run, answers, region)
        return run.judged((self._code,), {}, told=told)

    def _in_the_process(
        self, run: "_Run", answers: Mapping[str, Any], region: str
    ) -> tuple[tuple[str, str], ...]:
        """The decisions of a single matter that the answers suffice for, with what its scripts work out."""
        asked = {one["id"] for one in asked_of(self._questions, answers)}
        every = {one["id"]: answers.get(one["id"]) for one in self._questions if one["id"] in asked}
        fields = values_of(self._compiled, self._questions, answers)
        context: dict[str, Any] = {"answers": every, "fields": fields, PLACE: region}
        for script in self._book.scripts:
            if self._suffices(script, context):
                found = run.evaluate(script, context)
                context |= found if isinstance(found, Mapping) else {}
        told = []
        for task, decision in self._book.tasks.items():
            if decision in self._book.where and self._given(decision, context):
                verdict = run.decide(decision, context)
                context[task] = verdict.value
                told.append((task, said_of(verdict.value)))
        return tuple(told)

    def _suffices(self, text: str, context: Mapping[str, Any]) -> bool:
        """Whether an expression reads nothing but what is known, and something of it."""
        heads = ",".join(sorted(context))
        if (key := f"{heads}\n{text}") not in self._free:
            self._free[key] = not check_expression(text, context.keys())
        reads = set(_FIELD.findall(text))
        return self._free[key] and reads <= context["fields"].keys() and bool(reads)

    def _given(self, decision: str, context: Mapping[str, Any]) -> bool:
        below = self._book.below(decision)
        drawn = next(one for one in self._book.file_of(decision).decisions if one.id == decision)
        fields = {name for one in below for name in _FIELD.findall(one.texts)}
        return set(drawn.needs) <= context.keys() and fields <= context["fields"].keys()

    def _relevant(self) -> frozenset[str]:
        """The questions that anything reads, and the place; every one where the answers are read as a whole."""
        texts = [one.texts for one in self._book.logic.values()]
        texts += [*self._book.scripts, *self._book.conditions]
        whole = "\n".join(texts)
        ids = {one["id"] for one in self._questions}
        if _WHOLE.search(whole):
            return frozenset({*ids, PLACE})
        filled = {
            one.name: question["id"]
            for question in self._questions
            for one in self._compiled.fields
            if one.element and one.element == question.get("element")
        }
        read = set(_ANSWER.findall(whole)) & ids
        read |= {filled[name] for name in _FIELD.findall(whole) if name in filled}
        for question in self._questions:  # whether one is asked may depend on others
            read |= _shown_by(question) if question["id"] in read else set()
        return frozenset({*read, PLACE} if mentions(whole, frozenset({PLACE})) else read)


class _Run:
    """One judgement: notes the rules that held and what went wrong."""

    def __init__(self, engine: Engine, book: Rulebook) -> None:
        self._engine, self._book = engine, book
        self._matched: set[tuple[str, str]] = set()
        self._evaluated: set[str] = set()
        self._troubles: list[Trouble] = []

    def decide(self, decision: str, context: Mapping[str, Any]) -> Verdict:
        self._evaluated.add(decision)
        verdict = self._book.file_of(decision).decide(decision, context)
        self._matched |= {(one.table, one.rule) for one in verdict.matched}
        lacking = _lacking(verdict.value)
        if lacking is not None:
            reason = "；".join(_chinese(one) for one in dict.fromkeys(verdict.reasons))
            text = words("没有结论：{reason}", reason=reason) if reason else words("没有结论")
            self._troubles.append(Trouble(NO_RESULT, decision, text))
        return verdict

    def evaluate(self, text: str, context: Mapping[str, Any]) -> Any:
        try:
            return self._engine.evaluate(text, context)
        except Exception as error:  # noqa: BLE001 - an expression of the analyst may fail in any way
            self._troubles.append(Trouble(RAISED, "", f"{text}：{error}"))
            return None

    def judged(
        self,
        codes: tuple[str, ...],
        why: Mapping[str, str],
        *,
        told: tuple[tuple[str, str], ...],
    ) -> Judged:
        return Judged(
            codes,
            why,
            told,
            frozenset(self._matched),
            frozenset(self._evaluated),
            tuple(dict.fromkeys(self._troubles)),
        )


def said_of(value: Any) -> str:
    """A result as text, without the sentences that give its reasons."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        parts = {key: one for key, one in value.items() if not key.endswith(_WHY)}
        return "，".join(f"{key}: {said_of(one)}" for key, one in parts.items())
    return json.dumps(value, ensure_ascii=False, default=str)


def _lacking(value: Any) -> tuple[str, ...] | None:
    """The parts of a result that are empty, () for all of it; None where nothing lacks."""
    if value is None:
        return ()
    if isinstance(value, Mapping):
        empty = tuple(key for key, one in value.items() if one is None and not key.endswith(_WHY))
        return empty or None
    return None


def _chinese(reason: str) -> str:
    return reason.partition(" / ")[0]


def _shown_by(question: Mapping[str, Any]) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", question.get("when", ""))))
