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
from office.clocks.entries import (
    CalendarEntry,
    declare_year,
    entries,
    known_years,
    load_entries,
    remove_day,
    set_days,
)
from office.clocks.functions import functions
from office.clocks.running import (
    ISSUE,
    NOTIFY,
    NOTIFY_DAYS,
    PROMISED,
    STATUTORY,
    Clock,
    of_case,
    of_cases,
    recount,
    start,
    stop,
)

__all__ = [
    "set_days",
    "remove_day",
    "load_entries",
    "known_years",
    "entries",
    "declare_year",
    "CalendarEntry",
    "ISSUE",
    "NOTIFY",
    "NOTIFY_DAYS",
    "PROMISED",
    "SHANGHAI",
    "STATUTORY",
    "Chip",
    "Clock",
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
    "of_case",
    "of_cases",
    "recount",
    "start",
    "stop",
    "today",
    "working_days_between",
]
