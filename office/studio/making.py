"""New matters: from a template that is shipped, as a copy of a published one, or from one file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from office import matters
from office.matters import Folder
from office.matters.folder import read_folders
from office.matters.schemas import ROOT
from office.studio import trees
from office.studio.drafts import MATTER, Draft, draft_of, open_draft, save, start_draft
from office.studio.exchange import CODE
from office.studio.sheets import write_yaml
from office.words import Words, words

_TEMPLATES = "templates"


class MakingRefused(ValueError):
    """The sentence says why there can be no such matter; `field` is the answer that it is about."""

    def __init__(self, field: str, sentence: Words) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class Template:
    """A shipped pattern of a matter: its files as they are, its name and what it is good for."""

    folder: Folder
    name: Mapping[str, str]
    summary: Mapping[str, str]


@dataclass(frozen=True)
class Naming:
    """What a new matter is called and who decides it; `outcome` and `licence_type` only where it has an outcome."""

    code: str
    zh: str
    en: str
    department: str
    outcome: str = ""
    licence_type: str = ""


def templates() -> tuple[Template, ...]:
    """Return the shipped templates by name."""
    root = ROOT / "processes" / _TEMPLATES
    codes = sorted(one.name for one in root.iterdir() if (one / "matter.yaml").is_file())
    return tuple(_template(code) for code in codes)


def make(session: Session, source: Folder, naming: Naming, account: str, *, now: datetime) -> Draft:
    """Open a draft of a new matter made after another's files; raises MakingRefused."""
    _free(session, naming.code)
    for field, text in (("zh", naming.zh), ("department", naming.department)):
        if not text.strip():
            raise MakingRefused(field, words("请填写。"))
    files = renamed(source, naming)
    return start_draft(session, naming.code, files, account, now=now)


def take_in(session: Session, folder: Folder, account: str, *, now: datetime) -> Draft:
    """Open a draft of an imported matter, on the edition in force where its code has one; raises MakingRefused."""
    if draft_of(session, folder.code) is not None:
        raise MakingRefused(
            "file", words("事项 {code} 已有草稿，请先发布或删除那份草稿。", code=folder.code)
        )
    try:
        matters.published(session, folder.code)
    except matters.UnknownMatter:
        _free(session, folder.code)
        return start_draft(session, folder.code, folder.files, account, now=now)
    opened = open_draft(session, folder.code, account, now=now)
    for path in sorted({*opened.files, *folder.files}):
        kept = opened.files.get(path)
        opened = save(
            session, opened.id, path, folder.files.get(path),
            revision=0 if kept is None else kept.revision, account=account, now=now,
        )  # fmt: skip
    return opened


def renamed(source: Folder, naming: Naming) -> dict[str, bytes]:
    """Return the files under another code: its process id follows, its scenarios stay behind with the old matter."""
    old, new = (code.replace("-", "_") for code in (source.code, naming.code))
    files = {
        path: _without_old_names(path, content, old, new)
        for path, content in source.files.items()
        if not path.startswith("processes/scenarios/")
    }
    files[MATTER] = _entry(source.files[MATTER], naming)
    process = files.get("processes/process.bpmn")
    if process is not None:
        title = str(_said(source.files[MATTER]).get("name", {}).get("zh", ""))
        files["processes/process.bpmn"] = _titled(process, title, naming.zh)
    return files


def _template(code: str) -> Template:
    folder = read_folders(
        code, ROOT / "processes" / _TEMPLATES / code, ROOT / "forms" / _TEMPLATES / code
    )
    said = _said(folder.files[MATTER])
    return Template(folder, said["name"], said.get("summary", {}))


def _free(session: Session, code: str) -> None:
    if len(code) > 60 or CODE.fullmatch(code) is None:
        raise MakingRefused(
            "code",
            words("编码用小写字母、数字和连字符，以字母开头，如 {example}。", example="pet-shop"),
        )
    if draft_of(session, code) is not None:
        raise MakingRefused("code", words("已有编码为 {code} 的草稿。", code=code))
    try:
        matters.published(session, code, platform=True)
    except matters.UnknownMatter:
        return
    raise MakingRefused("code", words("编码 {code} 已有发布的事项。", code=code))


def _without_old_names(path: str, content: bytes, old: str, new: str) -> bytes:
    """In a diagram every id that ends with the old process id gets the new one; other files hold no such ids."""
    if not path.endswith(".bpmn"):
        return content
    pattern = rf'((?:id|bpmnElement|processRef)="(?:[A-Za-z]+_)?){re.escape(old)}(_di)?"'
    return re.sub(pattern, rf'\g<1>{new}\g<2>"', content.decode()).encode()


def _titled(process: bytes, old: str, new: str) -> bytes:
    """The pool and the process carry the matter's name."""
    if not old:
        return process
    pattern = rf'(<[a-z]*:?(?:participant|process) [^>]*name="){re.escape(old)}"'
    return re.sub(pattern, lambda found: f'{found[1]}{_escaped(new)}"', process.decode()).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _entry(content: bytes, naming: Naming) -> bytes:
    said = dict(_said(content))
    said["code"] = naming.code
    said["name"] = {"zh": naming.zh.strip()} | (
        {"en": naming.en.strip()} if naming.en.strip() else {}
    )
    said.pop("summary", None)
    said.pop("synonyms", None)
    said["organ"] = {"department": naming.department}
    if said.get("kind") == "one-thing":
        said["lead"] = naming.department
    if "outcome" in said:
        said["outcome"] = _outcome(dict(said["outcome"]), naming)
    head = f"# {naming.zh}\n".encode()
    return head + _headless(write_yaml(said, _headless(content)))


def _outcome(outcome: dict[str, Any], naming: Naming) -> dict[str, Any]:
    if naming.outcome.strip():
        outcome["name"] = {"zh": naming.outcome.strip()}
    if naming.licence_type.strip():
        outcome["licence_type"] = naming.licence_type.strip()
    return outcome


def _headless(content: bytes) -> bytes:
    """Without the comment at the head, which tells of the matter that was copied."""
    lines = content.splitlines(True)
    while lines and lines[0].startswith(b"#"):
        lines.pop(0)
    return b"".join(lines)


def _said(content: bytes) -> dict[str, Any]:
    said = trees.read_yaml(content)
    return said if isinstance(said, dict) else {}
