"""The editors' pages in English: Chinese only where it is the matter's own words, and marked so."""

import re
from typing import Any

import pytest
from lxml import html

from tests.web.studio.conftest import Analyst, opened

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDY = ("aria-label", "title", "placeholder", "data-confirm", "alt")


def unmarked(page: str) -> list[str]:
    """The Chinese of a page that nothing marks as such; the frame around the editors is tested with the frame."""
    root: Any = html.fromstring(page).xpath('//main//*[@class="bench" or @class="decisions"]')[0]
    for node in root.xpath('.//*[@lang="zh-CN"] | .//script | .//datalist'):
        node.drop_tree()
    found = [text.strip() for text in root.xpath(".//text()") if CHINESE.search(text)]
    for name in WORDY:
        found += [value for value in root.xpath(f".//@{name}") if CHINESE.search(value)]
    return found


@pytest.mark.parametrize(
    "tab",
    [
        "form", "form?field=sign_text", "form?field=uscc", "form?rule=0", "questions",
        "questions?question=sign_position", "decisions", "result", "result?row=0", "result?seal=yes",
    ],
)  # fmt: skip
def test_an_editors_page_speaks_english(first: Analyst, tab: str) -> None:
    draft = opened(first, "outdoor-sign")
    first.client.set_cookie("tongban-language", "en")

    page = first.open(f"{draft}/{tab}")

    found = unmarked(page.text)
    assert found == []
