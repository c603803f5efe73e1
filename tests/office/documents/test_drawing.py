"""What a drawn document says, and how it is made."""

import io
from typing import Any

import pypdf
import pytest

from office import documents
from office.documents import DoesNotFit, Surroundings
from office.documents.drawing import fonts
from tests.office.documents.papers import (
    IDENTIFIER,
    NUMBER,
    REFERENCE,
    ROOT,
    layout,
    pages,
    paper,
    squeezed,
    text,
)

CERTIFICATE = "matters/food-operation-licence/result.json"
SIGNED = {"commitment", "commitment-notice"}  # the applicant signs them: no organ's number, no seal
NOTICES = sorted(path.stem for path in (ROOT / "forms/notices").glob("*.json"))


def test_certificate_bears_number_identifier_holder_and_issuer_each_in_one_piece() -> None:
    said = text(paper(layout(CERTIFICATE)).pdf)

    for words in (
        "食品经营许可证",
        NUMBER,
        IDENTIFIER,
        "示例三号餐饮店有限公司",
        "91230102MA0000031Q",
        "2026年11月20日 至 2031年11月19日",
        "示例市道里区市场监督管理局",
    ):
        assert words in said


def test_rare_character_of_a_name_is_copied_out_as_itself() -> None:
    said = text(paper(layout(CERTIFICATE)).pdf)

    assert "张𬭎" in said


def test_character_that_no_typeface_has_is_marked_and_not_dropped() -> None:
    said = layout(CERTIFICATE)
    said["fields"] = [{"label": "经营者名称", "value": '"示例\U0001f35c店"'}]

    assert "示例〓店" in text(paper(said).pdf)


@pytest.mark.parametrize("name", [*NOTICES, "certificate"])
def test_fonts_are_embedded_subsets_of_ours_alone(name: str) -> None:
    said = layout(CERTIFICATE if name == "certificate" else f"notices/{name}.json")

    fonts = list(_fonts(paper(said).pdf))

    assert fonts
    for font in fonts:
        assert "+NotoS" in str(font["/BaseFont"])
        assert "/FontFile2" in font["/FontDescriptor"]


@pytest.mark.parametrize("name", [one for one in NOTICES if one not in SIGNED])
def test_notice_bears_its_number_whole_and_names_the_applicant(name: str) -> None:
    said = layout(f"notices/{name}.json")

    pdf = paper(said).pdf

    assert "〔2026〕第0001号" in text(pdf)
    assert "示例三号餐饮店有限公司" in text(pdf)


def test_long_number_in_a_narrow_cell_is_set_smaller_and_never_broken() -> None:
    said = layout("notices/delivery.json")
    members = [
        {
            "name": "公众聚集场所投入使用、营业前消防安全检查",
            "short": "道里消防",
            "code": "granted",
            "outcome": "准予",
            "document": "公众聚集场所投入使用、营业前消防安全检查意见书",
            "number": number,
        }
        for number in (REFERENCE, "示例城市管理综合行政执法招牌设施字〔2026〕第0001号")
    ]

    found = text(paper(said, members=members).pdf)

    for member in members:
        assert member["number"] in found


def test_delivery_lists_every_outcome_and_no_member_without_one() -> None:
    verified = {"name": "营业执照信息核验", "short": "道里市监", "code": None}
    granted = {
        "name": "食品经营许可",
        "short": "道里市监",
        "code": "granted",
        "outcome": "准予",
        "document": "食品经营许可证",
        "number": NUMBER,
    }
    refused = {**granted, "name": "烟草专卖零售许可", "code": "refused", "outcome": "不予"}

    found = squeezed(
        paper(layout("notices/delivery.json"), members=[verified, granted, refused]).pdf
    )

    assert "食品经营许可" in found
    assert "烟草专卖零售许可" in found
    assert "营业执照信息核验" not in found
    assert "决定不予的事项" in found


def test_refusal_tells_reason_reconsideration_and_suit() -> None:
    found = squeezed(paper(layout("notices/refusal.json")).pdf)

    assert "理由：面积不足，不符合规定。" in found
    assert "六十日内向示例市道里区人民政府申请行政复议" in found
    assert "六个月内依法向有管辖权的人民法院提起行政诉讼" in found


def test_every_page_of_a_demonstration_says_so_and_production_does_not() -> None:
    said = layout("notices/supplement.json")
    items = [{"text": f"第{n}项材料需要补正", "reason": None} for n in range(60)]

    demo = pages(paper(said, items=items).pdf)
    real = pages(paper(said, Surroundings("https://banshi.example", demo=False), items=items).pdf)

    assert len(demo) > 1
    assert all("演示系统（非政府网站，数据均为虚构）" in page for page in demo)
    assert all("样本，无法律效力" in page for page in demo)
    assert not any("样本" in page or "演示" in page for page in real)


def test_last_page_never_bears_the_signature_alone() -> None:
    said = layout("notices/supplement.json")

    for count in range(12, 30, 3):
        items = [{"text": f"第{n}项材料需要补正", "reason": None} for n in range(count)]
        last = pages(paper(said, items=items).pdf)[-1]
        assert "补正" in last


def test_same_values_give_the_same_bytes() -> None:
    assert paper(layout(CERTIFICATE)).pdf == paper(layout(CERTIFICATE)).pdf


@pytest.mark.parametrize("name", [*(one for one in NOTICES if one not in SIGNED), "certificate"])
def test_seal_has_its_place_within_the_last_page(name: str) -> None:
    drawn = paper(layout(CERTIFICATE if name == "certificate" else f"notices/{name}.json"))
    page = pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages[-1].mediabox

    assert drawn.seal is not None
    assert drawn.seal.page == drawn.pages - 1
    assert 0 <= drawn.seal.x <= float(page.width) / 72 * 25.4 - drawn.seal.size
    assert 0 <= drawn.seal.y <= float(page.height) / 72 * 25.4 - drawn.seal.size


def test_certificate_with_long_values_is_set_smaller_and_too_long_ones_are_refused() -> None:
    said = layout(CERTIFICATE)
    items = ["热食类食品制售"] * 30

    assert "热食类食品制售" in text(paper(said, shown={"business_items": items}).pdf)
    with pytest.raises(DoesNotFit):
        paper(said, shown={"business_items": items * 20})


def test_missing_value_is_written_as_a_stroke() -> None:
    assert "／" in text(paper(layout(CERTIFICATE), shown={}).pdf)


def test_fonts_are_found_where_the_setting_says_or_their_lack_is_said(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGBAN_FONTS", str(tmp_path))

    with pytest.raises(documents.FontsMissing):
        documents.fonts_folder()


def _fonts(pdf: bytes) -> Any:
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            yield font.get_object()


def test_a_certificates_long_number_is_set_smaller_and_keeps_clear_of_its_title() -> None:
    said = layout(CERTIFICATE)
    number, title = "黑哈排水许可字〔2026〕第230102000001号", "城镇污水排入排水管网许可证"
    said["number"]["value"] = f'"{number}"'
    said["title"] = title

    placed = _placed(paper(said).pdf, number, title)

    left, size = placed[number]
    assert left + fonts.width(number, fonts.SONG_BOLD, size) < placed[title][0]
    assert size < 14.5


def _placed(pdf: bytes, *lines: str) -> dict[str, tuple[float, float]]:
    """Where each line begins, in points, and its type size."""
    found: dict[str, tuple[float, float]] = {}

    def see(said: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if said.strip() in lines:
            found[said.strip()] = (cm[4] + tm[4], size)

    pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=see)
    return found
