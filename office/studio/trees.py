"""A draft's files as plain trees, for merging and comparing: JSON, YAML, and XML by element id; and back again."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from lxml import etree

from office.studio.sheets import Plain, write_yaml


class Unreadable(ValueError):
    """The file is not what its name says."""


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


@dataclass(frozen=True)
class Form:
    """How one kind of file is read and written; `write` gets the value and the files it was made of."""

    read: Callable[[bytes], Any]
    write: Callable[[Any, bytes, bytes], bytes]


def form_of(path: str) -> Form:
    """Return the form of a file; raises Unreadable for kinds that have no structure."""
    for endings, form in _FORMS.items():
        if path.endswith(endings):
            return form
    raise Unreadable(path)


def said(value: Any) -> str:
    """Return a value in few words, for somebody who must choose between two."""
    if value is ABSENT:
        return ""
    if isinstance(value, Mapping) and "#" in value:
        return _said_element(value)
    if isinstance(value, str):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else text[:399] + "…"


def is_atomic(value: Mapping[str, Any]) -> bool:
    """Say whether a drawn thing is taken whole: half of one route and half of another make none."""
    return bool(value.get("tag", "").endswith(_ATOMIC)) if "#" in value else False


_ATOMIC = ("}BPMNEdge", "}DMNEdge", "}Bounds")


# JSON and YAML


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def write_json(value: Any, *_made_of: bytes) -> bytes:
    """Return JSON as the editors write it: two spaces, Chinese as it is."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def read_yaml(content: bytes) -> Any:
    """Return what a YAML file says, dates as text; raises Unreadable."""
    try:
        return yaml.load(content, Plain)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error)) from error


# XML: {"#": name, "tag", "attributes", "text", "children": […]}


def _read_xml(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(str(error)) from error
    return _element(root, {})


def _element(one: Any, counts: dict[str, int]) -> dict[str, Any]:
    if not isinstance(one.tag, str):
        return {"#": _numbered(f"comment {one.text}", counts), "tag": "!", "text": one.text}
    below: dict[str, int] = {}
    children = [_element(child, below) for child in one]
    text = one.text or ""
    return {
        "#": _numbered(_identity(one), counts),
        "tag": one.tag,
        "attributes": dict(one.attrib),
        "text": "" if children and not text.strip() else text,
        "children": children,
    }


def _identity(one: Any) -> str:
    """Return what names an element among its siblings."""
    tag = etree.QName(one).localname
    for key in ("id", "bpmnElement", "dmnElementRef", "name", "href"):
        if one.get(key):
            return f"{tag} {one.get(key)}"
    if len(one) == 0 and not one.attrib and (one.text or "").strip() and tag in _REFERENCES:
        return f"{tag} {one.text.strip()}"
    return str(tag)


_REFERENCES = frozenset({"incoming", "outgoing", "flowNodeRef", "dataInputRefs", "dataOutputRefs"})


def _numbered(name: str, counts: dict[str, int]) -> str:
    counts[name] = counts.get(name, 0) + 1
    return name if counts[name] == 1 else f"{name} {counts[name]}"


def _write_xml(value: Any, *made_of: bytes) -> bytes:
    prefixes: dict[str | None, str] = {}
    for content in made_of:
        for one in etree.fromstring(content).iter():
            for prefix, uri in one.nsmap.items():
                prefixes.setdefault(prefix, uri)
    root = _built(value, prefixes)
    etree.indent(root, space="  ")
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="utf-8") + b"\n"
    )


def _built(value: Mapping[str, Any], prefixes: Mapping[str | None, str] | None = None) -> Any:
    if value["tag"] == "!":
        return etree.Comment(value["text"])
    names: Any = dict(prefixes or {}) or None  # lxml's stubs know no default namespace here
    one = etree.Element(value["tag"], value["attributes"], nsmap=names)
    one.text = value["text"] or None
    for child in value["children"]:
        one.append(_built(child))
    return one


def _said_element(value: Mapping[str, Any]) -> str:
    if value["tag"] == "!":
        return str(value["text"])
    tag = etree.QName(value["tag"]).localname
    if tag.endswith("Edge"):
        points = [one["attributes"] for one in value["children"] if "x" in one["attributes"]]
        return " → ".join(f"{p['x']},{p['y']}" for p in points)
    kept = {key: text for key, text in value["attributes"].items() if key != "id"}
    return " ".join([tag, *(f"{key}={text}" for key, text in kept.items()), value["text"].strip()])


_FORMS: Mapping[tuple[str, ...], Form] = {
    (".json",): Form(_read_json, write_json),
    (".yaml", ".yml"): Form(read_yaml, write_yaml),
    (".bpmn", ".dmn", ".xml"): Form(_read_xml, _write_xml),
}
