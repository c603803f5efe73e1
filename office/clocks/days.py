"""From moments in UTC to days in Asia/Shanghai, where all legal days are counted."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today(now: datetime) -> date:
    """Return the day that it is in China at this moment."""
    return now.astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return the same moment as a Chinese clock on the wall shows it."""
    return moment.astimezone(SHANGHAI)


def end_of(day: date) -> datetime:
    """Return the last second of a day in China, in UTC."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI).astimezone(UTC)
