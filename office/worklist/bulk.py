"""One act on many tasks: a row a task, done one after the other by workers, each result kept with its reason."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import Engine
from office.accounts import Account
from office.audit import record
from office.words import Words, words
from office.worklist._rows import BulkItemRow, BulkJobRow
from office.worklist.values import NotAllowed

BULK = "worklist.bulk"
MOST_ITEMS = 500
ACTS = ("claim", "release", "accept", "agree")
WAITING, DONE_ITEM, LEFT = "", "done", "left"


class UnknownBulk(LookupError):
    """没有这个批量任务。"""


@dataclass(frozen=True)
class BulkItem:
    """One task of a bulk job: outcome "" (not yet), "done" or "left" with the reason."""

    position: int
    item_id: str
    outcome: str
    reason: Words | None


@dataclass(frozen=True)
class Bulk:
    """A bulk job with how far it is."""

    id: str
    account_id: str
    act: str
    total: int
    done: int
    left: int
    created_at: datetime
    finished_at: datetime | None

    @property
    def tried(self) -> int:
        return self.done + self.left


def start_bulk(
    session: Session,
    engine: Engine,
    account: Account,
    act: str,
    item_ids: Sequence[str],
    now: datetime,
) -> str:
    """Write a bulk job down and return its id; workers do it task by task. Raises NotAllowed."""
    chosen = list(dict.fromkeys(item_ids))
    if act not in ACTS:
        raise NotAllowed(words("这个操作不能批量办理。"))
    if not chosen:
        raise NotAllowed(words("请先选择任务。"))
    if len(chosen) > MOST_ITEMS:
        raise NotAllowed(words("一次最多批量办理 {n} 件。", n=MOST_ITEMS))
    job_id = str(uuid.uuid4())
    session.add(
        BulkJobRow(
            id=job_id,
            account_id=account.id,
            act=act,
            total=len(chosen),
            created_at=now,
            finished_at=None,
        )
    )
    session.flush()
    session.add_all(
        BulkItemRow(
            job_id=job_id, position=place, item_id=one, outcome=WAITING, reason=None, at=None
        )
        for place, one in enumerate(chosen)
    )
    session.flush()
    record(
        session,
        actor=account.id,
        verb=BULK,
        subject=job_id,
        data={"act": act, "total": len(chosen)},
        now=now,
    )
    engine.enqueue(session, BULK, {"bulk": job_id, "position": 0}, key=f"{BULK}:{job_id}:0")
    return job_id


def bulk(session: Session, bulk_id: str) -> Bulk:
    """Return a bulk job; raises UnknownBulk."""
    row = session.get(BulkJobRow, bulk_id, populate_existing=True)
    if row is None:
        raise UnknownBulk(bulk_id)
    tried = dict(
        session.execute(
            select(BulkItemRow.outcome, func.count())
            .where(BulkItemRow.job_id == bulk_id)
            .group_by(BulkItemRow.outcome)
        ).all()
    )
    return Bulk(
        row.id,
        row.account_id,
        row.act,
        row.total,
        tried.get(DONE_ITEM, 0),
        tried.get(LEFT, 0),
        row.created_at,
        row.finished_at,
    )


def bulk_items(session: Session, bulk_id: str) -> list[BulkItem]:
    """Return every task of a bulk job with its result."""
    rows = session.scalars(
        select(BulkItemRow).where(BulkItemRow.job_id == bulk_id).order_by(BulkItemRow.position)
    )
    return [BulkItem(row.position, row.item_id, row.outcome, _said(row.reason)) for row in rows]


def lock_bulk_item(session: Session, bulk_id: str, position: int) -> BulkItem | None:
    """Return one task of a bulk job, locked, while nobody has come to it; else None."""
    row = _locked(session, bulk_id, position)
    if row is None or row.outcome != WAITING:
        return None
    return BulkItem(row.position, row.item_id, row.outcome, None)


def keep_result(
    session: Session,
    engine: Engine,
    bulk_id: str,
    position: int,
    outcome: str,
    reason: str | None,
    now: datetime,
) -> None:
    """Keep the result of one task and hand the next to the workers; after the last, close the job."""
    row = _locked(session, bulk_id, position)
    assert row is not None
    row.outcome, row.at = outcome, now
    row.reason = None if reason is None else _kept(reason)
    following = position + 1
    job = session.get(BulkJobRow, bulk_id)
    assert job is not None
    if following < job.total:
        engine.enqueue(
            session,
            BULK,
            {"bulk": bulk_id, "position": following},
            key=f"{BULK}:{bulk_id}:{following}",
        )
    else:
        job.finished_at = now
    session.flush()


def _locked(session: Session, bulk_id: str, position: int) -> BulkItemRow | None:
    return session.scalar(
        select(BulkItemRow)
        .where(BulkItemRow.job_id == bulk_id, BulkItemRow.position == position)
        .with_for_update()
    )


def _kept(reason: str) -> dict[str, Any]:
    if isinstance(reason, Words):
        values = {
            name: _kept(one) if isinstance(one, Words) else one
            for name, one in reason.values.items()
        }
        return {"template": reason.template, "values": values}
    return {"template": reason, "values": {}}


def _said(kept: dict[str, Any] | None) -> Words | None:
    """A kept sentence, so that the page can say it in the reader's language."""
    if kept is None:
        return None
    values = {
        name: _said(one) if isinstance(one, dict) else one for name, one in kept["values"].items()
    }
    template: str = kept["template"]  # by a name: what stands within words(…) is collected
    return words(template, **values)
