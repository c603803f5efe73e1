"""Decisions that are sealed, and the law that a refusal names (行政许可法第三十八条)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from office.calls.preview import SUPPLEMENT, layout_for
from office.cases import ActRefused
from office.words import words
from office.worklist import WorkItem

REFUSE = "refuse"


def is_sealed(item: WorkItem, outcome: str) -> bool:
    """Say whether an outcome is a decision that is sealed."""
    return outcome != SUPPLEMENT and layout_for(item, outcome) is not None


def law_of(document: Mapping[str, Any]) -> list[str]:
    """Return the articles that a refusal may rest on, as they are cited."""
    return [
        f"《{row['law'].partition('（')[0]}》{row['article']}"
        for row in document.get("basis") or ()
    ]


def with_law(opinion: str, chosen: Collection[str], law: Sequence[str]) -> str:
    """Return the reason of a refusal with the part of the law that it rests on; raises ActRefused without any."""
    cited = [one for one in law if one in set(chosen)]
    if law and not cited:
        raise ActRefused(words("请选择不予的法律依据（行政许可法第三十八条）。"), "basis")
    # The decision cites the matter's whole basis by itself; a part of it is named with the reason.
    return opinion if len(cited) == len(law) else f"{opinion}（依据：{'、'.join(cited)}）"
