"""Who else is at work on a draft now: told by what they changed last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office import accounts
from office.studio._rows import DraftStepRow
from office.studio.drafts import Draft
from office.words import Words, words

_AT_WORK = timedelta(minutes=30)
_PARTS = {
    "processes/matter.yaml": words("概要"),
    "processes/process.bpmn": words("流程图"),
    "forms/form.json": words("表单"),
    "forms/questions.json": words("问题"),
    "forms/result.json": words("结果文书"),
}


@dataclass(frozen=True)
class Presence:
    """Somebody who changed the draft lately; `part` names the file in the analyst's words."""

    name: str
    part: Words
    minutes: int
    at: datetime


def present(session: Session, draft: Draft, *, but: str, now: datetime) -> tuple[Presence, ...]:
    """Return everybody else who changed the draft within the last half hour, with the last thing they changed."""
    rows = session.execute(
        select(DraftStepRow.changed_by, DraftStepRow.path, DraftStepRow.changed_at)
        .where(
            DraftStepRow.draft_id == draft.id,
            DraftStepRow.changed_at > now - _AT_WORK,
            DraftStepRow.changed_by != but,
        )
        .order_by(DraftStepRow.changed_at.desc())
    )
    found: dict[str, Presence] = {}
    for who, path, at in rows:
        if who not in found:
            minutes = int((now - at).total_seconds() // 60)
            found[who] = Presence(name_of(session, who), part_of(path), minutes, at)
    return tuple(found.values())


def worked_on(session: Session, draft_id: str) -> tuple[tuple[str, datetime], ...]:
    """Return who has changed a draft, each with their last change, the latest first."""
    last = func.max(DraftStepRow.changed_at)
    rows = session.execute(
        select(DraftStepRow.changed_by, last)
        .where(DraftStepRow.draft_id == draft_id)
        .group_by(DraftStepRow.changed_by)
        .order_by(last.desc())
    )
    return tuple((name_of(session, who), at) for who, at in rows)


def part_of(path: str) -> Words:
    """Return what analysts call a file of a draft."""
    if path in _PARTS:
        return _PARTS[path]
    if path.endswith(".dmn"):
        return words("决策")
    if path.startswith("processes/tests/"):
        return words("决策的测试行")
    if path.startswith("processes/scenarios/"):
        return words("试运行情景")
    return words("文件 {path}", path=path.rsplit("/", 1)[-1])


def name_of(session: Session, account_id: str) -> str:
    """Return a colleague's name; an account that is gone has none."""
    try:
        return accounts.account(session, account_id).name
    except LookupError:
        return "—"
