"""Find the layout of a document: the matter's own, else the one that all matters share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy.orm import Session

from office.accounts import ancestors
from office.matters.editions import file, shared_file

RESULT = "result"
RIGHTS = "forms/notices/rights.yaml"


class LayoutMissing(LookupError):
    """没有这个文书版式。"""


@dataclass(frozen=True)
class Layout:
    """A layout by its name ("result", "supplement" …) and the file that it was read from."""

    name: str
    path: str
    content: Mapping[str, Any]


def layout_of(session: Session, edition_id: str, name: str) -> Layout:
    """Return the edition's own `forms/<name>.json`, else the shared `forms/notices/<name>.json`.

    Both come from the database, where publication checked and kept them; raises LayoutMissing.
    """
    own = f"forms/{name}.json"
    content = file(session, edition_id, own)
    if content is not None:
        return Layout(name, own, json.loads(content))
    shared = f"forms/notices/{name}.json"
    content = None if name == RESULT else shared_file(session, shared)
    if content is None:
        raise LayoutMissing(name)
    return Layout(name, shared, json.loads(content))


def rights_of(session: Session, region: str) -> Mapping[str, str]:
    """Return whom to turn to against a decision of an organ of this region (行政许可法 §38)."""
    content = shared_file(session, RIGHTS)
    by_region = yaml.safe_load(content) if content else {}
    for place in ancestors(region):
        if place.code in by_region:
            found: Mapping[str, str] = by_region[place.code]
            return found
    raise RightsMissing(region)


class RightsMissing(LookupError):
    """没有配置这个地区的复议机关（forms/notices/rights.yaml）。"""
