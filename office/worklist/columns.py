"""Columns of a list beyond the fixed ones: the fields of published forms, chosen by their labels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from office import matters
from office.accounts import Account
from office.matters import Compiled, Edition, Field

TEXT, NUMBER, DATE, CHOICE, CHOICES = "text", "number", "date", "choice", "choices"
LONGEST = 200  # longer answers are read on the case page; no list shows them
WINDOW_DEPARTMENT = "service"


@dataclass(frozen=True)
class Column:
    """A form field that a list may show and filter by; kind says which comparisons make sense."""

    label: str
    kind: str
    field: Field
    departments: frozenset[str]


@dataclass(frozen=True)
class Subject:
    """A matter that tasks may be about."""

    code: str
    name: Mapping[str, str]
    departments: frozenset[str]


def subjects(session: Session, account: Account) -> tuple[Subject, ...]:
    """Return the matters whose tasks may come to the account."""
    return tuple(one for one in _known(session).subjects if _concerns(account, one.departments))


def columns(session: Session, account: Account) -> tuple[Column, ...]:
    """Return what the account's lists may show: the window every field, a department its own matters'."""
    return tuple(one for one in _known(session).columns if _concerns(account, one.departments))


def listed(compiled: Compiled, seen: Collection[str]) -> tuple[Field, ...]:
    """Return the fields of a form that lists may use: masked ones (identity numbers, telephones) stay on the form."""
    return tuple(
        one for one in compiled.asked(seen) if one.mask == "none" and one.widget != "textarea"
    )


@dataclass(frozen=True)
class _Known:
    """What the published forms give, and by which editions."""

    published: tuple[str, ...]
    columns: tuple[Column, ...]
    subjects: tuple[Subject, ...]


_kept = _Known((), (), ())


def _known(session: Session) -> _Known:
    """What is published; read again only when something was published."""
    global _kept
    published = matters.published_digests(session)
    if _kept.published != published:
        editions = matters.catalogue(session)
        _kept = _Known(
            published, _read([one.compiled for one in editions]), tuple(map(_subject, editions))
        )
    return _kept


def _concerns(account: Account, departments: frozenset[str]) -> bool:
    department = account.organ.department if account.organ else ""
    return department == WINDOW_DEPARTMENT or department in departments


def _subject(edition: Edition) -> Subject:
    organ = edition.document.get("organ", {})
    named = {edition.document.get("lead"), organ.get("department")}
    return Subject(
        edition.code,
        {"zh": edition.name_zh, "en": edition.name_en},
        frozenset(str(one) for one in named if one),
    )


def _read(forms: Sequence[Compiled]) -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for compiled in forms:
        departments = {member.code: member.department for member in compiled.members}
        for one in listed(compiled, compiled.codes):
            label = one.label["zh"]
            before = found.get(label)
            kind = _kind(one)
            found[label] = Column(
                label,
                kind if before is None or before.kind == kind else TEXT,
                before.field if before else one,
                (before.departments if before else frozenset())
                | {departments[code] for code in one.members if code in departments},
            )
    return tuple(found.values())


def _kind(one: Field) -> str:
    schema = one.schema
    if schema.get("type") in {"number", "integer"}:
        return NUMBER
    if schema.get("type") == "array":
        return CHOICES
    if schema.get("type") == "boolean" or "enum" in schema:
        return CHOICE
    return DATE if schema.get("format") == "date" else TEXT
