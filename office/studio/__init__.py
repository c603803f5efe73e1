"""The analysts' drafts of matters: files changed by several people without losing anybody's work."""

from office.studio.checking import Problem, laid_over, problems
from office.studio.comparing.values import Difference
from office.studio.differences import differences
from office.studio.drafts import (
    Conflict,
    Draft,
    DraftFile,
    UnknownDraft,
    close_draft,
    draft,
    draft_of,
    drafts,
    findings,
    folder_of,
    open_draft,
    save,
    start_draft,
)
from office.studio.joining import Aside, Written, asides, give_up, revision_of, settle, write
from office.studio.merge import MINE, THEIRS, Clash, Merged, merge
from office.studio.presence import Presence, name_of, part_of, present

__all__ = [
    "MINE",
    "THEIRS",
    "Aside",
    "Clash",
    "Conflict",
    "Difference",
    "Draft",
    "DraftFile",
    "Merged",
    "Presence",
    "Problem",
    "UnknownDraft",
    "Written",
    "asides",
    "close_draft",
    "differences",
    "draft",
    "draft_of",
    "drafts",
    "findings",
    "folder_of",
    "give_up",
    "laid_over",
    "merge",
    "name_of",
    "open_draft",
    "part_of",
    "present",
    "problems",
    "revision_of",
    "save",
    "settle",
    "start_draft",
    "write",
]
