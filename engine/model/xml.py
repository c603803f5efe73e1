"""Read XML that comes from outside: no entities, no network, no DTD, bounded in size."""

from lxml import etree

from engine.model.elements import BPMN
from engine.values import Refusal

MAX_BYTES = 8_000_000


def parse(name: str, content: bytes) -> tuple[etree._Element | None, tuple[Refusal, ...]]:
    """Return the root element, or a refusal that says why there is none."""
    if len(content) > MAX_BYTES:
        return None, (_refuse(name, f"文件超过 {MAX_BYTES} 字节 (file too large)"),)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, (_refuse(name, f"不是完整的 XML (not well-formed): {error}"),)
    if root.getroottree().docinfo.internalDTD is not None:
        return None, (_refuse(name, "不允许 DOCTYPE (a DTD is not allowed)"),)
    if root.tag != f"{{{BPMN}}}definitions":
        return None, (_refuse(name, f"不是 BPMN 2.0 文件 (not BPMN definitions): {root.tag}"),)
    return root, ()


def _refuse(name: str, reason: str) -> Refusal:
    return Refusal("xml", name, name, reason, "请用 BPMN 2.0 编辑器重新导出")
