"""What a document may say of a case: the context that layouts read (docs/documents.md)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from office import accounts, clocks, documents
from office.accounts import Organ
from office.cases.lookup import members as members_of
from office.cases.lookup import organ_of, own_values, submission_of
from office.cases.opinions import supplement_items
from office.cases.values import GRANTED, OUTCOMES, REFUSED, Case
from office.filing import Submission
from office.matters import edition
from office.matters.compiled import Compiled, Material, Member
from office.matters.editions import Edition
from office.matters.validity import last_day

REFUSAL_TITLE = "不予行政许可决定书"
_OUTCOME_KINDS = {GRANTED: documents.RESULT, REFUSED: "refusal"}
_SOURCES = {
    "applicant": "申请人提交",
    "licence": "电子证照",
    "sharing": "数据共享",
    "generated": "系统生成",
}


def context_of(
    session: Session, case: Case, now: datetime, licence: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the context of a case; `licence` is what licence.reserve gave."""
    found = edition(session, case.edition_id)
    organ = accounts.organ(session, case.organ)
    handed = submission_of(session, case)
    values = own_values(session, case)
    decided = _day(case.decided_at) or clocks.today(now)
    return {
        "case": _case(case),
        "matter": _matter(found),
        "applicant": {"name": case.applicant_name, "code": case.applicant_code},
        "organ": _organ(organ),
        "fields": dict(values),
        "shown": _shown(found, case, values),
        "outcome": {
            "code": case.outcome,
            "label": case.outcome_label or None,
            "reason": case.reason or None,
        },
        "licence": _licence(licence, found.document, decided),
        "items": [{"text": text, "reason": None} for text in supplement_items(session, case)],
        "points": _points(found.compiled, handed, case),
        "materials": [_material(one) for one in _materials(found.compiled, handed, case)],
        "members": list(_members(session, case, found.compiled, handed)),
        "rights": dict(documents.rights_of(session, organ.region)),
        "today": clocks.today(now),
        "year": clocks.today(now).year,
    }


def validity(document: Mapping[str, Any], granted: date) -> tuple[date, date | None]:
    """Return the first and the last day on which an outcome holds; no last day: for good.

    `document` is matter.yaml.
    """
    return granted, last_day((document.get("outcome") or {}).get("validity"), granted)


def _case(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "matter": case.title,
        "submitted_at": _day(case.submitted_at),
        "received_at": _day(case.received_at) or _day(case.submitted_at),
        "accepted_at": _day(case.accepted_at),
        "decided_at": _day(case.decided_at),
        "promised": case.promised.day if case.promised else None,
        "statutory": case.statutory.day if case.statutory else None,
    }


def _matter(found: Edition) -> dict[str, Any]:
    outcome = found.document.get("outcome") or {}
    return {
        "code": found.code,
        "name": found.name_zh,
        "outcome": (outcome.get("name") or {}).get("zh"),
        "refusal": (outcome.get("refusal") or {}).get("zh") or REFUSAL_TITLE,
        "basis": _basis(found.document.get("basis") or ()),
    }


def _basis(rows: Sequence[Mapping[str, Any]]) -> str | None:
    return "、".join(f"《{_law(row['law'])}》{row['article']}" for row in rows) or None


def _law(name: str) -> str:
    """The law's name without the order that published it."""
    return name.partition("（")[0]


def _organ(organ: Organ) -> dict[str, Any]:
    return {"name": organ.name, "code": organ.code, "short": organ.short, "region": organ.region}


def _shown(found: Edition, case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the form shows them: the words of a choice, the unit of a number."""
    shown: dict[str, Any] = dict(values)
    for field in found.compiled.fields:
        for use in field.uses:
            if use.member == case.matter and use.name in values:
                words = _words(values[use.name], field.labels)
                if field.schema.get("format") == "date":
                    words = date.fromisoformat(words)
                unit = field.unit
                shown[use.name] = f"{documents.written(words)} {unit}" if unit else words
    return shown


def _words(value: Any, labels: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [_words(one, labels) for one in value]
    if isinstance(value, str) and value in labels:
        return labels[value]["zh"]
    return value


def _licence(
    reserved: Mapping[str, Any] | None, document: Mapping[str, Any], granted: date
) -> dict[str, Any]:
    first, last = validity(document, granted)
    said = reserved or {}
    return {
        "number": said.get("number"),
        "identifier": said.get("identifier"),
        "valid_from": first,
        "valid_to": last,
        "validity": f"{documents.written(first)} 至 {documents.written(last) if last else '长期'}",
    }


def _points(compiled: Compiled, handed: Submission, case: Case) -> list[str]:
    needed = handed.needed if case.is_root else (case.matter,)
    return [point.text["zh"] for point in compiled.points_of("acceptance", needed)]


def _materials(compiled: Compiled, handed: Submission, case: Case) -> Iterator[Material]:
    """The distinct materials: those that were fetched or generated, and those that were uploaded."""
    needed = handed.needed if case.is_root else (case.matter,)
    uploaded = {attachment.slot for attachment in handed.attachments}
    for material in compiled.materials:
        if material.rows(needed) and (
            material.fetched or material.generated or material.element in uploaded
        ):
            yield material


def _material(material: Material) -> dict[str, Any]:
    return {
        "name": material.name["zh"],
        "source": _SOURCES[material.source.partition(":")[0]],
    }


def _members(
    session: Session, case: Case, compiled: Compiled, handed: Submission
) -> Iterator[dict[str, Any]]:
    """The needed members of a one-thing; none for a matter filed alone."""
    if case.kind == "matter":
        return
    cases = {one.matter: one for one in members_of(session, case)}
    for member in compiled.members:
        if member.code in handed.needed:
            yield _member(session, case, member, cases.get(member.code))


def _member(session: Session, root: Case, member: Member, own: Case | None) -> dict[str, Any]:
    document = edition(session, member.edition_id).document
    organ = organ_of(session, document, root.region)
    kind = _OUTCOME_KINDS.get(own.outcome or "") if own else None
    issued = documents.newest(session, own.id, kind) if own and kind else None
    days = member.limits.get("promised")
    return {
        "name": member.name["zh"],
        "organ": organ.name,
        "short": organ.short,
        "promised": f"{days}个工作日" if days else None,
        "code": own.outcome if own else None,
        "outcome": OUTCOMES.get(own.outcome or "") if own else None,
        "document": issued.title if issued else None,
        "number": issued.number if issued else None,
        "identifier": issued.identifier if issued else None,
    }


def _day(moment: datetime | None) -> date | None:
    return clocks.today(moment) if moment else None
