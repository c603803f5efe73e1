"""Sample papers that the demonstration uploads: drawn here, so that the repository carries no binaries."""

from functools import lru_cache
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from office.documents.drawing.fonts import HEI, register

TITLES = {
    "plan-set": "平面布置图（布局、流程、消防）",
    "plan-set-incomplete": "平面布置图（未标洗消区）",
    "sign-design": "招牌设计图组（效果图、结构图）",
    "site-agreement": "场地使用协议",
    "fire-safety-plan": "消防安全制度和应急预案",
    "test-report": "卫生检测报告",
    "employment-proof": "就业证明",
    "senior-mandate": "代办委托书",
    "social-consent": "业务主管单位批准文件",
    "capital-proof": "验资报告",
    "office-proof": "场所使用权证明",
    "founders": "发起人和拟任负责人基本情况、身份证明",
    "charter": "章程草案",
}


@lru_cache(maxsize=64)
def sample(kind: str) -> tuple[str, bytes, str]:
    """Return (file name, content, media type) of a sample paper."""
    title = TITLES.get(kind, kind)
    register()
    buffer = BytesIO()
    # The stubs take the font's name for a number.
    canvas = Canvas(buffer, pagesize=A4, initialFontName=HEI)  # type: ignore[arg-type]
    canvas.setTitle(title)
    canvas.setFont(HEI, 20)
    canvas.drawString(72, 760, title)
    canvas.setFont(HEI, 11)
    canvas.drawString(72, 735, "演示材料，数据均为虚构。")
    canvas.rect(72, 380, 450, 320)
    for x, y, w, h, text in _rooms(kind):
        canvas.rect(72 + x, 380 + y, w, h)
        canvas.drawCentredString(72 + x + w / 2, 380 + y + h / 2, text)
    canvas.showPage()
    canvas.save()
    return f"{title}.pdf", buffer.getvalue(), "application/pdf"


def _rooms(kind: str) -> list[tuple[float, float, float, float, str]]:
    if not kind.startswith("plan-set"):
        return [(150, 120, 150, 80, "示例")]
    rooms = [
        (0.0, 160.0, 150.0, 160.0, "备餐间"),
        (150.0, 160.0, 150.0, 160.0, "烹饪区"),
        (300.0, 160.0, 150.0, 160.0, "库房"),
        (150.0, 0.0, 300.0, 160.0, "就餐区（两个安全出口）"),
    ]
    return rooms if kind.endswith("incomplete") else [*rooms, (0.0, 0.0, 150.0, 160.0, "洗消区")]
