"""When a drawn timer is due: FEEL giving a date-time or duration, or its ISO text."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel import plain
from engine.model.elements import EventDefinition
from engine.model.iso import is_iso
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Token

if TYPE_CHECKING:
    from engine.spiff.run import Run


def first(
    run: "Run", token: Token, event: EventDefinition
) -> tuple[datetime, dict[str, Any] | None]:
    """Return a timer's first due time (aware, UTC) and what repeats."""
    text = event.text.strip()
    value: Any = text if is_iso(text) else run.evaluate(token, text)
    if event.timer == "timeCycle":
        return _cycle(run, value)
    return _due(run, value), None


def following(token: Token) -> datetime | None:
    """Return the next due time of a repeating timer."""
    repeat = token.notes.get("repeat")
    if not repeat or repeat["left"] == 0:
        return None
    repeat["left"] -= 1
    due: datetime = token.notes["due"]
    return due + timedelta(seconds=float(repeat["seconds"]))


def text_of(value: Any) -> str:
    """Return a value as text the way properties and correlation keys show it."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def _due(run: "Run", value: Any) -> datetime:
    now = run.world.now()
    if isinstance(value, str):
        kind = "duration" if value.lstrip("-").startswith("P") else "date and time"
        value = run.world.evaluate(f"{kind}(value)", {"value": value})
    value = plain(value)
    if isinstance(value, timedelta):
        return (now + value).astimezone(UTC)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=now.tzinfo)).astimezone(UTC)
    if isinstance(value, date):
        midnight = datetime(value.year, value.month, value.day, tzinfo=now.tzinfo)
        return midnight.astimezone(UTC)
    due = plain(run.world.evaluate("moment + wait", {"moment": now, "wait": value}))
    if not isinstance(due, datetime):
        raise Stuck("定时器没有得出日期时间或时长 (the timer gives neither a time nor a duration)")
    return due.astimezone(UTC)


def _cycle(run: "Run", value: Any) -> tuple[datetime, dict[str, Any]]:
    match = re.match(r"^R(\d*)/(P\S+)$", str(value))
    if match is None:
        raise Stuck("循环定时器须为 R次数/时长 (the cycle must be R<n>/<duration>)")
    now = run.world.now()
    due = _due(run, match[2])
    left = int(match[1]) - 1 if match[1] else -1
    if left < -1:
        raise Stuck("循环次数为零 (a cycle of no repetition)")
    return due, {"left": left, "seconds": str((due - now).total_seconds())}
