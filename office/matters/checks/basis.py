"""Law and limits: a basis, a promise within the law, nothing asked that a licence or sharing gives."""

from collections.abc import Iterator, Mapping
from typing import Any

from office import clocks
from office.matters.checks.surroundings import Checked, Surroundings
from office.matters.findings import Finding
from office.matters.limits import in_calendar_days
from office.matters.sources import source_words


def law_findings(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    document = matter.said.document
    if not document["basis"] and not document.get("platform"):  # its basis is the house's own order
        yield Finding(
            "matter.yaml · basis",
            "事项须有设定依据",
            "没有写设定依据",
            "请写明法律、法规、规章的名称和条款",
        )
    yield from _limits(document["limits"])
    if not matter.one_thing:
        yield from _asked_again(matter, around)
        yield from _papers(document)


def _limits(limits: Mapping[str, Any]) -> Iterator[Finding]:
    statutory, unit = limits["statutory"], "个工作日"
    allowed = statutory
    if in_calendar_days(limits):
        allowed = clocks.fewest_working_days(statutory)
        unit = f"日（自然日，最少含 {allowed} 个工作日）"
    if limits["promised"] > allowed:
        yield Finding(
            "matter.yaml · limits",
            "承诺时限不得超过法定时限",
            f"承诺 {limits['promised']} 个工作日，法定 {statutory} {unit}",
            "请缩短承诺时限",
        )


def _asked_again(matter: Checked, around: Surroundings) -> Iterator[Finding]:
    """国务院令第716号第七条: what sharing gives is not asked again without a recorded reason."""
    required = matter.said.form.get("required", ())
    for name, said in matter.said.form["properties"].items():
        element = around.elements.questions.get(said.get("x-element", ""))
        if element is None or element.known_to is None or name not in required:
            continue
        if "x-source" not in said and "x-asked-because" not in said:
            yield Finding(
                f"form.json · {name}",
                "能共享获取的不得重复索要（国务院令第716号第七条）",
                f"“{element.title['zh']}”可由{source_words(element.known_to)}取得，却要求申请人填写",
                "请改为“从来源带出”；确需填写的，写明仍要申请人填写的理由",
            )


def _papers(document: Mapping[str, Any]) -> Iterator[Finding]:
    for row in document["materials"]:
        if row["source"] == "applicant" and not row.get("asked_because"):
            yield from _fetchable(row, document)


def _fetchable(row: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[Finding]:
    """The same element fetched in one row and asked in another of the same list."""
    others = [
        other["source"]
        for other in document["materials"]
        if other["element"] == row["element"]
        and other["source"].startswith(("licence:", "sharing:"))
    ]
    if others:
        yield Finding(
            f"matter.yaml · 材料“{row['name']['zh']}”",
            "能共享获取的不得重复索要（国务院令第716号第七条）",
            f"同一材料在另一行已由{source_words(others[0])}取得",
            "请删去这一行，或写明为什么还要交",
        )
