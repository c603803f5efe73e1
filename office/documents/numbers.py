"""文号 of notices: a serial per organ, series and year, the same for the same request."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from office.accounts import numbered_as
from office.documents._rows import SerialRow, SeriesRow


def serial(session: Session, *, organ: str, series: str, year: int, request_id: str) -> str:
    """Return the serial of four digits that this request has, or gets now.

    Two requests for the same series wait for each other's transaction; a request that is prepared
    again after a crash finds the number it had.
    """
    had = session.execute(
        select(SerialRow.serial).where(SerialRow.request_id == request_id)
    ).scalar_one_or_none()
    if had is None:
        organ = numbered_as(session, organ)
        had = _next(session, organ, series, year)
        session.add(
            SerialRow(request_id=request_id, organ=organ, series=series, year=year, serial=had)
        )
        session.flush()
    return f"{had:04d}"


def _next(session: Session, organ: str, series: str, year: int) -> int:
    statement = insert(SeriesRow).values(organ=organ, series=series, year=year, last=1)
    return session.execute(
        statement.on_conflict_do_update(
            index_elements=["organ", "series", "year"], set_={"last": SeriesRow.last + 1}
        ).returning(SeriesRow.last)
    ).scalar_one()
