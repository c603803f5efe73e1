"""Reads DMN's XML safely: no document type, no entities, no network; versions 1.1 to 1.5 alike."""

import re
from collections.abc import Iterator

from lxml import etree

from engine.dmn.errors import DmnError, Finding

Element = etree._Element
MAX_BYTES = 20_000_000

_MODEL = re.compile(r"https?://www\.omg\.org/spec/DMN/[0-9]{8}/(dmn[0-9]*\.xsd|MODEL/?)\Z")


def root(xml: bytes) -> Element:
    """The definitions element. Raises DmnError."""
    if len(xml) > MAX_BYTES:
        raise DmnError([Finding("DMN-XML", "definitions", "", "文件过大 / the file is too large")])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True,
                             remove_pis=True, load_dtd=False)  # fmt: skip
    try:
        found = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _refuse("不是有效的 XML / not well-formed XML") from None
    if found.getroottree().docinfo.internalDTD is not None:
        raise _refuse("不允许文档类型声明 / a document type declaration is not allowed")
    name = etree.QName(found)
    if name.localname != "definitions" or not _MODEL.match(name.namespace or ""):
        raise _refuse("不是 DMN 1.1–1.5 模型 / not a DMN 1.1–1.5 model")
    return found


def _refuse(reason: str) -> DmnError:
    return DmnError([Finding("DMN-XML", "definitions", "", reason)])


def tag(element: Element) -> str:
    return str(etree.QName(element).localname)


def children(element: Element, *names: str) -> Iterator[Element]:
    """The child elements with one of these local names (or all of them)."""
    for child in element:
        if isinstance(child.tag, str) and (not names or tag(child) in names):
            yield child


def child(element: Element | None, *names: str) -> Element | None:
    if element is None:
        return None
    return next(children(element, *names), None)


def text(element: Element | None) -> str:
    """The text of a text child, or of the element itself when it has none."""
    if element is None:
        return ""
    inner = child(element, "text")
    found = inner if inner is not None else element
    return "".join(str(part) for part in found.itertext())


def attribute(element: Element | None, name: str) -> str:
    return "" if element is None else (element.get(name) or "")


def ident(element: Element) -> str:
    return element.get("id") or element.get("name") or tag(element)
