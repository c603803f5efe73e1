"""Read what an officer has ticked, typed and pressed on a case page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from office.calls.preview import layout_for
from office.cases import ActRefused
from office.matters import ReviewPoint
from office.words import words
from office.worklist import FORMAL_REVIEW, WorkItem
from web.layout.language import told

CLARIFY, SUPPLEMENT = "clarify", "supplement"


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
        opinion = _with_law(opinion, form.getlist("basis"), law)
    ticked = tuple(form.getlist("point"))
    return Said(
        outcome=outcome,
        opinion=opinion,
        points=ticked,
        items=tuple(_items(form, points, ticked)) if item.element == FORMAL_REVIEW else (),
        question=_question(form),
        confirmed=confirmed,
    )


def is_sealed(item: WorkItem, outcome: str) -> bool:
    """Say whether an outcome is a decision that is sealed: it is looked at before it is made."""
    return outcome != SUPPLEMENT and layout_for(item, outcome) is not None


def law_of(document: Mapping[str, Any]) -> list[str]:
    """Return the articles that a refusal may rest on, as they are cited."""
    return [
        f"《{row['law'].partition('（')[0]}》{row['article']}"
        for row in document.get("basis") or ()
    ]


def _with_law(opinion: str, chosen: Sequence[str], law: Sequence[str]) -> str:
    cited = [one for one in law if one in set(chosen)]
    if law and not cited:
        raise ActRefused(words("请选择不予的法律依据（行政许可法第三十八条）。"), "basis")
    # The decision cites the matter's whole basis by itself; a part of it is named with the reason.
    return opinion if len(cited) == len(law) else f"{opinion}（依据：{'、'.join(cited)}）"


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
