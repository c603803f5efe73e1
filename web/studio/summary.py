"""概要: the catalogue entry of a draft, every part of matter.yaml in forms that work without a script."""

from flask import Blueprint

from office.accounts import ANALYST
from web import guard
from web.studio.page import draft_page, the_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/studio/drafts/<draft_id>", "summary", summary)


@guard.staff(roles=(ANALYST,))
def summary(draft_id: str) -> str:
    """The entry as it stands."""
    return draft_page("studio/draft.html", the_draft(draft_id))
