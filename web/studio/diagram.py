"""The drawing board of a draft: its diagram, and the lists from which the editor's fields choose."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, g

from office import accounts, matters
from office.accounts import ANALYST
from office.cases.values import ACTIONS
from office.matters import Block
from office.matters.points import STAGES
from office.studio import Draft
from office.words import words
from web import guard
from web.guard import csrf_token
from web.layout.headers import let_editors_style
from web.layout.language import local, said
from web.studio.page import draft_page, engine, the_draft
from web.studio.palette import VERBS, Group, Kind, Verb, block_kind, palette

DIAGRAM = "processes/process.bpmn"
_APPLICANT = "申请人"  # the lane of what the applicant does
_FORMS = {"view": words("查看申请表"), "supplement": words("补正（申请人填）")}
_RESULT = words("结果文书（本事项的版式）")


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio/drafts/<draft_id>/diagram", "diagram", diagram)


@guard.staff(roles=(ANALYST,))
def diagram(draft_id: str) -> str:
    """The diagram of a draft, to be drawn."""
    draft = the_draft(draft_id)
    file = draft.files.get(DIAGRAM)
    if file is None:
        abort(404)
    let_editors_style()
    blocks = matters.blocks(g.session, engine())
    groups = palette(_block_kind(one) for one in blocks)
    here = f"/studio/drafts/{draft.id}"
    data = {
        "csrf": csrf_token(),
        "address": f"{here}/files/{DIAGRAM}",
        "check": f"{here}/check",
        "file": {
            "path": DIAGRAM,
            "text": file.content.decode("utf-8", "replace"),
            "revision": file.revision,
        },
        "vocabulary": vocabulary(draft, groups, blocks),
    }
    return draft_page("studio/diagram.html", draft, groups=groups, data=data)


def vocabulary(draft: Draft, groups: Iterable[Group], blocks: Iterable[Block]) -> dict[str, Any]:
    """Return what the editor may choose from, in the visitor's language; names of diagrams stay as they are."""
    catalogue = [one for one in matters.catalogue(g.session) if one.kind == "matter"]
    return {
        "kinds": [_kind(kind) for group in groups for kind in group.kinds],
        "roles": [*accounts.ROLES, _APPLICANT],
        "departments": [
            {"value": value, "label": label}
            for value, label in sorted(accounts.departments(g.session).items())
        ],
        "stages": _choices({"": words("不核对"), **STAGES}),
        "forms": _choices(_FORMS),
        "outcomes": _choices(ACTIONS),
        "verbs": [_verb(one) for one in VERBS],
        "layouts": _choices(_layouts()),
        "decisions": [{"value": value, "label": label} for value, label in _decisions(draft)],
        "blocks": [
            {
                "value": one.process_id,
                "label": one.name,
                "inputs": _pairs(one.inputs),
                "outputs": _pairs(one.outputs),
            }
            for one in blocks
        ],
        "matters": [
            {"value": one.process_id, "label": local({"zh": one.name_zh, "en": one.name_en})}
            for one in catalogue
            if one.code != draft.code
        ],
    }


def _block_kind(block: Block) -> Kind:
    first = block.text.partition("。")[0]  # the rest stands in the block itself
    return block_kind(block.process_id, block.name, first, block.inputs, block.outputs)


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "label": kind.label if kind.called else said(kind.label),  # a block's name is its own
        "note": kind.note if kind.called else said(kind.note),
        "icon": kind.icon,
        "type": kind.type,
        "name": kind.name,
        "event": kind.event,
        "properties": dict(kind.properties),
        "officers": kind.officers,
        "operator": kind.operator,
        "called": kind.called,
        "inputs": _pairs(kind.inputs),
        "outputs": _pairs(kind.outputs),
        "script": kind.script,
    }


def _verb(verb: Verb) -> dict[str, Any]:
    return {
        "value": verb.id,
        "label": said(verb.label),
        "result": verb.result,
        "defaults": {one.name: one.value for one in verb.parameters if one.value},
        "parameters": [
            {"name": one.name, "label": said(one.label), "help": said(one.help)}
            for one in verb.parameters
        ],
    }


def _choices(said_of: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": said(label)} for value, label in said_of.items()]


def _pairs(values: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in values.items()]


def _layouts() -> dict[str, str]:
    """The notices that may be drawn up, and the matter's own outcome document."""
    found = {"result": str(_RESULT)}
    for name, content in matters.layouts_of(g.session).items():
        title = json.loads(content).get("title", name)
        found[name] = name if "{" in title else title
    return found


def _decisions(draft: Draft) -> Iterator[tuple[str, str]]:
    for path, file in draft.files.items():
        if path.endswith(".dmn"):
            for one in engine().decisions(file.content).decisions:
                yield one.id, one.name or one.id
