"""Matters: what can be applied for, compiled from data folders; editions, questions, checks, publication."""

from office.matters.blocks import Block, blocks
from office.matters.bringing import Paper, bring
from office.matters.combined import Disagreement, json_schema, merge, schema_for, split
from office.matters.compile import MemberForm, compile_form
from office.matters.compiled import (
    Compiled,
    Field,
    Material,
    MaterialRow,
    Member,
    ReviewPoint,
    Rule,
    Use,
)
from office.matters.editions import (
    Edition,
    UnknownEdition,
    UnknownMatter,
    catalogue,
    edition,
    export,
    file,
    files,
    published,
    published_digests,
    shared_file,
)
from office.matters.elements import Elements, gather
from office.matters.findings import CompileStopped, Finding, PublicationStopped, Stopped
from office.matters.folder import Folder, FolderRefused
from office.matters.limits import in_calendar_days
from office.matters.outcomes import Sample, samples
from office.matters.publishing import NotADraft, check, load, load_files, publish
from office.matters.questions import (
    Needed,
    Problem,
    asked,
    check_answers,
    field_values,
    needed,
    questions,
)
from office.matters.reading import Read, read_matter
from office.matters.reasons import deciding
from office.matters.report import report_for
from office.matters.search import Found, near, search
from office.matters.shared import layouts_of
from office.matters.shipping import Loaded, load_folder, publish_shipped
from office.matters.staging import Staged, stage
from office.matters.versions import versions

__all__ = [
    "in_calendar_days",
    "Block",
    "CompileStopped",
    "Compiled",
    "Disagreement",
    "Edition",
    "Elements",
    "Field",
    "Finding",
    "Folder",
    "FolderRefused",
    "Found",
    "Loaded",
    "Material",
    "MaterialRow",
    "Member",
    "MemberForm",
    "Needed",
    "NotADraft",
    "Problem",
    "Paper",
    "PublicationStopped",
    "Read",
    "ReviewPoint",
    "Rule",
    "Sample",
    "Staged",
    "Stopped",
    "stage",
    "UnknownEdition",
    "UnknownMatter",
    "Use",
    "asked",
    "blocks",
    "bring",
    "catalogue",
    "check",
    "check_answers",
    "compile_form",
    "deciding",
    "edition",
    "export",
    "field_values",
    "file",
    "files",
    "gather",
    "json_schema",
    "layouts_of",
    "load",
    "load_files",
    "load_folder",
    "merge",
    "near",
    "needed",
    "publish",
    "publish_shipped",
    "published",
    "published_digests",
    "questions",
    "read_matter",
    "report_for",
    "samples",
    "schema_for",
    "search",
    "shared_file",
    "split",
    "versions",
]
