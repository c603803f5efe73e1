"""The report of a compile: before and after for fields, materials, visits and days, counted, never written."""

from collections.abc import Collection
from typing import Any

from office.matters.compiled import Compiled
from office.matters.materials import elements_after, rows_before


def report_for(
    compiled: Compiled, needed: Collection[str], *, visits_after: int | None = None
) -> dict[str, Any]:
    """Before: each needed member filed alone. After: the one form, list and visit of the whole.

    Days before add up the members' promises, one after the other; after is the joint promise.
    """
    members = [member for member in compiled.members if member.code in needed]
    asked = compiled.asked(needed)
    visits = compiled.report.get("visits_after") if visits_after is None else visits_after
    return {
        "fields_before": sum(use.member in needed for one in compiled.fields for use in one.uses),
        "fields_after": len(asked),
        "materials_before": rows_before(compiled.materials, needed),
        "materials_after": elements_after(compiled.materials, needed),
        "visits_before": sum(member.visits for member in members),
        "visits_after": visits,
        "days_before": sum(member.limits["promised"] for member in members),
        "days_after": compiled.clocks["joint"]["promised"],
        "days_statutory": {member.code: member.limits["statutory"] for member in members},
        "conflicts": [dict(one) for one in compiled.resolutions],
        "known": [one.name for one in asked if one.source is not None],
        "fetched": [m.element for m in compiled.materials if m.rows(needed) and m.fetched],
        "generated": [m.element for m in compiled.materials if m.asked(needed) and m.generated],
    }
