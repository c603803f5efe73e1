"""Read what an officer has ticked, typed and pressed on a case page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from office.calls.refusals import is_sealed, law_of, with_law
from office.matters import ReviewPoint
from office.words import words
from office.worklist import FORMAL_REVIEW, WorkItem
from web.layout.language import told

__all__ = ["CLARIFY", "Said", "done_words", "is_sealed", "law_of", "read"]
CLARIFY = "clarify"


@dataclass(frozen=True)
class Said:
    """What one press of a button says; items are what a supplement asks for, each with its point."""

    outcome: str
    opinion: str
    points: tuple[str, ...]
    items: tuple[Mapping[str, str], ...]
    question: str
    confirmed: bool


def read(
    form: "MultiDict[str, str]", item: WorkItem, points: Sequence[ReviewPoint], law: Sequence[str]
) -> Said:
    """Return what a posted form says; raises ActRefused where a refusal names no law."""
    outcome = form.get("do", "")
    opinion = form.get("opinion", "").strip()
    confirmed = bool(form.get("confirm"))
    if outcome == "refuse" and is_sealed(item, outcome) and opinion:
        opinion = with_law(opinion, form.getlist("basis"), law)
    ticked = tuple(form.getlist("point"))
    return Said(
        outcome=outcome,
        opinion=opinion,
        points=ticked,
        items=tuple(_items(form, points, ticked)) if item.element == FORMAL_REVIEW else (),
        question=_question(form),
        confirmed=confirmed,
    )


def _items(
    form: "MultiDict[str, str]", points: Sequence[ReviewPoint], ticked: Sequence[str]
) -> list[Mapping[str, str]]:
    """One line a point that is not ticked: what was typed, else the point's own words; typed ones count always."""
    found: list[Mapping[str, str]] = []
    for point in points:
        typed = form.get(f"item-{point.id}", "").strip()
        if typed or point.id not in set(ticked):
            found.append({"point": point.id, "text": typed or point.text["zh"]})
    return found


def _question(form: "MultiDict[str, str]") -> str:
    """The question to the applicant: as typed, else the texts of the points, one a line."""
    typed = form.get("question", "").strip()
    lines = [text.strip() for name, text in form.items() if name.startswith("item-")]
    listed = [line for line in lines if line]
    if typed or not listed:
        return typed or form.get("opinion", "").strip()
    if len(listed) == 1:
        return listed[0]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(listed, start=1))


def done_words(item: WorkItem) -> str:
    """What the next page says of the task just done."""
    return told(words("已办：{matter}，{step}。", matter=item.title, step=item.step))
