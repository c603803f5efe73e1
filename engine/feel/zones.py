"""Time zones by name, and their offset at a local moment, also outside the years 1 to 9999."""

import datetime
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*\Z")


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo | None:
    """The zone of this IANA name, or None when there is no such zone."""
    if not _NAME.match(name) or len(name) > 64:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_after(name: str, year: int, month: int, day: int, seconds: int) -> int:
    """The same for a moment given in universal time."""
    found = zone(name)
    if found is None:
        return 0
    if not 2 <= year <= 9998:
        year = 2000 + year % 400
    midnight = datetime.datetime(year, month, day, tzinfo=datetime.UTC)
    shift = (midnight + datetime.timedelta(seconds=seconds)).astimezone(found).utcoffset()
    return 0 if shift is None else int(shift.total_seconds())


def offset_at(name: str, year: int, month: int, day: int, seconds: int) -> int:
    """Seconds east of Greenwich in this zone at a local time.

    Years the standard library cannot hold are mapped to one of the same calendar shape.
    """
    found = zone(name)
    if found is None:
        return 0
    if not 2 <= year <= 9998:
        year = 2000 + year % 400
    moment = datetime.datetime(year, month, day, tzinfo=found) + datetime.timedelta(seconds=seconds)
    shift = moment.utcoffset()
    return 0 if shift is None else int(shift.total_seconds())
