"""Lines of Chinese text."""

from hypothesis import given
from hypothesis import strategies as st

from office.documents.drawing.lines import break_lines
from office.documents.filled import Span


def _length(text: str) -> float:
    return sum(1.0 if ord(character) > 0x2000 else 0.5 for character in text)


def test_number_goes_to_the_next_line_whole() -> None:
    text = (Span("本机关作出"), Span("道里消检字〔2026〕第0001号", whole=True), Span("决定。"))

    lines = break_lines(text, 17, _length)

    assert lines == ["本机关作出", "道里消检字〔2026〕第0001号决定。"]


def test_no_line_opens_with_a_closing_mark_or_ends_with_an_opening_one() -> None:
    text = (Span("依据《中华人民共和国行政许可法》，决定如下：（一）准予；（二）送达。" * 3),)

    for room in range(6, 20):
        for line in break_lines(text, room, _length):
            assert line[0] not in "，。；：》）"
            assert line[-1] not in "《（"


@given(st.text(alphabet="准予许可，。（）A1 ", max_size=60), st.integers(3, 20))
def test_breaking_loses_nothing_but_spaces(text: str, room: int) -> None:
    lines = break_lines((Span(text),), room, _length)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(_length(line) <= room for line in lines)
