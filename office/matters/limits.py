"""How long the law allows: in working days (行政许可法 §82), or in calendar days where a matter's own law counts so."""

from collections.abc import Mapping
from typing import Any


def in_calendar_days(limits: Mapping[str, Any]) -> bool:
    """Say whether `statutory` and `extension` of matter.yaml's limits are calendar days."""
    return limits.get("statutory_in") == "calendar-days"
