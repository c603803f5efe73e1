"""The materials list by element: what the applicant supplies or confirms, what is fetched, what is made."""

from collections.abc import Collection, Mapping, Sequence

from office.matters.compiled import Material, MaterialRow
from office.matters.elements import Elements
from office.matters.fields import MemberForm

_LEAST_WORK = ("licence:", "sharing:", "generated:", "applicant")


def combine_materials(members: Sequence[MemberForm], elements: Elements) -> tuple[Material, ...]:
    """Rows of all members with the same element as one material, in the order of the guides."""
    rows: dict[str, list[MaterialRow]] = {}
    for member in members:
        for said in member.document.get("materials", ()):
            row = MaterialRow(
                member=member.code, **{key: one for key, one in said.items() if key != "element"}
            )
            rows.setdefault(said["element"], []).append(row)
    return tuple(_material(name, found, members, elements) for name, found in rows.items())


def rows_before(materials: Collection[Material], needed: Collection[str]) -> int:
    """The material rows of the needed members, each filed alone."""
    return sum(len(material.rows(needed)) for material in materials)


def elements_after(materials: Collection[Material], needed: Collection[str]) -> int:
    """The distinct elements that the applicant supplies or confirms."""
    return sum(material.asked(needed) for material in materials)


def _material(
    name: str, rows: Sequence[MaterialRow], members: Sequence[MemberForm], elements: Elements
) -> Material:
    paper = elements.papers.get(name)
    source = min(
        (row.source for row in rows),
        key=lambda said: next(i for i, one in enumerate(_LEAST_WORK) if said.startswith(one)),
    )
    users = tuple(dict.fromkeys(row.member for row in rows))
    one_name = len({row.name["zh"] for row in rows}) == 1
    return Material(
        element=name,
        name=rows[0].name if paper is None or (one_name and len(rows) == 1) else paper.title,
        members=users,
        source=source,
        required=_either([row.required for row in rows]),
        merged_from=tuple(rows),
        media=paper.media if paper else Material.media,
        help=rows[0].help or (paper.hint if paper else None),
        from_members=_issued_by(name, rows, members),
        several=bool(paper and paper.several),
        sample=tuple(paper.sample) if paper else (),
    )


def _either(conditions: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(conditions))
    if "true" in distinct:
        return "true"
    return distinct[0] if len(distinct) == 1 else " or ".join(f"({one})" for one in distinct)


def _issued_by(
    name: str, rows: Sequence[MaterialRow], members: Sequence[MemberForm]
) -> tuple[str, ...]:
    """The members whose outcome document this material is."""
    users = {row.member for row in rows}
    sources = {row.source for row in rows}
    issued = []
    for member in members:
        outcome: Mapping[str, str] = member.document.get("outcome") or {}
        same = outcome.get("element") == name or f"licence:{outcome.get('licence_type')}" in sources
        if outcome and same and users != {member.code}:
            issued.append(member.code)
    return tuple(issued)
