"""Case numbers (办件编号): 31 characters 实施编码, the day, a serial of four; the format stands here alone.

Source: GB/T 39046-2020 allows an..50; 实施编码 (C0109.1, GB/T 39554.1) is the organ's USCC (18),
its level (1) and the 基本编码 (12).
"""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.accounts import Organ, numbered_as
from office.accounts import region as region_of
from office.cases._rows import NumberRow

# 行使层级, GB/T 39046 A.2: a province's organ is level 2, a city's 3, a county's 4.
LEVELS = {1: "2", 2: "3", 3: "4"}


def next_number(session: Session, organ: Organ, basic_code: str, day: date) -> str:
    """Return the next free number; others wait for this transaction rather than get the same one."""
    code = numbered_as(session, organ.code)
    prefix = f"{code}{LEVELS[region_of(organ.region).level]}{basic_code}{day:%Y%m%d}"
    statement = insert(NumberRow).values(prefix=prefix, last=1)
    last = session.execute(
        statement.on_conflict_do_update(
            index_elements=["prefix"], set_={"last": NumberRow.last + 1}
        ).returning(NumberRow.last)
    ).scalar_one()
    return f"{prefix}{last:04d}"
