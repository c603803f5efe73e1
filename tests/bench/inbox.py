"""The worklist at 1,000,000 open among 10,000,000 tasks: python -m tests.bench.inbox, into build/bench.json."""

import json
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.orm import Session

from office.accounts import regions, within
from office.run.embedded.postgres import Postgres
from office.run.schema import migrate
from office.worklist import (
    ALL,
    CONTAINS,
    FROM,
    IS,
    MINE,
    OVERDUE,
    UNCLAIMED,
    FieldFilter,
    Filters,
    Reader,
    counts,
    page,
)

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "build" / "bench.json"
OPEN, TOTAL = 1_000_000, 10_000_000
STEP = 500_000
TODAY = date(2026, 11, 24)
PROVINCE = "230000"
DEPARTMENTS, ROLES = 10, ("承办", "审核", "批准")
GIANT = "O0230000:承办"  # one province-wide desk with every 25th open task: 40,000
EACH = 40  # measured readers of a kind
LISTED = Filters()
FILTERED = Filters(matter="matter-7", due_to=TODAY + timedelta(days=20))
KINDS: dict[str, Filters] = {
    "page": LISTED,
    "by number": Filters(order="number"),
    "newest first": Filters(order="opening", descending=True),
    "matter and due": FILTERED,
    "matter, rare": Filters(matter="matter-39", step="审查4", due_to=TODAY - timedelta(days=8)),
    "text": Filters(text="店77"),
    "text, common": Filters(text="示例"),
    "field is": Filters(fields=(FieldFilter("主体业态", IS, "canteen"),)),
    "field is, rare": Filters(fields=(FieldFilter("场所编码", IS, "code-4242"),)),
    "field at least": Filters(fields=(FieldFilter("经营面积", FROM, 990),)),
    "field contains, none": Filters(fields=(FieldFilter("场所编码", CONTAINS, "nowhere"),)),
}
COUNTED = {
    name: KINDS[name] for name in ("matter and due", "field is", "field is, rare", "text, common")
}


def main() -> int:
    say = _Clock()
    with tempfile.TemporaryDirectory(prefix="tb-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        postgres = Postgres(Path(folder))
        try:
            database = create_engine(postgres.start())
            migrate(database.url.render_as_string(hide_password=False))
            with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                _fill(connection, say)
            with Session(database) as session:
                figures = _measure(session, say)
            database.dispose()
        finally:
            postgres.stop()
    _write(figures)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    return 0


class _Clock:
    """Says what is done and how long it took."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, what: str) -> None:
        print(f"{time.monotonic() - self._started:7.1f} s  {what}", file=sys.stderr, flush=True)


def _fill(connection: Connection, say: Callable[[str], None]) -> None:
    """Load the rows without indexes or log, then build what the migrations have."""
    run = connection.exec_driver_sql
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
        run(f"ALTER SYSTEM SET {setting} = off")
    run("SELECT pg_reload_conf()")
    run("SET maintenance_work_mem = '1GB'")
    indexes = run(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'office'"
        " AND tablename = 'work_items' AND indexname <> 'work_items_pkey'"
    ).all()
    run("ALTER TABLE office.work_items SET UNLOGGED")
    run("ALTER TABLE office.work_items DROP CONSTRAINT work_items_pkey")
    for name, _ in indexes:
        run(f"DROP INDEX office.{name}")
    _places(connection)
    for first in range(1, TOTAL, STEP):
        connection.execute(
            ROWS,
            {
                "first": first,
                "last": first + STEP - 1,
                "open": OPEN,
                "today": TODAY,
                "counties": len(regions(level=3)),
            },
        )
        if (first - 1) % (4 * STEP) == 0:
            say(f"{first + STEP - 1:,} rows")
    run("ALTER TABLE office.work_items ADD CONSTRAINT work_items_pkey PRIMARY KEY (id)")
    for name, made in indexes:
        run(made)
        say(f"index {name}")
    _terms(connection, say)
    run("VACUUM (ANALYZE) office.work_items, office.work_terms")
    say("vacuumed and analysed")


def _terms(connection: Connection, say: Callable[[str], None]) -> None:
    """The narrow rows by which open tasks are found, as office.worklist.search writes them."""
    run = connection.exec_driver_sql
    indexes = run(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'office'"
        " AND tablename = 'work_terms' AND indexname <> 'work_terms_pkey'"
    ).all()
    run("ALTER TABLE office.work_terms SET UNLOGGED")
    run("ALTER TABLE office.work_terms DROP CONSTRAINT work_terms_pkey")
    for name, _ in indexes:
        run(f"DROP INDEX office.{name}")
    run(
        """
        INSERT INTO office.work_terms (item_id, label, place, group_name, text, number)
        SELECT id, one.key, 0, group_name,
            CASE WHEN jsonb_typeof(one.value) <> 'number' THEN lower(one.value #>> '{}') END,
            CASE WHEN jsonb_typeof(one.value) = 'number' THEN (one.value #>> '{}')::float8 END
        FROM office.work_items CROSS JOIN LATERAL jsonb_each(
            facts || jsonb_build_object('', case_number || ' ' || applicant_name)) AS one
        WHERE state = 'open'
        """
    )
    say("terms of open tasks")
    run(
        "ALTER TABLE office.work_terms ADD CONSTRAINT work_terms_pkey PRIMARY KEY (item_id, label, place)"
    )
    for name, made in indexes:
        run(made)
        say(f"index {name}")


def _places(connection: Connection) -> None:
    """Desks with the counties that they serve: of counties, cities and the province, ten departments each."""
    connection.exec_driver_sql(
        "CREATE TABLE places (level int, place bigint, group_name text, organ text, region text)"
    )
    desks: list[dict[str, Any]] = []
    counted = {1: 0, 2: 0, 3: 0}
    counties = [one.code for one in regions(level=3)]
    for one in regions():
        below = [code for code in within(one.code) if code in set(counties)]
        for department in range(DEPARTMENTS):
            for role in ROLES:
                organ = f"O{department}{one.code}"
                for code in below:
                    desks.append(
                        {
                            "level": one.level,
                            "place": counted[one.level],
                            "group": f"{organ}:{role}",
                            "organ": organ,
                            "region": code,
                        }
                    )
                    counted[one.level] += 1
    connection.execute(
        text("INSERT INTO places VALUES (:level, :place, :group, :organ, :region)"), desks
    )
    connection.exec_driver_sql("ANALYZE places")


# One desk in ten of the province (and the giant one), two of the cities, the rest of the counties; closed tasks alike.
ROWS = text(
    """
    INSERT INTO office.work_items (id, instance_id, task_id, case_id, root_id, case_number, matter, title,
        applicant_name, element, step, name, form, lane, organ_code, group_name, account_id, region, outcomes,
        barred, waiting_group, due_on, provisional, total_days, assignee, claimed_at, state, opened_at, closed_at,
        closed_by, facts)
    SELECT gen_random_uuid(), 'i' || n, '7', c.id, c.id, '11230102' || lpad(n::text, 12, '0'),
        'matter-' || n % 40, '事项' || n % 40, '示例' || n || '号店' || n % 1000, 'review', '审查' || n % 5, '审查',
        'view', split_part(p.group_name, ':', 2), p.organ, p.group_name, NULL, p.region, '{agree,refuse}', '{}',
        NULL, CAST(:today AS date) + (h % 40)::int - 8, false, 10,
        CASE WHEN n % 10 < 3 THEN md5('account' || h % 20000)::uuid END, NULL,
        CASE WHEN n <= :open THEN 'open' ELSE 'done' END,
        CAST(:today AS timestamptz) - (h % 2592000) * interval '1 second',
        CASE WHEN n > :open THEN CAST(:today AS timestamptz) END,
        CASE WHEN n > :open THEN md5('account' || h % 20000)::uuid END,
        CASE WHEN n <= :open THEN jsonb_build_object('经营面积', h % 1000,
            '主体业态', (ARRAY['restaurant', 'canteen', 'retail', 'bakery', 'stall'])[1 + h % 5],
            '是否设置招牌', h % 2 = 0, '场所编码', 'code-' || h % 20000, '从业人数', h % 60,
            '计划开业日期', (CAST(:today AS date) + (h % 90)::int)::text, '招牌位置', 'fascia',
            '经营场所', '示例市道里区示例大街' || h % 900 || '号1层') END
    FROM generate_series(CAST(:first AS bigint), :last) AS n
    CROSS JOIN LATERAL (SELECT abs(hashint8(n))::bigint AS h) AS hashed
    CROSS JOIN LATERAL (SELECT md5('case' || n)::uuid AS id) AS c
    JOIN places AS p ON p.level = CASE WHEN n % 25 = 0 THEN 1 WHEN n % 10 < 7 THEN 3 WHEN n % 10 < 9 THEN 2 ELSE 1 END
        AND p.place = h % CASE WHEN n % 25 = 0 THEN :counties ELSE :counties * 30 END
    """
)


def _readers(session: Session) -> dict[str, list[Reader]]:
    """Accounts of each kind: a county's desk, forty desks of a city, the province's largest desk."""
    chance = random.Random(7)
    counties, cities = regions(level=3), regions(level=2)
    found: dict[str, list[Reader]] = {"one group": [], "40 groups": [], "province-wide": []}
    for number in range(EACH):
        account = str(session.scalar(text("SELECT md5('account' || :n)::uuid"), {"n": number}))
        county, city = chance.choice(counties), chance.choice(cities)
        one = (f"O{chance.randrange(DEPARTMENTS)}{county.code}:承办",)
        found["one group"].append(_reader(account, one, county.code))
        below = list(within(city.code))
        many = [
            f"O{department}{code}:{role}"
            for code in below
            for department in range(DEPARTMENTS)
            for role in ROLES
        ]
        chance.shuffle(many)
        found["40 groups"].append(_reader(account, tuple(many[:40]), city.code))
        found["province-wide"].append(_reader(account, (GIANT,), PROVINCE))
    return found


def _reader(account: str, groups: tuple[str, ...], region: str) -> Reader:
    return Reader(account, groups, tuple(within(region)), TODAY, region)


def _measure(session: Session, say: Callable[[str], None]) -> dict[str, Any]:
    readers = _readers(session)
    open_now, total = session.execute(
        text("SELECT count(*) FILTER (WHERE state = 'open'), count(*) FROM office.work_items")
    ).one()
    pages: list[float] = []  # the 95th percentile of each kind of page, of each kind of reader
    counted: list[float] = []
    detail: dict[str, dict[str, dict[str, float]]] = {}
    for who, accounts in readers.items():
        kinds: dict[str, list[float]] = {}
        for kind, filters in KINDS.items():
            kinds[kind] = [_page(session, one, ALL, filters) for one in accounts]
        if who == "province-wide":
            below = tuple(within(regions(level=2)[0].code))
            narrowed = Filters(regions=below)
            kinds["region below"] = [_page(session, one, ALL, narrowed) for one in accounts]
        kinds["page 41"] = [_page_41(session, one) for one in accounts[:10]]
        kinds["mine"] = [_page(session, one, MINE, LISTED) for one in accounts]
        pages += [_summary(times)["p95"] for times in kinds.values()]
        for name, filters in COUNTED.items():
            kinds[f"counts, {name}"] = [_counts(session, one, filters) for one in accounts]
            counted.append(_summary(kinds[f"counts, {name}"])["p95"])
        detail[who] = {kind: _summary(times) for kind, times in kinds.items()}
        say(f"measured {who}")
    return {
        "open": open_now,
        "total": total,
        "page_ms": max(pages),  # of the slowest kind
        "count_ms": max(counted),
        "detail_ms": detail,
    }


def _page_41(session: Session, who: Reader) -> float:
    """Go to page 41 by its neighbours' cursors, or to the last that there is; time the last step alone."""
    after = ""
    for _ in range(40):
        following = page(session, who, ALL, LISTED, after=after).next
        if not following:
            break
        after = following
    return _timed(session, lambda: page(session, who, ALL, LISTED, after=after))


def _page(session: Session, who: Reader, list_name: str, filters: Filters) -> float:
    return _timed(session, lambda: page(session, who, list_name, filters))


def _counts(session: Session, who: Reader, filters: Filters = FILTERED) -> float:
    """What a page counts: the rail's lists and the list with its filters, each up to its cap."""
    asked = [(name, LISTED) for name in (UNCLAIMED, MINE, OVERDUE, ALL)]
    return _timed(session, lambda: counts(session, who, [*asked, (ALL, filters)]))


def _timed(session: Session, act: Callable[[], object]) -> float:
    """Milliseconds that the database's statements took, the better of two (the first may read from disk)."""
    with _statements(session) as first:
        act()
    session.expunge_all()
    with _statements(session) as second:
        act()
    session.expunge_all()
    return min(sum(first), sum(second))


@contextmanager
def _statements(session: Session) -> Iterator[list[float]]:
    took: list[float] = []
    bind = session.get_bind()

    def before(connection: Any, *_rest: Any) -> None:
        connection.info["started"] = time.perf_counter()

    def after(connection: Any, *_rest: Any) -> None:
        took.append((time.perf_counter() - connection.info["started"]) * 1000)

    event.listen(bind, "before_cursor_execute", before)
    event.listen(bind, "after_cursor_execute", after)
    yield took
    event.remove(bind, "before_cursor_execute", before)
    event.remove(bind, "after_cursor_execute", after)


def _summary(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {
        "p50": round(statistics.median(ordered), 2),
        "p95": round(p95, 2),
        "max": round(ordered[-1], 2),
    }


def _write(figures: dict[str, Any]) -> None:
    """Add the figures to what other benches have written."""
    TARGET.parent.mkdir(exist_ok=True)
    known = json.loads(TARGET.read_text()) if TARGET.exists() else {}
    TARGET.write_text(json.dumps({**known, "inbox": figures}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.exit(main())
