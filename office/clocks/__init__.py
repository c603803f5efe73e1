"""Legal time: days in China, working days, and the clocks that run on cases."""

from office.clocks.calendar import (
    CountedDay,
    Due,
    add_working_days,
    explain,
    is_known,
    is_working_day,
    working_days_between,
)
from office.clocks.chips import Chip, chip
from office.clocks.days import SHANGHAI, end_of, local, today
from office.clocks.functions import functions

__all__ = [
    "SHANGHAI",
    "Chip",
    "CountedDay",
    "Due",
    "add_working_days",
    "chip",
    "end_of",
    "explain",
    "functions",
    "is_known",
    "is_working_day",
    "local",
    "today",
    "working_days_between",
]
