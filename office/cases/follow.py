"""What an instance's advance means for us: member cases, tasks in inboxes, ends."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Advance, Called, Engine, Returned, Wait
from office import clocks, worklist
from office.accounts import WINDOW, group
from office.cases._rows import CaseRow
from office.cases.facts import facts
from office.cases.lookup import nearest_organ, organ_of, row_of_scopes, rows_of_family
from office.cases.numbers import next_number
from office.cases.values import ACCEPTED, CLOSED, GRANTED, NOT_ACCEPTED, PARALLEL, REFUSED
from office.clocks import NOTIFY, PROMISED, Due
from office.matters import Member, edition, in_calendar_days

APPLICANT_LANE = "申请人"
CLOCKS = (clocks.NOTIFY, clocks.PROMISED, clocks.STATUTORY, clocks.ISSUE)


def follow(session: Session, engine: Engine, advance: Advance) -> None:
    """Write what one run opened and closed; called by the engine inside its transaction.

    An instance whose business key is no case is none of our business.
    """
    root = session.scalar(select(CaseRow).where(CaseRow.id == advance.business_key))
    if root is None:
        return
    now = engine.now()
    root.instance_id = advance.instance_id
    for closed in advance.closed:
        worklist.close_item(
            session,
            advance.instance_id,
            closed.task_id,
            completed=closed.outcome == "completed",
            now=now,
        )
    # In one order everywhere: two cases that open members at once take the numbers without deadlock.
    for called in sorted(advance.called, key=lambda one: one.process_id):
        _open_member(session, root, called, now)
    rows = rows_of_family(session, root.id)
    for wait in advance.opened:
        if wait.kind == "user":
            _open_task(session, rows, wait, now)
    for returned in advance.returned:
        _close_member(session, rows, returned, now)
    if advance.ended:
        _close(session, root, now)


def start_clocks(session: Session, case_id: str, limits: Mapping[str, Any], accepted: date) -> None:
    """Start the clocks that run from acceptance: the promise and the law."""
    clocks.start(session, case_id, clocks.PROMISED, accepted, limits["promised"])
    clocks.start(
        session,
        case_id,
        clocks.STATUTORY,
        accepted,
        limits["statutory"],
        calendar_days=in_calendar_days(limits),
    )


def _open_member(session: Session, root: CaseRow, called: Called, now: datetime) -> None:
    member = _member_of(session, root, called)
    if member is None:
        return
    found = edition(session, member.edition_id)
    organ = organ_of(session, found.document, root.region)
    row = CaseRow(
        id=str(uuid.uuid4()),
        number=next_number(session, organ, found.document["basic_code"], clocks.today(now)),
        root_id=root.id,
        parent_id=root.id,
        draft_id=None,
        edition_id=found.id,
        matter=found.code,
        title=found.name_zh,
        kind=found.kind,
        instance_id=root.instance_id,
        call_task_id=called.task_id,
        element=called.element,
        region=root.region,
        organ_code=organ.code,
        applicant_id=root.applicant_id,
        applicant_name=root.applicant_name,
        applicant_code=root.applicant_code,
        stage=ACCEPTED,
        outcome=None,
        reason="",
        submitted_at=root.submitted_at,
        received_at=root.received_at,
        accepted_at=root.accepted_at or now,
        decided_at=None,
        closed_at=None,
    )
    root.stage = PARALLEL
    session.add(row)
    session.flush()
    start_clocks(session, row.id, found.document["limits"], clocks.today(root.accepted_at or now))


def _member_of(session: Session, root: CaseRow, called: Called) -> Member | None:
    """The member that a call activity of the one-thing's own diagram starts; blocks are none."""
    if root.kind == "matter" or called.scopes:
        return None
    return next(
        (
            member
            for member in edition(session, root.edition_id).compiled.members
            if member.process_id == called.process_id
        ),
        None,
    )


def _open_task(session: Session, rows: Sequence[CaseRow], wait: Wait, now: datetime) -> None:
    case, root = row_of_scopes(rows, wait.scopes), rows[0]
    lane = wait.properties.get("candidates") or wait.lane or ""
    step = wait.properties.get("step") or wait.name
    applicant = lane == APPLICANT_LANE
    organ = None
    if applicant:
        clocks.stop(session, case.id, NOTIFY, now)
    else:
        organ = _organ_of_task(session, case, lane, wait.properties.get("department"))
    due, total = (None, 0) if applicant else _due(session, case, wait)
    case.stage = step
    worklist.open_item(
        session,
        worklist.NewItem(
            instance_id=wait.instance_id,
            task_id=wait.task_id,
            case_id=case.id,
            root_id=root.id,
            case_number=case.number,
            matter=case.matter,
            title=case.title,
            applicant_name=case.applicant_name,
            element=wait.element,
            step=step,
            name=wait.name,
            form=wait.properties.get("form") or "view",
            lane=lane,
            region=case.region,
            outcomes=_listed(wait.properties.get("outcomes")),
            barred=_listed(wait.properties.get("not")),
            points=wait.properties.get("points") or "",
            organ_code=organ,
            group=group(organ, lane) if organ else None,
            account_id=root.applicant_id if applicant else None,
            due=due,
            total_days=total,
            facts=facts(session, case, root),
        ),
        now,
    )


def _organ_of_task(session: Session, case: CaseRow, lane: str, department: str | None) -> str:
    """The service centre's window, the department that the task names, else the case's own organ."""
    if lane == WINDOW:
        return nearest_organ(session, "service", case.region, case.organ_code)
    if department:
        return nearest_organ(session, department, case.region, case.organ_code)
    return case.organ_code


def _due(session: Session, case: CaseRow, wait: Wait) -> tuple[Due | None, int]:
    """The day drawn at the task; else the running legal clock: to notify before acceptance, the promise after."""
    running = clocks.of_case(session, case.id)
    clock = running.get(NOTIFY if case.accepted_at is None else PROMISED)
    total = clock.days if clock else 0
    drawn = wait.properties.get("due")
    if drawn:
        day = date.fromisoformat(drawn[:10])
        return Due(day, provisional=not clocks.is_known(day)), total
    return (clock.due, total) if clock else (None, 0)


def _close_member(
    session: Session, rows: Sequence[CaseRow], returned: Returned, now: datetime
) -> None:
    row = next((one for one in rows if one.call_task_id == returned.task_id), None)
    if row is None:
        return
    said = [
        value for value in returned.outputs.values() if value in {GRANTED, REFUSED, NOT_ACCEPTED}
    ]
    if row.outcome is None and said and edition(session, row.edition_id).document.get("outcome"):
        row.outcome = str(said[0])
    _close(session, row, now)


def _close(session: Session, row: CaseRow, now: datetime) -> None:
    row.stage, row.closed_at = CLOSED, now
    for kind in CLOCKS:
        clocks.stop(session, row.id, kind, now)
    session.flush()


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
