"""The inline verbs of cases: our own record of receipt, acceptance, refusal, decision and close."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine import Call, Engine
from office import clocks
from office.cases._rows import CaseRow
from office.cases.follow import start_clocks
from office.cases.lookup import case_of_call, members, row_of_case, values_of_rows
from office.cases.opinions import last_opinion
from office.cases.values import (
    ACCEPTED,
    ALL_GRANTED,
    ALL_REFUSED,
    DELIVERING,
    GRANTED,
    ISSUING,
    NOT_ACCEPTED,
    PARTLY_GRANTED,
    RECEIVED,
    REFUSED,
    ActRefused,
)
from office.matters import edition
from office.words import words

Variables = Mapping[str, Any]


def receive(session: Session, engine: Engine, call: Call) -> Variables:
    """case.receive: 收件; the five days to tell what is missing start (行政许可法 §32)."""
    row, now = _row(session, call), engine.now()
    row.received_at, row.stage = row.received_at or now, RECEIVED
    day = clocks.today(row.received_at)
    clocks.start(session, row.id, clocks.NOTIFY, day, clocks.NOTIFY_DAYS)
    return {"on": day.isoformat()}


def accept(session: Session, engine: Engine, call: Call) -> Variables:
    """case.accept: 受理; promise and law are counted from the next working day."""
    row, now = _row(session, call), engine.now()
    row.accepted_at, row.stage = now, ACCEPTED
    clocks.stop(session, row.id, clocks.NOTIFY, now)
    day = clocks.today(now)
    start_clocks(session, row.id, edition(session, row.edition_id).document["limits"], day)
    session.flush()
    due = clocks.of_case(session, row.id)[clocks.PROMISED].due
    return {"on": day.isoformat(), "promised": due.day.isoformat()}


def refuse(session: Session, engine: Engine, call: Call) -> Variables:
    """case.refuse: 不予受理, with the reason of the formal review."""
    row, now = _row(session, call), engine.now()
    clocks.stop(session, row.id, clocks.NOTIFY, now)
    _conclude(session, row, NOT_ACCEPTED, DELIVERING, engine)
    return {"on": clocks.today(now).isoformat()}


def decide(session: Session, engine: Engine, call: Call) -> Variables:
    """case.decide: 准予 or 不予, as the person who decides has just said; the clock to issue starts (§44)."""
    row, now = _row(session, call), engine.now()
    found = values_of_rows(session, [row])[0]
    opinion = last_opinion(session, found)
    if opinion is None:
        raise ActRefused(words("没有人作出决定，不能记录决定。"))
    granted = opinion.outcome == "grant"
    for kind in (clocks.PROMISED, clocks.STATUTORY):
        clocks.stop(session, row.id, kind, now)
    _conclude(
        session, row, GRANTED if granted else REFUSED, ISSUING if granted else DELIVERING, engine
    )
    days = edition(session, row.edition_id).document["limits"].get("issue")
    if granted and days:
        clocks.start(session, row.id, clocks.ISSUE, clocks.today(now), days)
    return {"outcome": row.outcome, "on": clocks.today(now).isoformat()}


def close(session: Session, engine: Engine, call: Call) -> Variables:
    """case.close: 全部准予, 部分准予 or 不予, computed from the members that end with an outcome."""
    row, now = _row(session, call), engine.now()
    found = values_of_rows(session, [row])[0]
    outcomes = [one.outcome for one in members(session, found) if one.outcome is not None]
    granted = outcomes.count(GRANTED)
    if granted == len(outcomes):
        row.outcome = ALL_GRANTED
    else:
        row.outcome = PARTLY_GRANTED if granted else ALL_REFUSED
    row.stage, row.decided_at = DELIVERING, now
    for kind in (clocks.PROMISED, clocks.STATUTORY):
        clocks.stop(session, row.id, kind, now)
    session.flush()
    return {"outcome": row.outcome, "on": clocks.today(now).isoformat()}


def _row(session: Session, call: Call) -> CaseRow:
    return row_of_case(session, case_of_call(session, call).id)


def _conclude(session: Session, row: CaseRow, outcome: str, stage: str, engine: Engine) -> None:
    opinion = last_opinion(session, values_of_rows(session, [row])[0])
    row.outcome, row.stage, row.decided_at = outcome, stage, engine.now()
    row.reason = opinion.opinion if opinion else ""
    session.flush()
