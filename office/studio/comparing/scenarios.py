"""Two scenario files: how many steps, whether another end is expected; what people filled in is not read out."""

from collections.abc import Iterator, Mapping
from typing import Any

from office.studio.comparing.values import CHANGED, Difference
from office.words import Words, words


def scenario_differences(
    file: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield a sentence for each part of the scenario that differs."""
    name = after.get("name") or before.get("name") or file

    def told(element: str, sentence: Words) -> Difference:
        return Difference(file, element, CHANGED, sentence)

    if before.get("name") != after.get("name"):
        yield told("name", words("场景“{old}”改名为“{name}”", old=before.get("name"), name=name))
    if before.get("steps") != after.get("steps"):
        was, now = len(before.get("steps") or ()), len(after.get("steps") or ())
        yield told(
            "steps",
            words(
                "场景“{name}”换了步骤：原来 {was} 步，现在 {now} 步", name=name, was=was, now=now
            ),
        )
    if before.get("expect") != after.get("expect"):
        yield told("expect", words("场景“{name}”换了预期的结果", name=name))
    said = {"name", "steps", "expect"}
    if {k: v for k, v in before.items() if k not in said} != {
        k: v for k, v in after.items() if k not in said
    }:
        yield told("given", words("场景“{name}”换了申请人、日期、答案或材料", name=name))
