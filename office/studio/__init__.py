"""The analysts' drafts of matters: files changed by several people without losing anybody's work."""

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

__all__ = [
    "Conflict",
    "Draft",
    "DraftFile",
    "UnknownDraft",
    "close_draft",
    "draft",
    "draft_of",
    "drafts",
    "findings",
    "folder_of",
    "open_draft",
    "save",
    "start_draft",
]
