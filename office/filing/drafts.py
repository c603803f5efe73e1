"""Drafts: opened after the guided questions, saved while filled in, filled in from sources."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import Engine
from office.accounts import Account, identity_of
from office.filing._rows import DraftChangeRow, DraftRow
from office.filing.attachments import attachments_of, copy_attachments
from office.filing.forms import (
    REGION_ANSWER,
    from_source,
    is_readonly,
    sources_of,
    tidy_value,
    tidy_values,
)
from office.filing.values import (
    APPLICATION,
    SUPPLEMENT,
    Clash,
    Draft,
    DraftClosed,
    Merged,
    Submission,
    UnknownDraft,
)
from office.matters import Edition, edition, field_values, needed

PENDING, KNOWN, MISSING = "pending", "known", "missing"
IDENTITY, REGISTRATION = "identity", "registration"
FETCH_REGISTRATION = "registration.fetch"


def open_draft(
    session: Session,
    engine: Engine,
    edition: Edition,
    account: Account,
    *,
    answers: Mapping[str, Any],
    region: str = "",
    now: datetime,
) -> Draft:
    """Open a draft for an application with the members that the answers need, and ask the sources."""
    proved = identity_of(session, account.id)
    place = str(answers.get(REGION_ANSWER) or region or account.region)
    row = _new_row(APPLICATION, edition.id, edition.code, account.id, now)
    row.region, row.answers, row.acting_for = place, dict(answers), proved.enterprise
    row.needed = in_order(edition, needed(session, engine, edition, answers, region=place).codes)
    session.add(row)
    session.flush()
    _fill(row, edition, field_values(edition, answers))
    sources = sources_of(edition.compiled, row.needed)
    if IDENTITY in sources:
        known = {"name": account.name, "id_number": proved.id_number, "mobile": proved.mobile}
        keep_fetched(session, row.id, IDENTITY, known, now=now)
    if REGISTRATION in sources and row.acting_for:
        _ask_registration(session, engine, row, now)
    return value_of_draft(session, row)


def act_for(
    session: Session, engine: Engine, draft_id: str, enterprise: str, *, now: datetime
) -> Draft:
    """Apply for another enterprise: what the register said of the one before goes, the register is asked anew."""
    row = _open_row(session, draft_id)
    if row.acting_for == enterprise:
        return value_of_draft(session, row)
    compiled = edition(session, row.edition_id).compiled
    told = row.fetched.get(REGISTRATION, {}).get("data", {})
    gone = from_source(compiled, row.needed, REGISTRATION, told)
    row.acting_for = enterprise
    row.disputed = [name for name in row.disputed if name not in gone]
    row.disputes = {name: said for name, said in row.disputes.items() if name not in gone}
    _put(row, {name: value for name, value in row.values.items() if name not in gone}, now)
    if REGISTRATION in sources_of(compiled, row.needed):
        _ask_registration(session, engine, row, now)
    return value_of_draft(session, row)


def dispute(session: Session, draft_id: str, field: str, *, now: datetime) -> Draft:
    """Call a fetched answer wrong (有误): it may be typed anew; what was fetched stays beside it."""
    row = _open_row(session, draft_id)
    standing = _standing(session, row)
    if field in standing:
        row.disputed = sorted({*row.disputed, field})
        row.disputes = {**row.disputes, field: {"was": standing[field], "reason": ""}}
        row.updated_at = now
        session.flush()
    return value_of_draft(session, row)


def agree(session: Session, draft_id: str, field: str, *, now: datetime) -> Draft:
    """Take a dispute back: the fetched answer stands again."""
    row = _open_row(session, draft_id)
    row.disputed = [name for name in row.disputed if name != field]
    row.disputes = {name: said for name, said in row.disputes.items() if name != field}
    _put(row, _tidied(session, row, row.values), now)
    session.flush()
    return value_of_draft(session, row)


def explain(session: Session, draft_id: str, reasons: Mapping[str, str], *, now: datetime) -> None:
    """Keep why fetched answers are wrong, by field."""
    row = _open_row(session, draft_id)
    row.disputes = {
        name: {**said, "reason": reasons.get(name, said["reason"]).strip()[:500]}
        for name, said in row.disputes.items()
    }
    row.updated_at = now
    session.flush()


def delete_draft(session: Session, draft_id: str, account: Account) -> None:
    """Throw an application away that was not submitted, with its files; raises UnknownDraft, DraftClosed."""
    row = session.get(DraftRow, draft_id, with_for_update=True, populate_existing=True)
    if row is None or row.account_id != account.id or row.purpose != APPLICATION:
        raise UnknownDraft(draft_id)
    if row.submitted_at is not None:
        raise DraftClosed
    session.delete(row)
    session.flush()


def open_supplement(
    session: Session, submission: Submission, account: Account, *, matter: str, now: datetime
) -> Draft:
    """Return the open supplement of a case, or open one that starts with what was handed in last."""
    kept = session.scalar(
        select(DraftRow)
        .where(
            DraftRow.case_id == submission.case_id,
            DraftRow.purpose == SUPPLEMENT,
            DraftRow.submitted_at.is_(None),
        )
        .limit(1)
    )
    if kept is not None:
        return value_of_draft(session, kept)
    row = _new_row(SUPPLEMENT, submission.edition_id, matter, account.id, now)
    row.case_id = submission.case_id
    row.region = submission.region
    row.answers, row.values = dict(submission.answers), dict(submission.values)
    row.needed, row.fetched = list(submission.needed), dict(submission.sources)
    row.disputed, row.disputes = sorted(submission.disputes), dict(submission.disputes)
    session.add(row)
    session.flush()
    copy_attachments(session, row.id, submission.attachments, now)
    return value_of_draft(session, row)


def save_draft(
    session: Session,
    draft_id: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
    disputed: Collection[str] | None = None,
) -> Draft:
    """Keep what is filled in so far, right or not; fetched read-only answers stand unless disputed."""
    row = _open_row(session, draft_id)
    compiled = edition(session, row.edition_id).compiled
    if disputed is not None:
        row.disputed = sorted(set(disputed) & {field.name for field in compiled.fields})
    _put(row, _tidied(session, row, values), now)
    session.flush()
    return value_of_draft(session, row)


def merge_draft(
    session: Session,
    draft_id: str,
    typed: Mapping[str, Any],
    *,
    revision: int | None,
    now: datetime,
    whole: bool = True,
) -> Merged:
    """Keep what was typed on a page that showed `revision`; what another device changed since is not overwritten.

    typed holds values by field, None or absent for emptied ones; with `whole` every field of the form counts,
    else those in it. A field changed here and there alike is a clash: what is kept stays, and the page is told.
    """
    row = _open_row(session, draft_id)
    compiled = edition(session, row.edition_id).compiled
    since = _changed_since(row, revision)
    values, clashes = dict(row.values), []
    names = [one.name for one in compiled.asked(row.needed) if whole or one.name in typed]
    for name in names:
        mine = tidy_value(compiled, row.needed, name, typed.get(name))
        kept = row.values.get(name)
        before = since[name].before if name in since else kept
        if mine in (kept, before):
            continue
        if name in since and kept != before:
            clashes.append(Clash(name, mine, kept, since[name].at))
        else:
            values[name] = mine
    _put(row, _tidied(session, row, values), now)
    session.flush()
    return Merged(value_of_draft(session, row), tuple(clashes), tuple(since))


def change_answers(
    session: Session,
    engine: Engine,
    draft_id: str,
    answers: Mapping[str, Any],
    *,
    now: datetime,
) -> Draft:
    """Answer the questions again: the form shows what is needed now, what was filled in stays."""
    row = _open_row(session, draft_id)
    found = edition(session, row.edition_id)
    row.region = str(answers.get(REGION_ANSWER) or row.region)
    row.answers, row.updated_at = dict(answers), now
    row.needed = in_order(found, needed(session, engine, found, answers, region=row.region).codes)
    _fill(row, found, field_values(found, answers))
    session.flush()
    return value_of_draft(session, row)


def show_needed(session: Session, draft_id: str, codes: Collection[str], now: datetime) -> None:
    """Show other members as needed from now on; what was filled in stays."""
    row = _open_row(session, draft_id)
    row.needed = in_order(edition(session, row.edition_id), codes)
    row.updated_at = now
    session.flush()


def await_source(session: Session, draft_id: str, source: str, *, now: datetime) -> Draft:
    """Note that a source has been asked (正在获取)."""
    row = _open_row(session, draft_id)
    row.fetched = {**row.fetched, source: {"state": PENDING, "data": {}, "at": now.isoformat()}}
    session.flush()
    return value_of_draft(session, row)


def keep_fetched(
    session: Session, draft_id: str, source: str, data: Mapping[str, Any] | None, *, now: datetime
) -> Draft:
    """Keep what a source answered (None: it knows nothing) and fill its fields in.

    An answer that comes after submission is dropped: the submission is what was handed in.
    """
    row = session.get(DraftRow, draft_id, with_for_update=True)
    if row is None:
        raise UnknownDraft(draft_id)
    if row.submitted_at is not None:
        return value_of_draft(session, row)
    state = KNOWN if data else MISSING
    row.fetched = {
        **row.fetched,
        source: {"state": state, "data": dict(data or {}), "at": now.isoformat()},
    }
    compiled = edition(session, row.edition_id).compiled
    first = from_source(compiled, row.needed, source, data or {})
    _put(row, _tidied(session, row, {**first, **row.values}), row.updated_at, at=now)
    session.flush()
    return value_of_draft(session, row)


def draft(session: Session, draft_id: str, account: Account | None = None) -> Draft:
    """Return a draft, of this account where one is given; raises UnknownDraft."""
    row = session.get(DraftRow, draft_id)
    if row is None or (account is not None and row.account_id != account.id):
        raise UnknownDraft(draft_id)
    return value_of_draft(session, row)


def drafts_of(session: Session, account: Account) -> list[Draft]:
    """Return the applications that the account has begun and not submitted, the latest first."""
    rows = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.account_id == account.id,
            DraftRow.purpose == APPLICATION,
            DraftRow.submitted_at.is_(None),
        )
        .order_by(DraftRow.updated_at.desc())
    )
    return [value_of_draft(session, row) for row in rows]


def lock_draft(session: Session, draft_id: str, account: Account) -> Draft:
    """Return a draft, locked until the transaction ends, submitted or not; raises UnknownDraft."""
    row = session.get(DraftRow, draft_id, with_for_update=True, populate_existing=True)
    if row is None or row.account_id != account.id:
        raise UnknownDraft(draft_id)
    return value_of_draft(session, row)


def close_draft(session: Session, draft_id: str, case_id: str, now: datetime) -> None:
    """Note that the draft became (part of) a case; it cannot be changed any more."""
    row = _open_row(session, draft_id)
    row.case_id, row.submitted_at = case_id, now
    row.changes.clear()  # what was typed in between is nobody's business any more
    session.flush()


def value_of_draft(session: Session, row: DraftRow) -> Draft:
    return Draft(
        id=row.id,
        purpose=row.purpose,
        edition_id=row.edition_id,
        matter=row.matter,
        account_id=row.account_id,
        case_id=row.case_id,
        region=row.region,
        answers=row.answers,
        values=row.values,
        needed=tuple(row.needed),
        fetched=row.fetched,
        disputed=tuple(row.disputed),
        attachments=attachments_of(session, row.id),
        updated_at=row.updated_at,
        submitted_at=row.submitted_at,
        disputes=row.disputes,
        acting_for=row.acting_for,
        revision=row.revision,
    )


def _new_row(
    purpose: str, edition_id: str, matter: str, account_id: str, now: datetime
) -> DraftRow:
    return DraftRow(
        id=str(uuid.uuid4()),
        purpose=purpose,
        edition_id=edition_id,
        matter=matter,
        account_id=account_id,
        case_id=None,
        region="",
        answers={},
        values={},
        needed=[],
        fetched={},
        disputed=[],
        disputes={},
        acting_for="",
        revision=0,
        created_at=now,
        updated_at=now,
        submitted_at=None,
    )


def _open_row(session: Session, draft_id: str) -> DraftRow:
    row = session.get(DraftRow, draft_id, with_for_update=True)
    if row is None:
        raise UnknownDraft(draft_id)
    if row.submitted_at is not None:
        raise DraftClosed
    return row


def _standing(session: Session, row: DraftRow) -> dict[str, Any]:
    """The read-only answers of all sources that the applicant does not dispute."""
    compiled = edition(session, row.edition_id).compiled
    readonly = {field.name for field in compiled.fields if is_readonly(field)} - set(row.disputed)
    return {
        name: value
        for source, answer in row.fetched.items()
        for name, value in from_source(compiled, row.needed, source, answer["data"]).items()
        if name in readonly
    }


def in_order(found: Edition, codes: Collection[str]) -> list[str]:
    """Return the codes of members as the diagram orders them."""
    return [code for code in found.compiled.codes if code in codes]


def _fill(row: DraftRow, found: Edition, said: Mapping[str, Any]) -> None:
    _put(row, tidy_values(found.compiled, row.needed, {**row.values, **said}), row.updated_at)


def _tidied(session: Session, row: DraftRow, values: Mapping[str, Any]) -> dict[str, Any]:
    compiled = edition(session, row.edition_id).compiled
    return tidy_values(compiled, row.needed, {**values, **_standing(session, row)})


def _put(
    row: DraftRow, values: dict[str, Any], updated: datetime, *, at: datetime | None = None
) -> None:
    """Let the values stand and note what each changed field held before, as one revision."""
    before = row.values
    changed = [name for name in {**before, **values} if before.get(name) != values.get(name)]
    row.updated_at = updated
    if not changed:
        return
    row.revision += 1
    row.values = values
    for name in changed:
        row.changes.append(
            DraftChangeRow(
                field=name, revision=row.revision, before=before.get(name), at=at or updated
            )
        )


def _changed_since(row: DraftRow, revision: int | None) -> dict[str, DraftChangeRow]:
    """The first change of each field after a revision: it holds what the page of that revision showed."""
    found: dict[str, DraftChangeRow] = {}
    if revision is None:
        return found
    for one in sorted(row.changes, key=lambda one: one.revision):
        if one.revision > revision:
            found.setdefault(one.field, one)
    return found


def _ask_registration(session: Session, engine: Engine, row: DraftRow, now: datetime) -> None:
    await_source(session, row.id, REGISTRATION, now=now)
    engine.enqueue(
        session,
        FETCH_REGISTRATION,
        {"draft": row.id, "code": row.acting_for},
        key=f"{FETCH_REGISTRATION}:{row.id}:{row.acting_for}:{row.revision}",
    )
