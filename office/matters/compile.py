"""The compiler: from the members that a diagram calls to one form, one list, one guide, one report."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from office.matters.compiled import Compiled, Member
from office.matters.elements import Elements
from office.matters.fields import MemberForm, combine
from office.matters.findings import CompileStopped
from office.matters.guide import clocks, guide
from office.matters.materials import combine_materials
from office.matters.points import combine_points
from office.matters.report import report_for

__all__ = ["MemberForm", "compile_form"]


def compile_form(
    members: Sequence[MemberForm],
    resolutions: Sequence[Mapping[str, Any]] = (),
    *,
    elements: Elements,
    whole: Mapping[str, Any] | None = None,
) -> Compiled:
    """What the members make together; `whole` is the one-thing's catalogue entry.

    A single matter compiles with itself as its only member and keeps its own field names.
    Raises CompileStopped with every conflict that no resolution settles.
    """
    settled = {resolution["element"]: resolution for resolution in resolutions}
    fields, conflicts = combine(members, settled, elements, own_names=whole is None)
    points, disagreements = combine_points(members)
    if conflicts or disagreements:
        raise CompileStopped((*conflicts, *disagreements))
    document = whole or members[0].document
    used = {one.element for one in fields if one.resolved}
    plain = Compiled(
        fields=fields,
        materials=combine_materials(members, elements),
        points=points,
        members=tuple(_member(one) for one in members),
        clocks=clocks(document, members),
        guide=guide(document, members),
        resolutions=tuple(one for one in resolutions if one["element"] in used),
    )
    return _reported(plain, document, [member.code for member in members])


def _reported(plain: Compiled, document: Mapping[str, Any], every: Collection[str]) -> Compiled:
    report = report_for(plain, every, visits_after=document["channels"]["visits"])
    return Compiled(**{**vars(plain), "report": report})


def _member(one: MemberForm) -> Member:
    outcome = one.document.get("outcome")
    return Member(
        code=one.code,
        name=one.document["name"],
        process_id=one.process_id,
        department=one.department,
        element=one.element,
        edition_id=one.edition_id,
        conditions=one.conditions,
        unless=one.unless,
        outcome=outcome["name"] if outcome else None,
        limits=one.document["limits"],
        visits=one.document["channels"]["visits"],
    )
