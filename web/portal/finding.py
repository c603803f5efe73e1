"""Find matters by plain words: 开个小饭馆 finds 开办餐饮店."""

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from office.matters import Edition

NAME, MEMBERS, SUMMARY = 6, 3, 2  # how much a word tells, by where it stands
EMPTY = frozenset(
    {"我要", "我想", "想办", "要办", "想开", "要开", "怎么", "办理", "申请", "开个", "开一", "办个"}
)
# 饭馆不用办 in a summary is no reason to find the matter by 饭馆.
_UNSAID = re.compile(r"[^；，。;]*(不用|无需|不需)[^；。;]*")


def find(editions: Sequence[Edition], words: str) -> list[Edition]:
    """Return the editions that the words fit, the best first; all of them for no words."""
    if not words.strip():
        return list(editions)
    ranked = [(_score(edition, words), edition) for edition in editions]
    return [edition for score, edition in sorted(ranked, key=lambda one: -one[0]) if score]


def _score(edition: Edition, words: str) -> int:
    summary = edition.document.get("summary") or {}
    members = " ".join(one.name["zh"] for one in edition.compiled.members)
    places = (
        (NAME, f"{edition.name_zh} {edition.name_en.lower()}"),
        (MEMBERS, members if edition.kind == "one-thing" else ""),
        (SUMMARY, _UNSAID.sub("", str(summary.get("zh", "")))),
    )
    meant, said = _meant(words), _said(words)
    return sum(
        weight * (2 * sum(term in text for term in meant) + sum(term in text for term in said))
        for weight, text in places
    )


def _meant(words: str) -> frozenset[str]:
    """The words that mean the same as what was typed."""
    return frozenset(
        word for group in _groups() if any(one in words for one in group) for word in group
    )


def _said(words: str) -> frozenset[str]:
    """What was typed in pieces: words of other scripts whole, Chinese in pairs of characters."""
    found: set[str] = set()
    for part in words.lower().split():
        if part.isascii():
            found.add(part)
        else:
            found |= {part[i : i + 2] for i in range(len(part) - 1)} or {part}
    return frozenset(found - EMPTY)


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    with (Path(__file__).parent / "plain_words.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(tuple(row) for row in csv.reader(lines) if row)
