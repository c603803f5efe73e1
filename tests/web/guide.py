"""The style guide: every macro on one page, for tests and for looking at."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, g, render_template

from web import guard

guide = Blueprint("guide", __name__, template_folder="templates")


@dataclass(frozen=True)
class GuideField:
    """Shaped like a compiled field."""

    name: str
    label: dict[str, str]
    schema: dict[str, Any]
    members: tuple[str, ...] = ("food", "fire")
    required_by: tuple[str, ...] = ("food",)
    help: dict[str, str] | None = None
    when: str | None = None
    widget: str = "text"
    source: dict[str, Any] | None = None
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    unit: str | None = None


def _zh(text: str) -> dict[str, str]:
    return {"zh": text}


FIELDS = (
    GuideField("name", _zh("名称"), {"type": "string"}, source={"from": "registration"}),
    GuideField(
        "uscc",
        _zh("统一社会信用代码"),
        {"type": "string", "format": "uscc"},
        source={"from": "registration"},
    ),
    GuideField(
        "phone",
        _zh("联系手机"),
        {"type": "string", "format": "mobile"},
        help=_zh("用于接收办理通知"),
    ),
    GuideField("area", _zh("使用面积"), {"type": "number", "minimum": 1}, unit="平方米"),
    GuideField(
        "floor",
        _zh("所在楼层"),
        {"type": "string", "enum": ["1", "2", "3", "4", "5", "6"]},
        members=("food",),
    ),
    GuideField(
        "tenure",
        _zh("场地来源"),
        {"type": "string", "enum": ["rent", "own"]},
        labels={"rent": _zh("租赁"), "own": _zh("自有")},
    ),
    GuideField(
        "items",
        _zh("经营项目"),
        {
            "type": "array",
            "items": {"type": "string", "enum": ["hot", "cold", "raw", "cake", "drink"]},
        },
        labels={
            "hot": _zh("热食类"),
            "cold": _zh("冷食类"),
            "raw": _zh("生食类"),
            "cake": _zh("糕点类"),
            "drink": _zh("自制饮品"),
        },
    ),
    GuideField("cold_room", _zh("有冷食专间"), {"type": "boolean"}, when='items = "cold"'),
    GuideField("opening", _zh("拟开业日期"), {"type": "string", "format": "date"}, required_by=()),
    GuideField(
        "remark",
        _zh("说明"),
        {"type": "string", "maxLength": 500},
        required_by=(),
        widget="textarea",
    ),
)
ROWS = [
    {"number": f"20261113 {i:04}", "matter": "食品经营许可", "chip": {"tone": tone, "text": text}}
    for i, (tone, text) in enumerate(
        [("red", "超期2工作日"), ("amber", "今日到期"), ("green", "余5/7工作日")]
    )
]


@guide.get("/guide")
@guard.open_to_all
def show() -> str:
    return render_template(
        "guide.html",
        fields=FIELDS,
        names={"food": "食品", "fire": "消防"},
        values={
            "name": "示例二号餐饮店有限公司",
            "uscc": "91230109MA00000233",
            "area": 86.0,
            "items": ["hot", "drink"],
            "tenure": "rent",
        },
        errors={"phone": "联系手机应为 11 位数字"},
        locked=("name", "uscc"),
        rows=ROWS,
        now=g.now,
    )


@guide.get("/guide/work")
@guard.open_to_all
def work() -> str:
    return render_template("work.html", rows=ROWS)


@guide.get("/guide/broken")
@guard.open_to_all
def broken() -> str:
    raise RuntimeError("演示申请人甲 must not be shown or logged")


@guide.get("/guide/undefined")
@guard.open_to_all
def undefined() -> str:
    return render_template("undefined.html")
