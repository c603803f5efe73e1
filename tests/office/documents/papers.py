"""Layouts and contexts for the tests of documents, and what can be read out of a PDF."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf

import office
from engine import Engine
from office import documents
from office.documents import Drawn, Surroundings

ROOT = Path(office.__file__).resolve().parent.parent
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
IDENTIFIER = "1.2.156.3005.2.11230000T0000001XP901.11230102T000010208.2026000318.001.N"
NUMBER = "JY22301020003186"
REFERENCE = "道里消防消检字〔2026〕第0001号"


class Clock:
    """The least host: FEEL needs nothing but the time."""

    functions: Mapping[str, Any] = {}

    def now(self) -> datetime:
        return NOW

    def perform(self, session: object, call: object) -> Any:
        raise NotImplementedError

    def follow(self, session: object, advance: object) -> None:
        raise NotImplementedError


engine = Engine(Clock())


def layout(path: str) -> dict[str, Any]:
    """A layout that the repository ships."""
    found: dict[str, Any] = json.loads((ROOT / "forms" / path).read_text())
    return found


def context(**more: Any) -> dict[str, Any]:
    member = {
        "name": "食品经营许可",
        "organ": "示例市道里区市场监督管理局",
        "short": "道里市监",
        "promised": "7个工作日",
        "code": "granted",
        "outcome": "准予",
        "document": "食品经营许可证",
        "number": NUMBER,
        "identifier": IDENTIFIER,
    }
    return {
        "case": {
            "number": "11230102T00001012D4000131005000202611200001",
            "matter": "食品经营许可",
            "submitted_at": date(2026, 11, 18),
            "received_at": date(2026, 11, 18),
            "accepted_at": date(2026, 11, 19),
            "decided_at": date(2026, 11, 20),
            "promised": date(2026, 11, 30),
            "statutory": date(2026, 12, 3),
        },
        "matter": {
            "code": "food-operation-licence",
            "name": "食品经营许可",
            "outcome": "食品经营许可证",
            "refusal": "不予行政许可决定书",
            "basis": "《中华人民共和国食品安全法》第三十五条",
        },
        "applicant": {"name": "示例三号餐饮店有限公司", "code": "91230102MA0000031Q"},
        "organ": {
            "name": "示例市道里区市场监督管理局",
            "code": "11230102T00001012D",
            "short": "道里市监",
            "region": "230102",
        },
        "fields": {"legal_representative": "张𬭎"},
        "shown": {
            "entity_name": "示例三号餐饮店有限公司",
            "uscc": "91230102MA0000031Q",
            "legal_representative": "张𬭎",
            "address": "示例市道里区示例三街5号1—2层",
            "business_form": "餐馆",
            "business_items": ["热食类食品制售", "冷食类食品制售"],
        },
        "outcome": {"code": "refused", "label": "不予", "reason": "面积不足，不符合规定。"},
        "licence": {
            "number": NUMBER,
            "identifier": IDENTIFIER,
            "valid_from": date(2026, 11, 20),
            "valid_to": date(2031, 11, 19),
            "validity": "2026年11月20日 至 2031年11月19日",
        },
        "items": [{"text": "平面图清晰，标明出口", "reason": None}],
        "points": ["平面图清晰，标明出口"],
        "materials": [{"name": "营业执照", "source": "电子证照"}],
        "members": [member],
        "rights": {"reconsideration": "示例市道里区人民政府", "court": "有管辖权的人民法院"},
        "today": date(2026, 11, 20),
        "year": 2026,
        "serial": "0001",
        **more,
    }


def paper(said: Mapping[str, Any], around: Surroundings | None = None, **more: Any) -> Drawn:
    """Fill and draw a layout over the context above."""
    return documents.draw(
        documents.fill(said, engine.evaluate, context(**more), around or Surroundings(), at=NOW)
    )


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


def squeezed(pdf: bytes) -> str:
    """The text without its line breaks and spaces."""
    return "".join(text(pdf).split())
