"""What the text after @ stands for."""

from engine.feel.calendar import Date, DateTime, Time, parse_temporal
from engine.feel.durations import Duration, parse_duration
from engine.feel.errors import Failed


def at_literal(text: str) -> Date | Time | DateTime | Duration | None:
    """A date, time, date-time or duration; None when the text is none of them."""
    try:
        found = parse_duration(text)
    except Failed:
        return None
    return found if found is not None else parse_temporal(text)
