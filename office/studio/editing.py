"""One change of a draft's JSON file: made on what the analyst saw, woven into what stands now, held to the schema."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from office.matters import when
from office.matters.checks.shape import fitting
from office.matters.findings import Finding
from office.matters.layouts import check_layout
from office.matters.schemas import SCHEMAS
from office.studio._rows import DraftStepRow
from office.studio.drafts import Draft, draft
from office.studio.joining import write
from office.words import words

FORM, QUESTIONS, RESULT = "forms/form.json", "forms/questions.json", "forms/result.json"
Said = Mapping[str, Any]
Operation = Callable[[Said], dict[str, Any]]


class EditRefused(ValueError):
    """这样改以后文件就不合格式了。"""


class Unreadable(ValueError):
    """这份文件不是可读的 JSON。"""


@dataclass(frozen=True)
class Changed:
    """The draft after a change; `woven`: somebody else's change since stands in the file as well."""

    draft: Draft
    path: str
    woven: bool

    @property
    def revision(self) -> int:
        return self.draft.files[self.path].revision


def read_json(draft: Draft, path: str) -> dict[str, Any]:
    """Return a file of the draft as JSON, {} where there is none; raises Unreadable."""
    kept = draft.files.get(path)
    return {} if kept is None else parsed(kept.content)


def change(
    session: Session,
    draft_id: str,
    path: str,
    revision: int,
    operation: Operation,
    *,
    account: str,
    now: datetime,
) -> Changed:
    """Do an operation on the revision that its author saw; what colleagues did since stays.

    Raises EditRefused when it would spoil the file, drafts.Conflict when somebody else changed the
    same place since (the author's file is then kept aside, as of every editor).
    """
    current = draft(session, draft_id).files.get(path)
    overtaken = revision != (0 if current is None else current.revision)
    content = None if current is None else current.content
    base = _step(session, draft_id, path, revision) if overtaken else content
    seen = {} if base is None else parsed(base)
    said = operation(seen)
    _hold_to_schema(path, seen, said)
    done = write(
        session, draft_id, path, written(said), revision=revision, account=account, now=now
    )
    return Changed(done.draft, path, woven=done.merged)


def hold_when(text: str | None) -> None:
    """Refuse a condition that nobody could read; raises EditRefused."""
    try:
        when.parse(text) if text else None
    except when.WhenRefused as reason:
        raise EditRefused(words("显示条件读不懂：{reason}", reason=reason)) from None


def written(said: Said) -> bytes:
    """Return JSON as the house writes it: one thing a line, so that two people's changes merge."""
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def faults(path: str, said: Said) -> tuple[Finding, ...]:
    """What in a form, its questions or a layout does not fit its schema."""
    if path == RESULT:
        return check_layout(said, lambda text, names: ())
    part = "questions" if path == QUESTIONS else "resolutions" if "resolutions" in said else "form"
    whole = SCHEMAS["forms"]
    schema = {"$schema": whole["$schema"], "$defs": whole["$defs"], "$ref": f"#/$defs/{part}"}
    return tuple(fitting(path.removeprefix("forms/"), said, schema))


def _hold_to_schema(path: str, before: Said, after: Said) -> None:
    """A file that was wrong already may be mended step by step: only new faults stop a change."""
    known = {(one.element, one.message) for one in faults(path, before)} if before else set()
    new = [one for one in faults(path, after) if (one.element, one.message) not in known]
    if new:
        raise EditRefused("；".join(f"{one.element}：{one.message}" for one in new[:3]))


def _step(session: Session, draft_id: str, path: str, revision: int) -> bytes | None:
    row = session.get(DraftStepRow, (draft_id, path, revision))
    return None if row is None else row.content


def parsed(content: bytes) -> dict[str, Any]:
    """Return a file's JSON; raises Unreadable."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error
    if not isinstance(said, dict):
        raise Unreadable("最外层应是一组“名称: 值”")
    return said
