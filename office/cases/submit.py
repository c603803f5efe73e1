"""From a draft to a running case, once a draft."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import Engine
from office import audit, clocks, filing
from office.accounts import Account, identity_of
from office.cases._rows import CaseRow
from office.cases.lookup import case, organ_of
from office.cases.numbers import next_number
from office.cases.values import SUBMITTED, Case
from office.filing import Draft
from office.matters import Edition, UnknownMatter, edition, needed

DRAW_COMMITMENT = "commitment.draw"


def submit(
    session: Session, engine: Engine, draft_id: str, account: Account, now: datetime
) -> Case:
    """Make a case of a draft and start its process; the same draft gives the same case.

    Raises filing.NeedsChanged (the draft shows what is needed from now on), filing.Invalid,
    filing.UnknownDraft.
    """
    draft = filing.lock_draft(session, draft_id, account)
    if draft.submitted_at is not None:
        return case(session, str(draft.case_id))
    found = edition(session, draft.edition_id)
    region = filing.region_of(found.compiled, draft.answers, draft.values, draft.region)
    _ensure_as_shown(session, engine, found, draft, region, now)
    problems = filing.problems_of(session, engine, draft, today=clocks.today(now))
    if problems:
        raise filing.Invalid(problems)
    row = _new_row(session, found, draft, account, region, now)
    authority = filing.authority_of(session, draft, clocks.today(now))
    filing.keep_submission(session, row.id, draft, region, now, authority.to_json())
    filing.close_draft(session, draft.id, row.id, now)
    audit.record(
        session,
        actor=account.id,
        verb="case.submit",
        subject=row.number,
        case=row.id,
        data={
            "as": authority.kind,
            "enterprise": authority.enterprise,
            "way": authority.way,
            "authorisation": authority.authorisation,
        },
        now=now,
    )
    for matter in filing.signed_for(session, row.id):
        engine.enqueue(
            session,
            DRAW_COMMITMENT,
            {"case": row.id, "matter": matter},
            key=f"{DRAW_COMMITMENT}:{row.id}:{matter}",
        )
    instance = engine.start(
        session,
        found.process_id,
        variables=variables_for(_reads(session, engine, found), draft, region),
        business_key=row.id,
        definition_id=found.definition_id,
        actor=account.id,
    )
    row.instance_id = instance.id
    session.flush()
    return case(session, row.id)


def variables_for(reads: Collection[str], draft: Draft, region: str) -> Mapping[str, Any]:
    """Return what the definition reads of a case, and nothing else; reads are paths ("fields.area")."""
    roots = {path.split(".")[0] for path in reads}
    fields = {path.split(".")[1] for path in reads if path.startswith("fields.")}
    variables: dict[str, Any] = {
        "accepted": False,
        "answers": dict(draft.answers),
        "region": region,
        "fields": {name: draft.values.get(name) for name in sorted(fields)},
    }
    return {name: value for name, value in variables.items() if name in roots}


def _reads(session: Session, engine: Engine, found: Edition) -> Collection[str]:
    if found.definition_id is None:
        raise UnknownMatter(found.code)
    return engine.deployment(session, found.definition_id).reads


def _ensure_as_shown(
    session: Session, engine: Engine, found: Edition, draft: Draft, region: str, now: datetime
) -> None:
    """Which members a case needs is decided once, here; the applicant must have seen the same."""
    codes = needed(session, engine, found, draft.answers, region=region).codes
    if set(codes) != set(draft.needed):
        filing.show_needed(session, draft.id, codes, now)
        raise filing.NeedsChanged(tuple(codes))


def _new_row(
    session: Session, found: Edition, draft: Draft, account: Account, region: str, now: datetime
) -> CaseRow:
    organ = organ_of(session, found.document, region)
    case_id = str(uuid.uuid4())
    name = filing.value_of(found.compiled, draft.values, "entity.name")
    code = filing.value_of(found.compiled, draft.values, "entity.uscc")
    row = CaseRow(
        id=case_id,
        number=next_number(session, organ, found.document["basic_code"], clocks.today(now)),
        root_id=case_id,
        parent_id=None,
        draft_id=draft.id,
        edition_id=found.id,
        matter=found.code,
        title=found.name_zh,
        kind=found.kind,
        instance_id=None,
        call_task_id=None,
        element=None,
        region=region,
        organ_code=organ.code,
        applicant_id=account.id,
        applicant_name=str(name or account.name),
        applicant_code=str(code or identity_of(session, account.id).id_number),
        stage=SUBMITTED,
        outcome=None,
        reason="",
        submitted_at=now,
        received_at=None,
        accepted_at=None,
        decided_at=None,
        closed_at=None,
    )
    session.add(row)
    session.flush()
    return row
