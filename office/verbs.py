"""Every noun.verb that a diagram or an enqueue call may name, and who does it; written by hand.

Inline: our own record, inside the engine's transaction. Queued: another authority, or slow: a job whose
`call` runs with no transaction open, between `prepare` and `record` in short ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from engine import Call, Engine, Job
from office import cases, studio
from office.calls import (
    authorisation,
    bulk,
    commitment,
    credit,
    identity,
    licence,
    notification,
    rendering,
    seal,
)

Variables = Mapping[str, Any]


@dataclass(frozen=True)
class Inline:
    """perform returns the service task's result."""

    perform: Callable[[Session, Engine, Call], Variables]


@dataclass(frozen=True)
class Queued:
    """port names the field of Ports that `call` gets, None where no authority is asked.

    call may be repeated after a crash: the request id (the job's) makes the authority answer the same.
    """

    port: str | None
    prepare: Callable[[Session, Engine, Job], Any]
    call: Callable[[Any, Any, str], Any]
    record: Callable[[Session, Engine, Job, Any], Variables]


def _check_edition(session: Session, engine: Engine, call: Call) -> Variables:
    return studio.perform_check(session, engine, call, frozenset(VERBS))


def _publish_edition(session: Session, engine: Engine, call: Call) -> Variables:
    return studio.perform_publish(session, engine, call, frozenset(VERBS))


VERBS: Mapping[str, Inline | Queued] = {
    "case.receive": Inline(cases.receive),
    "case.accept": Inline(cases.accept),
    "case.refuse": Inline(cases.refuse),
    "case.decide": Inline(cases.decide),
    "case.close": Inline(cases.close),
    "document.render": Queued(
        None, rendering.prepare_render, rendering.render, rendering.record_render
    ),
    "document.deliver": Inline(rendering.deliver),
    "authorisation.check": Queued(
        "licence", authorisation.prepare_check, licence.look_up, authorisation.record_check
    ),
    "commitment.draw": Queued(
        None, commitment.prepare_draw, commitment.draw, commitment.record_draw
    ),
    "credit.query": Queued("credit", credit.prepare_query, credit.query, credit.record_query),
    "identity.check-person": Queued(
        "identity", identity.prepare_check, identity.check, identity.record_check
    ),
    "licence.verify": Queued(
        "licence", licence.prepare_verify, licence.look_up, licence.record_verify
    ),
    "licence.reserve": Queued(
        "licence", licence.prepare_reserve, licence.reserve, licence.record_reserve
    ),
    "licence.issue": Queued("licence", licence.prepare_issue, licence.issue, licence.record_issue),
    "registration.fetch": Queued(
        "licence", licence.prepare_fetch, licence.look_up, licence.record_fetch
    ),
    "seal.apply": Queued("seal", seal.prepare_apply, seal.apply, seal.record_apply),
    "notification.send": Queued(
        "notification", notification.prepare_send, notification.send, notification.record_send
    ),
    "edition.check": Inline(_check_edition),
    "edition.publish": Inline(_publish_edition),
    "worklist.bulk": Queued(None, bulk.prepare_bulk, bulk.nothing, bulk.record_bulk),
}
