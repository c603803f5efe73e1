"""A bulk job's next task: done in the transaction that keeps its result, so a killed worker repeats nothing."""

import logging
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import Engine, EngineError, Job
from office import accounts, cases, worklist
from office.cases import ActRefused
from office.words import words
from office.worklist import NotAllowed, UnknownItem

PATIENCE = 3  # tries of one task whose failure nobody foresaw, before the job goes on without it
_log = logging.getLogger(__name__)


def prepare_bulk(session: Session, engine: Engine, job: Job) -> None:
    """Nothing to ask of an authority."""


def nothing(port: None, request: None, request_id: str) -> None:
    """No authority takes part."""


def record_bulk(session: Session, engine: Engine, job: Job, reply: None) -> dict[str, Any]:
    """Do one task of a bulk job, keep the result, hand on the next."""
    bulk_id, position = str(job.payload["bulk"]), int(job.payload["position"])
    item = worklist.lock_bulk_item(session, bulk_id, position)
    if item is None:
        return {}
    now = engine.host.now()
    outcome, reason = worklist.DONE_ITEM, None
    try:
        with session.begin_nested():
            _act(session, engine, worklist.bulk(session, bulk_id), item.item_id, now)
    except (NotAllowed, ActRefused) as refused:
        outcome, reason = worklist.LEFT, refused.reason
    except UnknownItem:
        outcome, reason = worklist.LEFT, words("没有这个任务。")
    except (EngineError, DBAPIError):
        if job.attempts < PATIENCE:
            raise
        _log.exception("bulk.item-failed", extra={"job": job.id, "verb": job.verb})
        outcome, reason = worklist.LEFT, words("系统出错，没有办理；请单独打开这一件。")
    worklist.keep_result(session, engine, bulk_id, position, outcome, reason, now)
    return {}


def _act(session: Session, engine: Engine, bulk: worklist.Bulk, item_id: str, now: Any) -> None:
    account = accounts.account(session, bulk.account_id)
    if not account.active:
        raise NotAllowed(words("发起批量办理的账号已停用。"))
    if bulk.act == "claim":
        worklist.claim(session, item_id, account, now)
    elif bulk.act == "release":
        worklist.release(session, item_id, account, now)
    else:
        item = worklist.item(session, item_id)
        # Whoever accepts many has confirmed the review points of every one, and is on record for it.
        points = cases.review_points(session, item) if bulk.act == "accept" else ()
        cases.act(
            session,
            engine,
            item_id,
            account,
            bulk.act,
            points=[point.id for point in points],
            now=now,
        )
