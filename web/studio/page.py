"""What every page of a draft has in common: the draft itself, its tabs, who else is at work on it."""

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template

from engine import Engine
from office import matters, studio
from office.matters.folder import parse
from office.studio import Draft
from office.verbs import VERBS
from office.words import words

VERB_NAMES = frozenset(VERBS)


@dataclass(frozen=True)
class Tab:
    """One view of a draft; `path` follows the draft's own address."""

    label: str
    path: str
    icon: str
    of: str = ""  # only of a one-thing, only where something is asked

    def url(self, draft: Draft) -> str:
        return f"/studio/drafts/{draft.id}{self.path}"


ONE_THING, ASKING = "one-thing", "asking"
TABS = (
    Tab(words("概要"), "", "card-list"),
    Tab(words("流程图"), "/diagram", "bezier2"),
    Tab(words("表单"), "/form", "ui-checks"),
    Tab(words("问题"), "/questions", "chat-left-dots"),
    Tab(words("决策"), "/decisions", "table"),
    Tab(words("结果文书"), "/result", "file-earmark-medical"),
    Tab(words("合并报告"), "/report", "intersect", of=ONE_THING),
    Tab(words("情形矩阵"), "/matrix", "grid-3x3", of=ASKING),
    Tab(words("试运行"), "/rehearsal", "play-circle"),
    Tab(words("对比"), "/compare", "layout-split"),
    Tab(words("发布"), "/publish", "send"),
)


def add_filters(blueprint: Blueprint) -> None:
    """Give the room's templates names of colleagues and of files."""
    blueprint.add_app_template_filter(lambda who: studio.name_of(g.session, who), "colleague")
    blueprint.add_app_template_filter(studio.part_of, "part_of")
    blueprint.add_app_template_filter(
        lambda path, draft: studio.revision_of(g.session, draft.id, path), "revision_in"
    )


def engine() -> Engine:
    """Return the house's engine."""
    found: Engine = current_app.extensions["house"].engine
    return found


def the_draft(draft_id: str) -> Draft:
    """Return a draft by the id in the address; answers 404 where there is none."""
    try:
        return studio.draft(g.session, str(uuid.UUID(draft_id)))
    except (ValueError, studio.UnknownDraft):
        abort(404)


def is_one_thing(draft: Draft) -> bool:
    """Say whether a draft's catalogue entry makes it a one-thing."""
    return parse(studio.folder_of(draft)).kind == ONE_THING


def _tabs(draft: Draft) -> list[Tab]:
    said = parse(studio.folder_of(draft))
    kinds = {""}
    if said.kind == ONE_THING:
        kinds.add(ONE_THING)
    if said.questions.get("questions"):
        kinds.add(ASKING)
    return [tab for tab in TABS if tab.of in kinds]


def draft_page(template: str, draft: Draft, **values: Any) -> str:
    """Draw a page of a draft: `template` extends studio/draft.html and fills its block `workbench`."""
    base = None if draft.base_edition is None else matters.edition(g.session, draft.base_edition)
    return render_template(
        template,
        draft=draft,
        base=base,
        tabs=[(tab, tab.url(draft)) for tab in _tabs(draft)],
        others=studio.present(g.session, draft, but=g.account.account.id, now=g.now),
        clashes=len(studio.asides(g.session, draft.id, g.account.account.id)),
        **values,
    )
