"""核实: after acceptance a question to the applicant; no clock stops and no task ends for it.

It changes neither the instance nor the case, so the task's own row is locked, not the whole case.
"""

import uuid
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from office import audit, worklist
from office.accounts import Account
from office.cases._rows import ClarificationRow
from office.cases.lookup import row_of_case
from office.cases.values import ActRefused, Clarification
from office.words import words
from office.worklist import NotAllowed


def clarify(
    session: Session,
    item_id: str,
    account: Account,
    question: str,
    *,
    now: datetime,
) -> Clarification:
    """Ask the applicant; raises NotAllowed, ActRefused."""
    item = worklist.lock(session, item_id)
    worklist.may_act(session, account, item)
    if row_of_case(session, item.case_id).accepted_at is None:
        raise ActRefused(words("受理以前请用一次性告知补正；核实在受理以后进行。"), "question")
    if not question.strip():
        raise ActRefused(words("请写明需要核实的问题。"), "question")
    row = ClarificationRow(
        id=str(uuid.uuid4()),
        case_id=item.case_id,
        root_id=item.root_id,
        task_id=item.task_id,
        asked_by=account.id,
        question=question.strip(),
        asked_at=now,
        answer=None,
        answered_at=None,
    )
    session.add(row)
    audit.record(
        session, actor=account.id, verb="case.clarify", subject=row.id, case=item.case_id, now=now
    )
    return _value(row)


def answer_clarification(
    session: Session,
    clarification_id: str,
    account: Account,
    answer: str,
    *,
    now: datetime,
) -> Clarification:
    """Keep the applicant's answer, once; raises NotAllowed, ActRefused."""
    row = session.get(
        ClarificationRow, clarification_id, with_for_update=True, populate_existing=True
    )
    if row is None:
        raise NotAllowed(words("没有这个核实问题。"))
    if row_of_case(session, row.root_id).applicant_id != account.id:
        raise NotAllowed(words("只有申请人可以回答。"))
    if row.answered_at is not None:
        raise ActRefused(words("这个问题已经回答过了。"), "answer")
    if not answer.strip():
        raise ActRefused(words("请填写回答。"), "answer")
    row.answer, row.answered_at = answer.strip(), now
    audit.record(
        session,
        actor=account.id,
        verb="case.answer-clarification",
        subject=row.id,
        case=row.case_id,
        now=now,
    )
    return _value(row)


def clarifications(session: Session, case_id: str) -> list[Clarification]:
    """Return the questions asked in a case, the oldest first; of a root case those of its members too."""
    rows = session.scalars(
        select(ClarificationRow)
        .where(or_(ClarificationRow.case_id == case_id, ClarificationRow.root_id == case_id))
        .order_by(ClarificationRow.asked_at, ClarificationRow.id)
    )
    return [_value(row) for row in rows]


def _value(row: ClarificationRow) -> Clarification:
    return Clarification(
        id=row.id,
        case_id=row.case_id,
        root_id=row.root_id,
        task_id=row.task_id,
        asked_by=row.asked_by,
        question=row.question,
        asked_at=row.asked_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )
