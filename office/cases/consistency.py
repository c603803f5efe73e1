"""Does everybody speak of the same thing? One element's value here beside what others say of it.

The form is filled in once, so members of one submission agree by construction. What may differ is what stands
outside it: the guided answers that decided which members are needed, the register and licences fetched for the
draft, what an officer found on site or in a plan, another case for the same premises, the submission before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office import filing
from office.cases._rows import CaseRow
from office.cases.findings import findings
from office.cases.lookup import case, family, submission_of
from office.cases.values import Case
from office.filing import Submission
from office.matters import Compiled, Field, edition, field_values
from office.matters.sources import source_words
from office.words import words

PREMISES, ADDRESS = "premises.", "premises.address"
EARLIER_CASES = 5  # so many of the applicant's latest are looked at
_EQUAL_NUMBERS = 1e-9


@dataclass(frozen=True)
class Told:
    """What somebody else says of an element; certain ones ask for a word before anybody decides."""

    where: str
    value: Any
    at: datetime | None = None
    certain: bool = True
    note: str = ""


@dataclass(frozen=True)
class Inconsistency:
    """One field of the form whose value others contradict."""

    field: Field
    value: Any
    others: tuple[Told, ...]

    @property
    def certain(self) -> bool:
        return any(one.certain for one in self.others)


def inconsistencies(session: Session, case_id: str) -> list[Inconsistency]:
    """Return the fields that a case's own members use and that others contradict, in the order of the form.

    Least data: a member's case hears of the elements that its own form asks, and of nothing else.
    """
    found = case(session, case_id)
    handed = submission_of(session, found)
    compiled = edition(session, handed.edition_id).compiled
    using = handed.needed if found.is_root else (found.matter,)
    told = _Told(session, found, handed, compiled)
    result = []
    for field in compiled.asked(using):
        value = handed.values.get(field.name)
        others = tuple(one for one in told.of(field) if not same(one.value, value))
        if value is not None and others:
            result.append(Inconsistency(field, value, others))
    return result


def same(one: Any, other: Any) -> bool:
    """Say whether two values mean the same: 86 and 86.0 and "86", lists in any order, spaces apart."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(_written, one)) == sorted(map(_written, other))
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None:
        return abs(numbers[0] - numbers[1]) < _EQUAL_NUMBERS
    return _written(one) == _written(other)


class _Told:
    """All that is said of the elements of one case, read once."""

    def __init__(
        self, session: Session, found: Case, handed: Submission, compiled: Compiled
    ) -> None:
        self._handed = handed
        self._answers = field_values(edition(session, handed.edition_id), handed.answers)
        self._findings = findings(session, found.root_id)
        self._titles = {one.id: one.title for one in family(session, found.root_id)}
        self._before = (
            filing.submission(session, found.root_id, handed.version - 1)
            if handed.version > 1
            else None
        )
        self._earlier = list(_earlier(session, found, handed, compiled))

    def of(self, field: Field) -> Iterator[Told]:
        if field.element is None:
            return
        yield from self._fetched(field)
        yield from self._answered(field)
        for one in self._findings:
            if one.element == field.element:
                where = words(
                    "{organ} 核对（{title}）", organ=one.organ, title=self._titles[one.case_id]
                )
                yield Told(where, one.value, one.at, note=one.note)
        if self._before is not None and field.name in self._before.values:
            where = words("补正以前")
            yield Told(where, self._before.values[field.name], self._before.at, certain=False)
        for number, at, values in self._earlier:
            if field.element in values:
                where = words("以往办件 {number}", number=number)
                yield Told(where, values[field.element], at, certain=False)

    def _fetched(self, field: Field) -> Iterator[Told]:
        """What the register or a licence says, also where the applicant called it wrong."""
        if not field.source or not filing.is_readonly(field):
            return
        origin = str(field.source["from"])
        value: Any = self._handed.sources.get(origin, {}).get("data", {})
        for part in str(field.source["path"]).split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value not in (None, "", []):
            yield Told(source_words(origin), value)

    def _answered(self, field: Field) -> Iterator[Told]:
        if field.name in self._answers:
            yield Told(words("选办事项时的回答"), self._answers[field.name], self._handed.at)


def _earlier(
    session: Session, found: Case, handed: Submission, compiled: Compiled
) -> Iterator[tuple[str, datetime, Mapping[str, Any]]]:
    """What other cases of the applicant say of the same premises, the latest first."""
    here = filing.value_of(compiled, handed.values, ADDRESS)
    if not here:
        return
    rows = session.scalars(
        select(CaseRow)
        .where(
            CaseRow.applicant_id == found.applicant_id,
            CaseRow.applicant_code == found.applicant_code,
            CaseRow.parent_id.is_(None),
            CaseRow.root_id != found.root_id,
        )
        .order_by(CaseRow.submitted_at.desc())
        .limit(EARLIER_CASES)
    )
    for row in rows:
        other = filing.submission(session, row.id)
        form = edition(session, other.edition_id).compiled
        values = {
            field.element: other.values[field.name]
            for field in form.fields
            if field.element is not None
            and field.element.startswith(PREMISES)
            and field.name in other.values
        }
        if same(values.get(ADDRESS), here):
            yield row.number, other.at, values


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _written(value: Any) -> str:
    return "".join(str(value).split()).lower()
