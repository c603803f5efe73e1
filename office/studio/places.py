"""Where a problem is, as the studio's pages call it: "时限" for limits, a field's title for its name."""

import json
from collections.abc import Mapping
from typing import Any

from office.matters import Folder
from office.matters.diagram import read_diagram
from office.studio.entry import PARTS

Titles = Mapping[str, str]  # of the shared elements, by name
_SAID = {
    "x-when": "显示条件",
    "required": "必填",
    "decision": "决策",
    "seal": "印章",
    "number": "编号",
    "fields": "栏目",
    "body": "正文",
    "title": "标题",
    "signature": "落款",
    "identifier": "电子证照标识",
}
_IDENTITY = {"name", "summary", "topic", "synonyms", "catalogue", "type", "basic_code", "levels"}
_PARTS = {
    **{one.key: str(one.label) for one in PARTS},
    **dict.fromkeys(_IDENTITY | {"served"}, str(PARTS[0].label)),
    "code": "编码",
    "kind": "种类",
}
_WHOLE = {
    "processes/process.bpmn": "整张流程图",
    "processes/matter.yaml": "整个概要",
    "forms/form.json": "整张表单",
    "forms/questions.json": "全部问题",
    "forms/result.json": "整份版式",
}


def named(path: str, rest: str, folder: Folder, titles: Titles) -> str:
    """Return a finding's place in words; `rest` is its path within the file, "" for the file as a whole."""
    if not rest:
        return _WHOLE.get(path, path.rsplit("/", 1)[-1])
    first, dot, more = rest.partition(" · ")
    return f"{_first(path, first, folder, titles)}{dot}{_SAID.get(more, more)}"


def _first(path: str, first: str, folder: Folder, titles: Titles) -> str:
    content = folder.files.get(path, b"")
    if path.endswith(".bpmn"):
        return _drawn(content, first)
    if path == "processes/matter.yaml":
        return _PARTS.get(first, first)
    if path == "forms/form.json":
        return _field(content, first, titles) or _SAID.get(first, first)
    if path == "forms/questions.json":
        return _question(content, first) or _SAID.get(first, first)
    return _SAID.get(first, first)


def _drawn(content: bytes, first: str) -> str:
    """Return the name of a drawn element that a finding calls by its id."""
    try:
        node = read_diagram(content).nodes.get(first)
    except ValueError:
        return first
    return node.name or first if node is not None else first


def _field(content: bytes, name: str, titles: Titles) -> str:
    said = _json(content).get("properties", {})
    one = said.get(name) if isinstance(said, dict) else None
    if not isinstance(one, dict):
        return ""
    return str(one.get("title") or titles.get(str(one.get("x-element")), ""))


def _question(content: bytes, id: str) -> str:
    asked = _json(content).get("questions", [])
    for one in asked if isinstance(asked, list) else []:
        if isinstance(one, dict) and one.get("id") == id and isinstance(one.get("text"), dict):
            return str(one["text"].get("zh", ""))
    return ""


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
