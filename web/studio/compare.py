"""Two states of a matter side by side: the draft, the edition in force, older ones; what differs, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, g, request
from flask_babel import gettext as _

from office import matters, studio
from office.accounts import ANALYST
from office.matters import Edition
from office.studio import Difference, Draft
from web import guard
from web.layout.headers import let_editors_style
from web.layout.language import said
from web.studio.diagram import DIAGRAM
from web.studio.page import draft_page, the_draft

DRAFT = "draft"


@dataclass(frozen=True)
class State:
    """What can be compared: the draft, or an edition by its id."""

    id: str
    label: str


@dataclass(frozen=True)
class Part:
    """The differences of one file."""

    path: str
    label: str
    differences: tuple[Difference, ...]


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio/drafts/<draft_id>/compare", "compare", compare)


@guard.staff(roles=(ANALYST,))
def compare(draft_id: str) -> str:
    """Two states of the draft's matter, by default the edition in force and the draft."""
    draft = the_draft(draft_id)
    editions = matters.versions(g.session, draft.code)
    states = [State(DRAFT, _("草稿")), *(State(one.id, _label(one)) for one in editions)]
    before = _chosen("from", states, states[1].id if editions else DRAFT)
    after = _chosen("to", states, DRAFT)
    old, new = _files(draft, before), _files(draft, after)
    found = studio.differences(old, new)
    let_editors_style()
    return draft_page(
        "studio/compare.html",
        draft,
        states=states,
        before=before,
        after=after,
        parts=_parts(found),
        count=len(found),
        data={
            "before": _text(old),
            "after": _text(new),
            "differences": [
                {"element": one.element, "kind": one.kind, "sentence": said(one.sentence)}
                for one in found
                if one.file == DIAGRAM
            ],
        },
    )


def _label(edition: Edition) -> str:
    number = edition.version
    if edition.state == "published":
        return str(_("第 %(n)s 版（现行）", n=number))
    return str(_("第 %(n)s 版", n=number))


def _chosen(name: str, states: Sequence[State], usual: str) -> str:
    given = request.args.get(name, usual)
    if given not in {one.id for one in states}:
        abort(404)
    return given


def _files(draft: Draft, state: str) -> Mapping[str, bytes]:
    if state == DRAFT:
        return {path: one.content for path, one in draft.files.items()}
    return matters.files(g.session, state)


def _text(files: Mapping[str, bytes]) -> str:
    return files.get(DIAGRAM, b"").decode("utf-8", "replace")


def _parts(found: Sequence[Difference]) -> tuple[Part, ...]:
    paths = dict.fromkeys(one.file for one in found)
    return tuple(
        Part(path, studio.part_of(path), tuple(one for one in found if one.file == path))
        for path in paths
    )
