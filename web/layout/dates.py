"""Days as forms send them."""

from datetime import date

_LAST_YEAR = 9000  # beyond it a day plus a term is none that the calendar knows


def read_day(text: str | None) -> date | None:
    """Return the day of a date field, None where it is empty or no day."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.year < _LAST_YEAR else None
