"""How many tasks the lists hold, as far as it matters: nobody reads more than "1000+"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from office.worklist._rows import WorkItemRow
from office.worklist.filters import Filters, answers
from office.worklist.listing import ALL, DONE_LIST, Reader, groups_for, is_grouped, where
from office.worklist.search import rare

CAP = 1_001
LOOKED_AT = 2_000  # rows whose forms are looked into for one count


@dataclass(frozen=True)
class Count:
    """n tasks, or at least n where more."""

    n: int
    more: bool = False


def counts(session: Session, who: Reader, asked: Sequence[tuple[str, Filters]]) -> list[Count]:
    """Count several lists, in the order asked, in one statement where only indexes need be read."""
    found: dict[int, Count] = {}
    parts = []
    for place, (list_name, filters) in enumerate(asked):
        if not who.groups and list_name != DONE_LIST:
            found[place] = Count(0)
        elif filters.fields or filters.text:
            found[place] = _looked_into(session, who, list_name, filters)
        else:
            rows = select(literal(1).label("one")).where(*where(who, list_name, filters))
            capped = rows.limit(CAP).subquery()
            parts.append(
                select(literal(place).label("place"), func.count().label("n")).select_from(capped)
            )
    if parts:
        for row in session.execute(union_all(*parts)):
            found[row.place] = _capped(row.n)
    return [found[place] for place in range(len(asked))]


def _looked_into(session: Session, who: Reader, list_name: str, filters: Filters) -> Count:
    """Rare answers are counted to the last; of common ones as many as the first rows hold."""
    few = rare(session, groups_for(who, filters), filters) if is_grouped(list_name) else None
    if few is None and _only_answers(who, list_name, filters):
        return Count(CAP - 1, more=True)  # common: more than a thousand say so
    chosen = [] if few is None else [WorkItemRow.id.in_(few)]
    rows = (
        select(and_(true(), *answers(filters)).label("matches"))
        .where(*where(who, list_name, filters), *chosen)
        .limit(LOOKED_AT)
        .subquery()
    )
    n, looked_at = session.execute(
        select(func.count().filter(rows.c.matches), func.count()).select_from(rows)
    ).one()
    return Count(min(n, CAP - 1), n >= CAP or looked_at == LOOKED_AT)


def _only_answers(who: Reader, list_name: str, filters: Filters) -> bool:
    """Whether one answer alone narrows a list of all that the reader's groups have."""
    alone = Filters(fields=filters.fields, text=filters.text)
    plain = alone == replace(filters, order=alone.order, descending=alone.descending)
    one = len(filters.fields) + bool(filters.text) == 1
    return list_name == ALL and plain and one and who.home in who.regions


def _capped(n: int) -> Count:
    return Count(min(n, CAP - 1), n >= CAP)
