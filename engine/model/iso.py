"""Timers may be drawn as ISO 8601 text instead of FEEL."""

import re

_ISO = re.compile(
    r"^(R\d*/)?("
    r"-?P(?=[0-9T])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
    r"|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?"
    r")$"
)


def is_iso(text: str) -> bool:
    """Tell whether a timer's text is a date-time, duration or cycle as it stands."""
    return _ISO.match(text.strip()) is not None
