"""What the lists show of a form: the answers of a case by label, as far as its office may see them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from office import filing
from office.cases._rows import CaseRow
from office.matters import Field, edition
from office.worklist import LONGEST, listed

_fields: dict[tuple[str, frozenset[str]], tuple[Field, ...]] = {}  # editions in use never change
_KEPT = 500


def facts(session: Session, case: CaseRow, root: CaseRow) -> Mapping[str, Any]:
    """Return the form's answers for a task of the case: the window's see all, a member's its own (least data)."""
    try:
        handed = filing.submission(session, root.id)
    except filing.NoSubmission:
        return {}
    seen = frozenset(handed.needed) if case.id == root.id else frozenset({case.matter})
    found = {}
    for one in _listed(session, handed.edition_id, seen):
        value = handed.values.get(one.name)
        if value not in (None, "", []) and len(str(value)) <= LONGEST:
            found[one.label["zh"]] = value
    return found


def _listed(session: Session, edition_id: str, seen: frozenset[str]) -> tuple[Field, ...]:
    key = (edition_id, seen)
    if key not in _fields:
        if len(_fields) > _KEPT:
            _fields.clear()
        _fields[key] = listed(edition(session, edition_id).compiled, seen)
    return _fields[key]
