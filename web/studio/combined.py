"""A one-thing's form: what its members make together, and the resolutions that are all its own form.json says."""

from typing import Any

from flask import g

from office import matters, studio
from office.studio import Draft
from office.studio.editing import FORM, Unreadable, read_json
from web.studio.page import VERB_NAMES, engine
from web.studio.preview import by_topic


def parts(draft: Draft) -> dict[str, Any]:
    """Return the combined fields by topic (none while something stands in the way), and the resolutions."""
    read = matters.read_matter(g.session, engine(), studio.folder_of(draft), VERB_NAMES)
    fields = read.compiled.fields if read.compiled else ()
    members = read.compiled.members if read.compiled else ()
    return {
        "topics": by_topic(fields),
        "members": {one.code: one.name for one in members},
        "report": read.compiled.report if read.compiled else None,
        "resolutions": _resolutions(draft),
    }


def _resolutions(draft: Draft) -> list[Any]:
    try:
        found = read_json(draft, FORM).get("resolutions", [])
    except Unreadable:
        return []
    return found if isinstance(found, list) else []
