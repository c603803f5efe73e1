"""A matter's two folders as bytes, and what they say; the exchange form of an edition."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader  # ten times faster
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]  # PyYAML built without libyaml

from office.matters.findings import Finding

Files = Mapping[str, bytes]
PROCESSES, FORMS = "processes", "forms"
_LARGEST = 8_000_000  # bytes of one file
_SHARED = ("processes/blocks", "forms/blocks", "forms/elements", "forms/notices")


class FolderRefused(ValueError):
    """这里没有可以读取的事项文件夹。"""


@dataclass(frozen=True)
class Folder:
    """One matter's files by path: `processes/matter.yaml`, `forms/form.json`, …"""

    code: str
    files: Files

    @property
    def digest(self) -> str:
        return digest_of(self.files)

    def process_files(self) -> dict[str, bytes]:
        """What the engine deploys: the diagram and its decisions."""
        return {
            path.removeprefix("processes/"): content
            for path, content in self.files.items()
            if path.startswith("processes/") and path.endswith((".bpmn", ".dmn"))
        }


@dataclass(frozen=True)
class Said:
    """What a folder says, parsed; `findings` where a file cannot be read."""

    code: str
    document: Mapping[str, Any]
    form: Mapping[str, Any]
    questions: Mapping[str, Any]
    result: Mapping[str, Any] | None
    findings: tuple[Finding, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.document.get("kind", "matter"))


@dataclass(frozen=True)
class Tree:
    """What a path holds: matters, and the files they share (blocks, elements, notices)."""

    matters: tuple[Folder, ...] = ()
    shared: Files = field(default_factory=dict)

    @property
    def digest(self) -> str:
        every = {
            f"matters/{one.code}/{path}": b for one in self.matters for path, b in one.files.items()
        }
        return digest_of({**every, **self.shared})


def digest_of(files: Files) -> str:
    """One digest of names and contents, whatever their order."""
    whole = sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{len(files[path])}\0".encode())
        whole.update(files[path])
    return whole.hexdigest()


def read_tree(path: Path) -> Tree:
    """The matters and shared files under `path`.

    Either `processes/matters/<code>` and `forms/matters/<code>` (with processes/blocks,
    forms/elements … where there are any), or `processes/matter.yaml …` and `forms/form.json …` of
    one matter. Raises FolderRefused when there is neither.
    """
    if (path / PROCESSES / "matter.yaml").is_file():
        return Tree((_single(path),), {})
    root = path / PROCESSES / "matters"
    if not root.is_dir():
        raise FolderRefused(
            f"{path} 里既没有 processes/matters/<code>，也没有 processes/matter.yaml"
        )
    codes = sorted(one.name for one in root.iterdir() if (one / "matter.yaml").is_file())
    folders = tuple(
        read_folders(code, root / code, path / FORMS / "matters" / code) for code in codes
    )
    shared = {f"{part}/{name}": content for part in _SHARED for name, content in _read(path / part)}
    return Tree(folders, shared)


def read_folders(code: str, processes: Path, forms: Path) -> Folder:
    """One matter from its two folders."""
    files = {f"{PROCESSES}/{name}": content for name, content in _read(processes)}
    files.update({f"{FORMS}/{name}": content for name, content in _read(forms)})
    return Folder(code, files)


def _single(path: Path) -> Folder:
    folder = read_folders("", path / PROCESSES, path / FORMS)
    document, _ = _yaml(folder.files, "processes/matter.yaml")
    return Folder(str(document.get("code") or path.resolve().name), folder.files)


def _read(root: Path) -> Iterator[tuple[str, bytes]]:
    """Plain files only: no hidden ones, none that a link leads out of the folder."""
    if not root.is_dir():
        return
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if any(part.startswith((".", "__pycache__")) for part in relative.parts):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > _LARGEST:
            raise FolderRefused(f"{relative} 超过 {_LARGEST} 字节")
        yield relative.as_posix(), path.read_bytes()


def parse(folder: Folder) -> Said:
    """The folder's words; what cannot be read is empty and has a finding."""
    files = folder.files
    document, wrong = _yaml(files, "processes/matter.yaml")
    form, bad_form = _json(files, "forms/form.json")
    questions, bad_questions = _json(files, "forms/questions.json")
    result, bad_result = _json(files, "forms/result.json")
    missing = [
        Finding(name, "文件齐全", f"缺少 {path}", "请补上这个文件")
        for path, name in _NEEDED.items()
        if path not in files
    ]
    return Said(
        code=folder.code,
        document=document,
        form=form,
        questions=questions,
        result=result if "forms/result.json" in files else None,
        findings=(*missing, *wrong, *bad_form, *bad_questions, *bad_result),
    )


_NEEDED = {
    "processes/matter.yaml": "matter.yaml",
    "processes/process.bpmn": "process.bpmn",
    "forms/form.json": "form.json",
}


class _Plain(SafeLoader):
    """YAML whose dates stay text, as JSON has none."""


_Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(files: Files, path: str) -> tuple[Mapping[str, Any], list[Finding]]:
    try:
        said = yaml.load(files.get(path, b"{}"), _Plain)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        return {}, [_unreadable(path, str(error))]
    return _mapping(said, path)


def _json(files: Files, path: str) -> tuple[Mapping[str, Any], list[Finding]]:
    try:
        said = json.loads(files.get(path, b"{}"))
    except (ValueError, RecursionError) as error:
        return {}, [_unreadable(path, str(error))]
    return _mapping(said, path)


def _mapping(said: object, path: str) -> tuple[Mapping[str, Any], list[Finding]]:
    if isinstance(said, dict):
        return said, []
    return {}, [_unreadable(path, "最外层应是一组“名称: 值”")]


def _unreadable(path: str, reason: str) -> Finding:
    return Finding(path.split("/")[-1], "文件可读", f"读不懂：{reason}", "请改正写法后重新载入")
