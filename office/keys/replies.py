"""The same request twice has one effect: replies are kept for a day under the name that the program gave."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.keys._rows import ApiReplyRow
from office.keys.values import Reply, ReplyMismatch

KEPT = timedelta(hours=24)
STARTED = 0  # the status of a request that this very transaction is working on


def digest_of(operation: str, request: Any) -> str:
    """Return the digest of a request: what is asked for, and its JSON whatever the order of its names."""
    text = json.dumps([operation, request], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def claim_reply(
    session: Session, key_id: str, name: str, digest: str, now: datetime
) -> Reply | None:
    """Take a name for a request; return what was answered before to the same one, None to the first.

    A second request under a name waits here until the first has ended. Raises ReplyMismatch.
    """
    session.execute(
        delete(ApiReplyRow).where(
            ApiReplyRow.key_id == key_id, ApiReplyRow.name == name, ApiReplyRow.at <= now - KEPT
        )
    )
    taken = session.execute(
        insert(ApiReplyRow)
        .values(key_id=key_id, name=name, digest=digest, status=STARTED, reply={}, at=now)
        .on_conflict_do_nothing()
        .returning(ApiReplyRow.name)
    ).scalar()
    if taken is not None:
        return None
    row = session.scalars(
        select(ApiReplyRow)
        .where(ApiReplyRow.key_id == key_id, ApiReplyRow.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:  # forgotten between the two statements
        return claim_reply(session, key_id, name, digest, now)
    if row.digest != digest:
        raise ReplyMismatch
    return Reply(row.status, row.reply)


def keep_reply(
    session: Session, key_id: str, name: str, status: int, reply: Mapping[str, Any]
) -> None:
    """Keep what is answered, for when the request comes again."""
    row = session.get(ApiReplyRow, (key_id, name), populate_existing=True)
    if row is not None:
        row.status, row.reply = status, dict(reply)
        session.flush()


def forget_reply(session: Session, key_id: str, name: str) -> None:
    """Forget a request that came to nothing: it may be put right and sent again."""
    session.execute(
        delete(ApiReplyRow).where(ApiReplyRow.key_id == key_id, ApiReplyRow.name == name)
    )


def forget_replies(session: Session, now: datetime) -> None:
    """Delete what nobody asks for again."""
    session.execute(delete(ApiReplyRow).where(ApiReplyRow.at <= now - KEPT))
