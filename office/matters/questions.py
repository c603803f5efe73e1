"""The guided questions, and the decision which members a case needs: asked once, kept with the case."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.orm import Session

from engine import Engine
from office.matters import when as conditions
from office.matters.compiled import Compiled, Member
from office.matters.diagram import read_diagram
from office.matters.editions import Edition, UnknownEdition, file
from office.matters.members import decisions
from office.words import words

Answers = Mapping[str, Any]
Questions = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Needed:
    """`members`: code → needed; `why`: code → the reason in the applicant's words.

    `matched` are the rules of the decision tables that decided.
    """

    members: Mapping[str, bool]
    why: Mapping[str, str] = field(default_factory=dict)
    matched: tuple[object, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, needed in self.members.items() if needed)


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer; `field` is the question's id."""

    field: str
    message: str


def questions(edition: Edition) -> tuple[Mapping[str, Any], ...]:
    """The guided questions in the order of asking."""
    return edition.questions


def asked(edition: Edition, answers: Answers) -> tuple[Mapping[str, Any], ...]:
    """The questions that these answers leave open to be asked."""
    return asked_of(edition.questions, answers)


def asked_of(questions: Questions, answers: Answers) -> tuple[Mapping[str, Any], ...]:
    """The questions among these that the answers leave open to be asked."""
    return tuple(
        question
        for question in questions
        if "when" not in question or conditions.holds(conditions.parse(question["when"]), answers)
    )


def check_answers(edition: Edition, answers: Answers) -> tuple[Problem, ...]:
    """What is missing or impossible, question by question."""
    found = []
    for question in asked(edition, answers):
        message = _problem(question, answers.get(question["id"]))
        if message is not None:
            found.append(Problem(question["id"], message))
    return tuple(found)


def field_values(edition: Edition, answers: Answers) -> dict[str, Any]:
    """The answers that fill fields of the form, by field name."""
    return values_of(edition.compiled, edition.questions, answers)


def values_of(compiled: Compiled, questions: Questions, answers: Answers) -> dict[str, Any]:
    """The answers to these questions that fill fields of a compiled form, by field name."""
    names = {one.element: one.name for one in compiled.fields if one.element}
    return {
        names[question["element"]]: answers[question["id"]]
        for question in asked_of(questions, answers)
        if question.get("element") in names and answers.get(question["id"]) is not None
    }


def needed(
    session: Session, engine: Engine, edition: Edition, answers: Answers, region: str = ""
) -> Needed:
    """Which members the case needs, by the decisions and conditions of the diagram itself."""
    if edition.kind != "one-thing":
        return Needed({edition.code: True})
    process = edition.definition_id or edition.process_id  # a draft asks what is in force

    def decide(decision: str, context: Answers) -> Decided:
        found: Decided = engine.decide(session, process, decision, context)
        return found

    return needed_by(
        edition.compiled.members,
        edition.questions,
        _decisions(session, edition),
        answers,
        region,
        decide=decide,
        evaluate=engine.evaluate,
    )


class Decided(Protocol):
    """What a decision says, and the rules that held."""

    @property
    def value(self) -> Any: ...
    @property
    def matched(self) -> Any: ...


def needed_by(
    members: Sequence[Member],
    questions: Questions,
    tasks: Mapping[str, str],
    answers: Answers,
    region: str,
    *,
    decide: Callable[[str, Answers], Decided],
    evaluate: Callable[[str, Answers], Any],
) -> Needed:
    """Which of a one-thing's members these answers need; `tasks`: business rule task → its decision."""
    context: dict[str, Any] = {"answers": _relevant(questions, answers), "region": region}
    matched: list[object] = []
    for task, decision in tasks.items():
        decided = decide(decision, context)
        context[task] = decided.value
        matched.extend(_listed(decided.matched))
    found = {one.code: _is_needed(evaluate, one, context) for one in members}
    why = {one.code: _why(one, context) for one in members}
    return Needed(found, why, tuple(matched))


def _relevant(questions: Questions, answers: Answers) -> dict[str, Any]:
    """An answer to a question that is no longer asked does not count; what is open is null."""
    ids = {question["id"] for question in asked_of(questions, answers)}
    every = [question["id"] for question in questions]
    return {name: answers.get(name) if name in ids else None for name in every}


def _decisions(session: Session, edition: Edition) -> Mapping[str, str]:
    content = file(session, edition.id, "processes/process.bpmn")
    if content is None:
        raise UnknownEdition(edition.id)
    return decisions(read_diagram(content))


def _is_needed(
    evaluate: Callable[[str, Answers], Any], member: Member, context: Mapping[str, Any]
) -> bool:
    if member.unless and not any(evaluate(one, context) is True for one in member.unless):
        return True
    if not member.conditions:
        return not member.unless
    return any(evaluate(one, context) is True for one in member.conditions)


def _why(member: Member, context: Mapping[str, Any]) -> str:
    """The text output that stands beside the output that the condition reads: food → food_why."""
    for condition in (*member.conditions, *member.unless):
        for task, output in re.findall(r"(\w+)\.(\w+)", condition):
            decided = context.get(task)
            if isinstance(decided, Mapping) and decided.get(f"{output}_why"):
                return str(decided[f"{output}_why"])
    return ""


def _listed(matched: object) -> Sequence[object]:
    return tuple(matched) if isinstance(matched, list | tuple) else (matched,)


def _problem(question: Mapping[str, Any], answer: Any) -> str | None:
    if answer is None or answer in ("", []):
        return None if question.get("optional") else words("请回答这个问题")
    match question["type"]:
        case "boolean":
            return None if isinstance(answer, bool) else words("请选择“是”或“否”")
        case "number":
            return _number_problem(question, answer)
    values = answer if question["type"] == "choices" else [answer]
    options = {option["value"] for option in question["options"]}
    if not isinstance(values, list) or any(value not in options for value in values):
        return words("请从给出的选项中选择")
    return None


def _number_problem(question: Mapping[str, Any], answer: Any) -> str | None:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return words("请填写数字")
    unit = question.get("unit", "")
    if "minimum" in question and answer < question["minimum"]:
        return words("不能小于 {least} {unit}", least=f"{question['minimum']:g}", unit=unit)
    if "maximum" in question and answer > question["maximum"]:
        return words("不能大于 {most} {unit}", most=f"{question['maximum']:g}", unit=unit)
    return None
