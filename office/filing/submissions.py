"""Submissions: what was handed in, kept as it was, a new version with every supplement."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from office.filing._rows import SubmissionRow
from office.filing.values import Attachment, Draft, Submission


class NoSubmission(LookupError):
    """这个办件没有申请材料。"""


def keep_submission(
    session: Session,
    case_id: str,
    draft: Draft,
    region: str,
    now: datetime,
    authority: Mapping[str, Any] | None = None,
) -> Submission:
    """Keep a draft as the case's next version, with what the applicant was shown and in whose name it came."""
    version = _versions(session, case_id) + 1
    row = SubmissionRow(
        id=str(uuid.uuid4()),
        case_id=case_id,
        version=version,
        edition_id=draft.edition_id,
        account_id=draft.account_id,
        answers=dict(draft.answers),
        values=dict(draft.values),
        region=region,
        needed=list(draft.needed),
        sources=dict(draft.fetched),
        attachments=[asdict(one) for one in draft.attachments],
        disputes=dict(draft.disputes),
        authority=dict(authority or {}),
        at=now,
    )
    session.add(row)
    session.flush()
    return _submission(row, version)


def submission(session: Session, case_id: str, version: int | None = None) -> Submission:
    """Return a version of what was handed in, by default the latest; case_id is the root case's.

    Raises NoSubmission.
    """
    versions = _versions(session, case_id)
    row = session.scalar(
        select(SubmissionRow).where(
            SubmissionRow.case_id == case_id, SubmissionRow.version == (version or versions)
        )
    )
    if row is None:
        raise NoSubmission(case_id)
    return _submission(row, versions)


def _versions(session: Session, case_id: str) -> int:
    query = select(func.max(SubmissionRow.version)).where(SubmissionRow.case_id == case_id)
    return session.scalar(query) or 0


def _submission(row: SubmissionRow, versions: int) -> Submission:
    return Submission(
        id=row.id,
        case_id=row.case_id,
        version=row.version,
        edition_id=row.edition_id,
        account_id=row.account_id,
        region=row.region,
        answers=row.answers,
        values=row.values,
        needed=tuple(row.needed),
        sources=row.sources,
        attachments=tuple(Attachment(**one) for one in row.attachments),
        at=row.at,
        versions=versions,
        disputes=row.disputes,
        authority=row.authority,
    )
