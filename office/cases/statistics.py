"""Public figures of a year by month and by matter: counts alone, and none that would point at a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from office import clocks
from office.matters import UnknownEdition, edition, report_for

MONTHS = 12
FEWEST = 5  # a count below tells too much of too few (k-anonymity)


@dataclass(frozen=True)
class Count:
    """A count that may be shown; `value` is None where it may not.

    `few` says that it is above nothing and below FEWEST. A count that is kept back though it is
    larger would let another one be computed.
    """

    value: int | None
    few: bool = False


@dataclass(frozen=True)
class MonthFigures:
    """What was accepted and decided in a month, written 2026-11."""

    month: str
    accepted: Count
    decided: Count


@dataclass(frozen=True)
class MatterFigures:
    """One matter's year; the averages and the rate are None while too few cases were decided.

    `on_time` is the share decided by the last promised day; `days` and `promised` are working days.
    """

    matter: str
    kind: str
    accepted: Count
    decided: Count
    on_time: float | None
    days: float | None
    promised: float | None


@dataclass(frozen=True)
class Saved:
    """What one-things spared their applicants, against filing each member alone."""

    cases: Count
    materials: int | None
    fields: int | None


@dataclass(frozen=True)
class Statistics:
    """The figures of the twelve months up to a day."""

    since: date
    until: date
    months: tuple[MonthFigures, ...]
    matters: tuple[MatterFigures, ...]
    accepted: Count
    decided: Count
    on_time: float | None
    saved: Saved


@dataclass(frozen=True)
class _Row:
    matter: str
    kind: str
    month: str
    accepted: int
    decided: int
    on_time: int
    days: float
    promised: float


def statistics(session: Session, now: datetime) -> Statistics:
    """Count the last twelve months: one pass over the year's cases, one over its one-things."""
    until = clocks.today(now)
    since = _months(until)[0]
    rows = _rows(session, since, until)
    decided = sum(row.decided for row in rows)
    return Statistics(
        since=since,
        until=until,
        months=_by_month(rows, until),
        matters=_by_matter(rows),
        accepted=_alone(sum(row.accepted for row in rows)),
        decided=_alone(decided),
        on_time=_share(sum(row.on_time for row in rows), decided),
        saved=_saved(session, since),
    )


def guarded(counts: Sequence[int]) -> list[Count]:
    """Counts that are shown beside their sum: small ones are kept back, and never one alone.

    Where one alone is small, the next larger is kept back too: else the sum would give it away.
    """
    shown = [_alone(count) for count in counts]
    if sum(one.value is None for one in shown) == 1:
        others = [at for at, one in enumerate(shown) if one.value]
        if others:
            shown[min(others, key=lambda at: counts[at])] = Count(None)
    return shown


def _alone(count: int) -> Count:
    return Count(None, few=True) if 0 < count < FEWEST else Count(count)


def _by_month(rows: Sequence[_Row], until: date) -> tuple[MonthFigures, ...]:
    months = [f"{day:%Y-%m}" for day in _months(until)]
    accepted = guarded([sum(r.accepted for r in rows if r.month == month) for month in months])
    decided = guarded([sum(r.decided for r in rows if r.month == month) for month in months])
    return tuple(
        MonthFigures(month, took, done)
        for month, took, done in zip(months, accepted, decided, strict=True)
    )


def _by_matter(rows: Sequence[_Row]) -> tuple[MatterFigures, ...]:
    kinds = {row.matter: row.kind for row in rows}
    codes = sorted(kinds, key=lambda code: (kinds[code] != "one-thing", code))
    own = {code: [row for row in rows if row.matter == code] for code in codes}
    accepted = guarded([sum(row.accepted for row in own[code]) for code in codes])
    decided = guarded([sum(row.decided for row in own[code]) for code in codes])
    return tuple(
        MatterFigures(
            matter=code,
            kind=kinds[code],
            accepted=took,
            decided=done,
            on_time=_of(own[code], "on_time") if done.value else None,
            days=_of(own[code], "days") if done.value else None,
            promised=_of(own[code], "promised") if done.value else None,
        )
        for code, took, done in zip(codes, accepted, decided, strict=True)
    )


def _of(rows: Iterable[_Row], measure: str) -> float | None:
    """A sum over the decided cases, divided by their number."""
    listed = list(rows)
    return _share(sum(getattr(row, measure) for row in listed), sum(row.decided for row in listed))


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole >= FEWEST else None


# Cases and clocks stand in two rooms; the figures need both at once and no row of either leaves here.
# Working days are differences of ordinals, so that the database counts them without a calendar.
_COUNTED = text("""
WITH working(day, ordinal) AS (
    SELECT * FROM unnest(CAST(:days AS date[]), CAST(:ordinals AS integer[]))
), marked AS (
    SELECT matter, kind, accepted_at AS at, true AS taken, id, NULL::timestamptz AS decided_at
      FROM office.cases WHERE accepted_at >= :since
    UNION ALL
    SELECT matter, kind, decided_at, false, id, decided_at
      FROM office.cases WHERE decided_at >= :since AND accepted_at IS NOT NULL
)
SELECT marked.matter, marked.kind,
       to_char(marked.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
       count(*) FILTER (WHERE marked.taken) AS accepted,
       count(clock.case_id) AS decided,
       count(*) FILTER (WHERE ended.day <= clock.due_on) AS on_time,
       coalesce(sum(ended.ordinal - began.ordinal), 0) AS days,
       coalesce(sum(clock.days), 0) AS promised
  FROM marked
  LEFT JOIN office.clocks AS clock
    ON clock.case_id = marked.id AND clock.kind = :promise AND NOT marked.taken
  LEFT JOIN working AS began ON began.day = clock.started_on
  LEFT JOIN working AS ended
    ON ended.day = (marked.decided_at AT TIME ZONE 'Asia/Shanghai')::date AND clock.case_id IS NOT NULL
 GROUP BY 1, 2, 3
""")


def _rows(session: Session, since: date, until: date) -> list[_Row]:
    ordinals = _ordinals(since - timedelta(days=366), until)
    found = session.execute(
        _COUNTED,
        {
            "days": list(ordinals),
            "ordinals": list(ordinals.values()),
            "since": _start_of(since),
            "promise": clocks.PROMISED,
        },
    )
    return [
        _Row(
            one.matter,
            one.kind,
            one.month,
            int(one.accepted),
            int(one.decided),
            int(one.on_time),
            float(one.days),
            float(one.promised),
        )
        for one in found
    ]


_ONE_THINGS = text("""
SELECT filed.edition_id, filed.needed, count(*) AS cases
  FROM office.cases AS root
  JOIN office.submissions AS filed ON filed.case_id = root.id AND filed.version = 1
 WHERE root.kind = 'one-thing' AND root.accepted_at >= :since
 GROUP BY 1, 2
""")


def _saved(session: Session, since: date) -> Saved:
    cases = materials = fields = 0
    for one in session.execute(_ONE_THINGS, {"since": _start_of(since)}):
        try:
            report = report_for(edition(session, one.edition_id).compiled, one.needed)
        except UnknownEdition:
            continue
        cases += one.cases
        materials += one.cases * (report["materials_before"] - report["materials_after"])
        fields += one.cases * (report["fields_before"] - report["fields_after"])
    few = cases < FEWEST
    return Saved(_alone(cases), None if few else materials, None if few else fields)


def _ordinals(since: date, until: date) -> Mapping[date, int]:
    """Every day with the number of working days up to it."""
    found, working, day = {}, 0, since
    while day <= until:
        working += clocks.is_working_day(day)
        found[day] = working
        day += timedelta(days=1)
    return found


def _months(until: date) -> list[date]:
    """The first days of the last twelve months."""
    whole = until.year * 12 + until.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(whole - MONTHS + 1, whole + 1)]


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clocks.SHANGHAI)
