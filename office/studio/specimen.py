"""A draft's form and result as people will see them: compiled and drawn as the house does it, with the samples of the form."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import Engine
from office import clocks, documents, matters
from office.documents import Drawn
from office.matters import Compiled, Field
from office.matters.layouts import expressions
from office.matters.shared import elements_of
from office.matters.templates import TemplateError
from office.matters.validity import last_day

_GIVEN = re.compile(r'\bgiven\.(\w+)\s*=\s*"([^"]*)"')
# What the compiler asks of a catalogue entry, so that one that is still being written is in nobody's way.
_ENTRY = {
    "name": {"zh": "", "en": ""},
    "basis": (),
    "materials": (),
    "review_points": (),
    "organ": {"department": ""},
    "limits": {"promised": 1, "statutory": 1},
    "channels": {"visits": 0},
}


def compiled_form(session: Session, code: str, form: Mapping[str, Any]) -> Compiled:
    """Return a single matter's form compiled as publication compiles it; raises matters.CompileStopped."""
    member = matters.MemberForm(code, _ENTRY, form)
    return matters.compile_form([member], elements=elements_of(session))


def given_choices(layout: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what a layout asks of the values that its process works out: given.kind = "许可", "备案" …"""
    try:
        texts = [text for _place, text, _names in expressions(layout)]
    except (TemplateError, KeyError):
        return {}
    found: dict[str, dict[str, None]] = {}
    for name, value in (pair for text in texts for pair in _GIVEN.findall(text)):
        found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def sample_context(
    code: str,
    document: Mapping[str, Any],
    fields: Sequence[Field],
    given: Mapping[str, str],
    now: datetime,
) -> dict[str, Any]:
    """Return the context of docs/documents.md as if somebody had filled in the samples."""
    values = {one.name: one.sample for one in fields if one.sample is not None}
    today = clocks.today(now)
    outcome = document.get("outcome") or {}
    last = last_day(outcome.get("validity"), today)
    said = documents.written
    return {
        "case": {
            "number": "2302020260001-0001",
            "matter": _zh(document.get("name"), code),
            **dict.fromkeys(
                ("submitted_at", "received_at", "accepted_at", "decided_at", "promised"), today
            ),
            "statutory": today,
        },
        "matter": {
            "code": code,
            "name": _zh(document.get("name"), code),
            "outcome": _zh(outcome.get("name"), ""),
            "refusal": _zh(outcome.get("refusal"), "不予行政许可决定书"),
            "basis": "、".join(
                f"《{one['law']}》{one['article']}" for one in document.get("basis") or ()
            ),
        },
        "applicant": {
            "name": values.get("entity_name", "示例申请人"),
            "code": values.get("uscc", ""),
        },
        "organ": {
            "name": "示例市示例区示例局",
            "code": "11230102T00001055T",
            "short": "示例区示例局",
            "region": "230102",
        },
        "fields": values,
        "shown": _shown(fields, values),
        "outcome": {"code": "granted", "label": "准予", "reason": None},
        "licence": {
            "number": "示例证字〔2026〕第0001号",
            "identifier": "1.2.156.3005.2.11100000MB0000000X001.0000000000000001.001.A",
            "valid_from": today,
            "valid_to": last,
            "validity": f"{said(today)} 至 {said(last) if last else '长期'}",
        },
        "items": [{"text": "示例补正事项", "reason": None}],
        "points": ["示例审查要点"],
        "materials": [{"name": "示例材料", "source": "申请人提交"}],
        "members": [],
        "rights": {"reconsideration": "示例市人民政府", "court": "示例区人民法院"},
        "given": dict(given),
        "serial": "0001",
        "today": today,
        "year": today.year,
    }


def draw_specimen(
    engine: Engine, layout: Mapping[str, Any], context: Mapping[str, Any], now: datetime
) -> Drawn:
    """Return the document as the drawing routine of all documents draws it."""
    filled = documents.fill(layout, engine.evaluate, context, documents.surroundings(), at=now)
    return documents.draw(filled)


def _shown(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = dict(values)
    for one in fields:
        if one.name in values:
            worded = _worded(values[one.name], one.labels)
            if one.schema.get("format") == "date":
                worded = date.fromisoformat(str(worded))
            shown[one.name] = f"{documents.written(worded)} {one.unit}" if one.unit else worded
    return shown


def _worded(value: Any, labels: Mapping[str, Mapping[str, str]]) -> Any:
    if isinstance(value, list):
        return [_worded(one, labels) for one in value]
    return labels[value]["zh"] if isinstance(value, str) and value in labels else value


def _zh(text: object, otherwise: str) -> str:
    return str(text.get("zh", otherwise)) if isinstance(text, Mapping) else otherwise
