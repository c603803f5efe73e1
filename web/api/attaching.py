"""Materials of an application: bytes in base64, or a file that the account has uploaded before."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from office import documents, filing
from office.filing import BadAttachment
from office.words import words
from web.api.problems import at, pointer
from web.api.showing import me

Errors = list[dict[str, Any]]


@dataclass(frozen=True)
class Upload:
    """One file for a slot; number is its place there."""

    slot: str
    number: int
    filename: str
    content: bytes


class _Wrong(Exception):
    """The file cannot be read; the argument is a sentence."""


def read_uploads(given: Mapping[str, Sequence[Mapping[str, Any]]]) -> tuple[list[Upload], Errors]:
    """Return the files of a request, and what is wrong with them."""
    found: list[Upload] = []
    errors: Errors = []
    for slot, files in given.items():
        for number, one in enumerate(files):
            try:
                found.append(_read(slot, number, one))
            except _Wrong as wrong:
                errors.append(at(pointer("materials", slot, number), wrong.args[0]))
    return found, errors


def attach(draft_id: str, uploads: Sequence[Upload]) -> Errors:
    """Put the files into their slots; return what is wrong with them."""
    errors: Errors = []
    for one in uploads:
        try:
            filing.add_attachment(
                g.session, draft_id, one.slot, one.filename, one.content, now=g.now
            )
        except BadAttachment as wrong:
            errors.append(at(pointer("materials", one.slot, one.number), wrong.reason))
    return errors


def _read(slot: str, number: int, one: Mapping[str, Any]) -> Upload:
    content, kept = one["content"], one["attachment_id"]
    if (content is None) == (kept is None):
        raise _Wrong(words("请给出 content 或 attachment_id 之一。"))
    if kept is not None:
        return _kept(slot, number, str(kept), one["filename"])
    if len(content) > filing.LARGEST_FILE * 4 // 3 + 4:
        raise _Wrong(words("文件超过 10 MB，请压缩或分成几份后再上传。"))
    try:
        return Upload(slot, number, one["filename"], base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError) as wrong:
        raise _Wrong(words("content 须为 base64。")) from wrong


def _kept(slot: str, number: int, attachment_id: str, filename: str) -> Upload:
    """A file that lies in a draft or an application of the same account."""
    try:
        kept, draft_id = filing.attachment(g.session, attachment_id)
        filing.draft(g.session, draft_id, me())
    except filing.UnknownDraft as unknown:
        raise _Wrong(words("没有这个文件。")) from unknown
    return Upload(slot, number, filename or kept.filename, documents.get(g.session, kept.sha256))
