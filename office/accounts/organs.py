"""Organs: which authority of which place, and the groups of people that lanes turn into."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.accounts._rows import OrganRow
from office.accounts.regions import ancestors, covers
from office.accounts.regions import region as region_of
from office.accounts.values import STAFF, Account, Organ, UnknownOrgan


def create_organ(session: Session, organ: Organ) -> Organ:
    """Keep an organ, or the new names of one that is there; raises UnknownRegion."""
    row = session.get(OrganRow, organ.code) or OrganRow(code=organ.code)
    row.name, row.short, row.department = organ.name, organ.short, organ.department
    row.region = region_of(organ.region).code
    session.add(row)
    session.flush()
    return value_of_organ(row)


def organ(session: Session, code: str) -> Organ:
    """Return one organ; raises UnknownOrgan."""
    row = session.get(OrganRow, code)
    if row is None:
        raise UnknownOrgan
    return value_of_organ(row)


def organs(session: Session) -> list[Organ]:
    """Return all organs by place and department."""
    rows = session.scalars(select(OrganRow).order_by(OrganRow.region, OrganRow.department))
    return [value_of_organ(row) for row in rows]


def organ_for(session: Session, department: str, region: str) -> Organ:
    """Return the nearest organ of a department: the district's, else the city's, else the province's."""
    places = [place.code for place in ancestors(region)]
    rows = session.scalars(
        select(OrganRow).where(OrganRow.department == department, OrganRow.region.in_(places))
    ).all()
    if not rows:
        raise UnknownOrgan
    nearest = min(rows, key=lambda row: (places.index(row.region), row.code))
    return value_of_organ(nearest)


NUMBERED_AS = "accounts.numbered-as"  # in Session.info: 18 signs in place of every organ's code


def numbered_as(session: Session, organ_code: str) -> str:
    """Return the code that numbers given in this session carry: the organ's own, but for rehearsals.

    Numbers of a rehearsal are a series of its own: they are seen to be none, and no real one waits for them.
    """
    return str(session.info.get(NUMBERED_AS, organ_code))


def group(organ_code: str, role: str) -> str:
    """Name the people who hold a role in an organ."""
    return f"{organ_code}:{role}"


def groups_of(account: Account) -> list[str]:
    """Return the groups whose tasks this account may take, its own and those of colleagues who are away."""
    if account.kind != STAFF or account.organ is None or not account.active:
        return []
    own = {group(account.organ.code, role) for role in account.roles}
    return sorted(own | set(account.lent))


def on_behalf_of(account: Account, group_name: str | None) -> str | None:
    """Return whose task it is that this account does: the lender's id where the group is lent, else None."""
    if group_name is None or account.organ is None:
        return None
    own = {group(account.organ.code, role) for role in account.roles}
    return None if group_name in own else account.lent.get(group_name)


def may_reach(account: Account, region: str) -> bool:
    """Say whether a case of this region lies within the place that the account works for."""
    return account.kind == STAFF and bool(account.region) and covers(account.region, region)


def value_of_organ(row: OrganRow) -> Organ:
    return Organ(
        code=row.code,
        name=row.name,
        short=row.short,
        region=row.region,
        department=row.department,
    )
