"""YAML written so that it stays readable: sections that did not change keep their text and comments.

There is no YAML library here that keeps comments inside a section: where a section's value changes, comments within
it go, those above it stay.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

_KEY = re.compile(r"^([A-Za-z_][\w-]*):(?:\s|$)")


class Plain(yaml.SafeLoader):
    """YAML whose dates stay text, as JSON has none."""


Plain.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for key, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Stable(yaml.SafeDumper):
    """Block style, {zh, en} on one line, no anchors, Chinese as it is."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _mapping_node(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.MappingNode:
    small = bool(value) and all(isinstance(one, str | int | float | bool) for one in value.values())
    flow = small and set(value) <= {
        "zh",
        "en",
        "from",
        "to",
        "years",
        "months",
        "days",
        "department",
    }
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=flow)


def _list_node(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    short = all(isinstance(one, str | int) and len(str(one)) < 40 for one in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Stable.add_representer(dict, _mapping_node)
_Stable.add_representer(list, _list_node)


def dumped(value: Any) -> str:
    """Return a value as YAML text."""
    return yaml.dump(value, Dumper=_Stable, allow_unicode=True, sort_keys=False, width=10_000)


def write_yaml(value: Any, *made_of: bytes) -> bytes:
    """Return YAML text of a mapping: each section as one of the files had it, where it says the same."""
    if not isinstance(value, Mapping):
        return dumped(value).encode()
    known = [_sections(one.decode("utf-8", "replace")) for one in made_of]
    head = known[0][0] if known else ""
    parts = [_section(key, one, [sections for _, sections in known]) for key, one in value.items()]
    return (head + "".join(parts)).encode()


def _section(key: str, value: Any, known: list[dict[str, str]]) -> str:
    for sections in known:
        text = sections.get(key)
        if text is not None and _says(text, key, value):
            return text if text.endswith("\n") else text + "\n"
    above = next((_comments(one[key]) for one in known if key in one), "")
    return above + dumped({key: value})


def _says(text: str, key: str, value: Any) -> bool:
    try:
        found = yaml.load(text, Plain)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        return False
    return isinstance(found, dict) and list(found) == [key] and repr(found[key]) == repr(value)


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """Return what stands above the first key, and each top-level key's lines with the comments above it."""
    head: list[str] = []
    sections: dict[str, str] = {}
    key = ""
    above: list[str] = []
    for line in text.splitlines(True):
        found = _KEY.match(line)
        if found:
            key = found[1]
            sections[key] = "".join(above) + line
            above = []
        elif not key:
            head.append(line)
        elif line.startswith("#") or not line.strip():
            above.append(line)
        else:
            sections[key] += "".join(above) + line
            above = []
    if key and above:
        sections[key] += "".join(above)
    return "".join(head), sections


def _comments(section: str) -> str:
    lines = []
    for line in section.splitlines(True):
        if not line.startswith("#") and line.strip():
            break
        lines.append(line)
    return "".join(lines)
