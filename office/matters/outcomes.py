"""How the document of a matter will look: what stands on it, its number, its seal; read from its layout."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from office.matters.editions import Edition, file

_EXAMPLE = {"region": "230102", "year": "2026", "short": "示例", "check": "0"}
_TOKEN = re.compile(r"\{(\w+)(?::(\d+))?\}")


@dataclass(frozen=True)
class Sample:
    """The outcome of one member; `labels` are what stands on it, in order; `number` is an example."""

    member: str
    outcome: Mapping[str, Any]
    number_label: str
    number: str
    labels: tuple[str, ...]


def samples(session: Session, edition: Edition) -> tuple[Sample, ...]:
    """The documents that the members of an edition end with."""
    found = []
    for part in edition.compiled.guide.get("members", ()):
        if part["outcome"]:
            layout = _layout(session, edition, part["code"])
            found.append(
                Sample(
                    member=part["code"],
                    outcome=part["outcome"],
                    number_label=str(layout.get("number", {}).get("label", "")),
                    number=_example(part["outcome"]["number_rule"]),
                    labels=tuple(str(one["label"]) for one in layout.get("fields", ())),
                )
            )
    return tuple(found)


def _layout(session: Session, edition: Edition, code: str) -> Mapping[str, Any]:
    member = next((one for one in edition.compiled.members if one.code == code), None)
    id_ = edition.id if member is None or not member.edition_id else member.edition_id
    said: Mapping[str, Any] = json.loads(file(session, id_, "forms/result.json") or b"{}")
    return said


def _example(rule: str) -> str:
    """JY2{region}{serial:6}{check} with an example of each part."""
    return _TOKEN.sub(lambda part: _EXAMPLE.get(part[1]) or "1".zfill(int(part[2] or 1)), rule)
