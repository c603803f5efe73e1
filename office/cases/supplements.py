"""The items of a 补正, each with what it is about and its own answer, sent together in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.cases._rows import SupplementItemRow
from office.matters import ReviewPoint


@dataclass(frozen=True)
class SupplementItem:
    """number counts from 1; element names the field or material that it is about, or nothing."""

    number: int
    text: str
    element: str = ""
    answer: str = ""
    saved_at: datetime | None = None
    sent_at: datetime | None = None


def keep_items(
    session: Session,
    case_id: str,
    wanted: Sequence[str],
    asked: Sequence[Mapping[str, str]],
    points: Sequence[ReviewPoint],
) -> None:
    """Keep what the 补正 notice asks for, item by item; asked are the office's words by point."""
    elements = {point.id: point.element or "" for point in points}
    of_text = {point.text["zh"]: point.element or "" for point in points}
    of_text |= {one["text"].strip(): elements.get(one.get("point", ""), "") for one in asked}
    for number, text in enumerate(wanted, 1):
        session.merge(
            SupplementItemRow(
                case_id=case_id,
                number=number,
                text=text,
                element=of_text.get(text, ""),
                answer="",
                saved_at=None,
                sent_at=None,
            )
        )
    session.flush()


def items_of(session: Session, case_id: str) -> list[SupplementItem]:
    """Return what the one 补正 of a case asks for, with what the applicant answered so far."""
    return [_value(row) for row in _rows(session, case_id)]


def answer_item(session: Session, case_id: str, number: int, answer: str, *, now: datetime) -> None:
    """Keep the answer to one item; one that was sent stays as it is."""
    row = session.get(SupplementItemRow, (case_id, number), with_for_update=True)
    if row is not None and row.sent_at is None and row.answer != answer.strip():
        row.answer, row.saved_at = answer.strip()[:2000], now
        session.flush()


def note_sent(session: Session, case_id: str, *, now: datetime) -> None:
    """Note that the answers were handed in."""
    for row in _rows(session, case_id):
        row.sent_at = row.sent_at or now
    session.flush()


def _rows(session: Session, case_id: str) -> Sequence[SupplementItemRow]:
    return session.scalars(
        select(SupplementItemRow)
        .where(SupplementItemRow.case_id == case_id)
        .order_by(SupplementItemRow.number)
    ).all()


def _value(row: SupplementItemRow) -> SupplementItem:
    return SupplementItem(
        number=row.number,
        text=row.text,
        element=row.element,
        answer=row.answer,
        saved_at=row.saved_at,
        sent_at=row.sent_at,
    )
