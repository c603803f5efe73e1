"""Small matters for the compiler's tests: catalogue entry, form and elements as plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

from office.matters.elements import Elements, gather
from office.matters.fields import MemberForm

ELEMENTS: Elements = gather(
    [
        {
            "topic": {"zh": "经营场所", "en": "Premises"},
            "order": 30,
            "elements": {
                "premises.area": {
                    "title": {"zh": "经营面积", "en": "Area"},
                    "schema": {"type": "integer", "minimum": 0, "maximum": 6},
                },
                "premises.kind": {
                    "title": {"zh": "场所类型", "en": "Kind"},
                    "schema": {"type": "string", "enum": ["shop", "hall", "stall"]},
                },
                "premises.rented": {
                    "title": {"zh": "是否租赁", "en": "Rented"},
                    "schema": {"type": "boolean"},
                },
                "premises.note": {
                    "title": {"zh": "位置说明", "en": "Where"},
                    "schema": {"type": "string", "maxLength": 3},
                },
            },
            "materials": {
                "premises.plan-set": {"title": {"zh": "平面布置图（合并）", "en": "Plan set"}}
            },
        }
    ]
)


def document(code: str, **changes: Any) -> dict[str, Any]:
    """A catalogue entry that fits the schema."""
    said: dict[str, Any] = {
        "code": code,
        "name": {"zh": f"示例事项{code}", "en": code},
        "kind": "matter",
        "catalogue": "依申请",
        "basic_code": "230131001001",
        "type": "01",
        "levels": ["4"],
        "organ": {"department": "market"},
        "basis": [{"law": "中华人民共和国行政许可法", "article": "第三十二条"}],
        "served": ["2"],
        "limits": {"statutory": 20, "extension": 10, "promised": 7, "issue": 10},
        "materials": [],
        "review_points": [],
        "channels": {
            "windows": ["综合窗口"],
            "phone": "",
            "courier": True,
            "kiosk": False,
            "visits": 2,
        },
    }
    return {**said, **changes}


def form(
    properties: Mapping[str, Any], required: Sequence[str] = (), **more: Any
) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        **more,
    }


def member(
    code: str, properties: Mapping[str, Any], required: Sequence[str] = (), **said: Any
) -> MemberForm:
    rules = said.pop("rules", None)
    more = {"x-rules": rules} if rules else {}
    return MemberForm(
        code, document(code, **said), form(properties, required, **more), element=f"member_{code}"
    )


WHOLE = document(
    "open-shop",
    kind="one-thing",
    lead="market",
    limits={"statutory": 45, "extension": 15, "promised": 10},
    channels={"windows": [], "phone": "", "courier": True, "kiosk": False, "visits": 1},
)
