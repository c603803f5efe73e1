"""What every page of an operator does after a change: a line in the audit trail."""

from collections.abc import Mapping
from typing import Any

from flask import g

from office import audit


def note(verb: str, subject: str, data: Mapping[str, Any] | None = None) -> None:
    """Record what the signed-in operator did; subject is an id."""
    audit.record(
        g.session,
        actor=g.account.account.id,
        verb=verb,
        subject=subject,
        data=data,
        request=g.request_id,
        now=g.now,
    )
