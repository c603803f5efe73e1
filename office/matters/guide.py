"""The guide of a compiled matter, one page, and the limits its clocks start with (data; web draws it)."""

from collections.abc import Mapping, Sequence
from typing import Any

from office.matters.fields import MemberForm


def clocks(document: Mapping[str, Any], members: Sequence[MemberForm]) -> dict[str, Any]:
    """Working days: `joint` for the whole (行政许可法 §42 para 2) and each member's own."""
    return {
        "joint": dict(document["limits"]),
        "members": {member.code: dict(member.document["limits"]) for member in members},
    }


def guide(document: Mapping[str, Any], members: Sequence[MemberForm]) -> dict[str, Any]:
    """Members with their conditions, basis, days, fees, outcome; basis and windows of the whole."""
    return {
        "name": document["name"],
        "summary": document.get("summary"),
        "department": document.get("lead") or document["organ"]["department"],
        "basis": list(document["basis"]),
        "conditions": list(document.get("conditions", ())),
        "limits": dict(document["limits"]),
        "channels": dict(document["channels"]),
        "questions_and_answers": list(document.get("questions_and_answers", ())),
        "fees": _fees(members),
        "members": [_part(member) for member in members],
    }


def _fees(members: Sequence[MemberForm]) -> list[dict[str, Any]]:
    return [
        {**fee, "member": member.code}
        for member in members
        for fee in member.document.get("fees", ())
    ]


def _part(member: MemberForm) -> dict[str, Any]:
    said = member.document
    return {
        "code": member.code,
        "name": said["name"],
        "department": member.department,
        "basis": list(said["basis"]),
        "conditions": list(said.get("conditions", ())),
        "limits": dict(said["limits"]),
        "fees": list(said.get("fees", ())),
        "commitment": said.get("commitment"),
        "outcome": said.get("outcome"),
        "always": not member.conditions and not member.unless,
    }
