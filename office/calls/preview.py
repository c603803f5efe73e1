"""What a decision or notice will say, drawn as the real one and marked as a preview: nothing is numbered or kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from engine import Engine
from office import cases, documents
from office.calls.particulars import context_of
from office.cases import GRANTED, NOT_ACCEPTED, REFUSED, Case
from office.documents import LayoutMissing
from office.worklist import FORMAL_REVIEW, WorkItem

MARK, FOOT = "预览", "预览：未编号、未签章，不具有效力。"
LATER = "（待编号）"
SUPPLEMENT = "supplement"
_OUTCOMES = {"grant": GRANTED, "refuse": REFUSED}


@dataclass(frozen=True)
class Preview:
    """A drawn document that nobody has signed: its title and its PDF."""

    title: str
    pdf: bytes


def preview(
    session: Session,
    engine: Engine,
    item: WorkItem,
    outcome: str,
    *,
    reason: str = "",
    items: Sequence[str] = (),
    now: datetime,
) -> Preview | None:
    """Return the document that an outcome of a task will cause, or None where it causes none.

    reason is what the person who decides has typed, items what a supplement is to ask for.
    """
    layout = layout_for(item, outcome)
    if layout is None:
        return None
    found = _as_decided(cases.case(session, item.case_id), item, outcome, reason, now)
    try:
        content = documents.layout_of(session, found.edition_id, layout).content
    except LayoutMissing:
        return None
    context = context_of(session, found, now, {"number": LATER, "identifier": LATER})
    context |= {"serial": LATER, "given": {}}
    context["items"] = [{"text": text, "reason": None} for text in items]
    filled = documents.fill(content, engine.evaluate, context, documents.surroundings(), at=now)
    # No code that leads nowhere, and words across the page that no copy loses.
    foot = (FOOT, *filled.foot)
    marked = replace(filled, watermark=MARK, foot=foot, qr="", identifier="")
    return Preview(filled.title, documents.draw(marked).pdf)


def layout_for(item: WorkItem, outcome: str) -> str | None:
    """Return the name of the layout that an outcome of a task leads to: sealed, so worth a second look."""
    if item.element == FORMAL_REVIEW:
        return {"refuse": "refuse-acceptance", SUPPLEMENT: SUPPLEMENT}.get(outcome)
    if "grant" in item.outcomes:
        return {"grant": documents.RESULT, "refuse": "refusal"}.get(outcome)
    return None


def _as_decided(found: Case, item: WorkItem, outcome: str, reason: str, now: datetime) -> Case:
    """The case as it will be, for the drawing alone."""
    if outcome not in _OUTCOMES:
        return found
    refused = NOT_ACCEPTED if item.element == FORMAL_REVIEW else _OUTCOMES[outcome]
    return replace(found, outcome=refused, reason=reason, decided_at=now)
