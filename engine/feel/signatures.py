"""The parameters of every built-in function, as data: one entry a function, one line a variant.

A type after the colon is checked (a list of one value stands for the value and the other way
round); “?” marks a parameter that may be left out, “!” one that may be null; “items...” takes
either one list or any number of values.
"""

SIGNATURES: dict[str, tuple[str, ...]] = {
    # Conversion
    "date": ("from: string|date|date and time", "year: number, month: number, day: number"),
    "date and time": (
        "from: string|date|date and time",
        "date: date|date and time, time: time",
        "year: number, month: number, day: number, hour: number, minute: number, second: number",
        "year: number, month: number, day: number, hour: number, minute: number, second: number, "
        "offset: days and time duration!",
        "year: number, month: number, day: number, hour: number, minute: number, second: number, "
        "timezone: string!",
    ),
    "time": (
        "from: string|time|date|date and time",
        "hour: number, minute: number, second: number, offset?: days and time duration!",
    ),
    "number": ("from: string, grouping separator: string!, decimal separator: string!",),
    "string": ("from: any!",),
    "duration": ("from: string|days and time duration|years and months duration",),
    "years and months duration": ("from: date|date and time, to: date|date and time",),
    # Logic
    "not": ("negand: any!",),
    "is": ("value1?: any!, value2?: any!",),
    # Text
    "substring": ("string: string, start position: number, length?: number",),
    "string length": ("string: string",),
    "upper case": ("string: string",),
    "lower case": ("string: string",),
    "substring before": ("string: string, match: string",),
    "substring after": ("string: string, match: string",),
    "replace": ("input: string, pattern: string, replacement: string, flags?: string!",),
    "contains": ("string: string, match: string",),
    "starts with": ("string: string, match: string",),
    "ends with": ("string: string, match: string",),
    "matches": ("input: string, pattern: string, flags?: string!",),
    "split": ("string: string, delimiter: string",),
    "string join": ("list: list, delimiter?: string!",),
    # Lists
    "list contains": ("list: list, element: any!",),
    "list replace": (
        "list: list, position: number, newItem: any!",
        "list: list, match: function, newItem: any!",
    ),
    "count": ("list: list",),
    "min": ("list: items...",),
    "max": ("list: items...",),
    "sum": ("list: items...",),
    "mean": ("list: items...",),
    "median": ("list: items...",),
    "stddev": ("list: items...",),
    "mode": ("list: items...",),
    "product": ("list: items...",),
    "all": ("list: items...",),
    "any": ("list: items...",),
    "sublist": ("list: list, start position: number, length?: number",),
    "append": ("list: list, item: rest...",),
    "concatenate": ("list: lists...",),
    "insert before": ("list: list, position: number, newItem: any!",),
    "remove": ("list: list, position: number",),
    "reverse": ("list: list",),
    "index of": ("list: list, match: any!",),
    "union": ("list: lists...",),
    "distinct values": ("list: list",),
    "flatten": ("list: list",),
    "sort": ("list: list, precedes: function",),
    # Numbers
    "decimal": ("n: number, scale: number",),
    "floor": ("n: number, scale?: number",),
    "ceiling": ("n: number, scale?: number",),
    "round up": ("n: number, scale: number",),
    "round down": ("n: number, scale: number",),
    "round half up": ("n: number, scale: number",),
    "round half down": ("n: number, scale: number",),
    "abs": ("n: number|days and time duration|years and months duration",),
    "modulo": ("dividend: number, divisor: number",),
    "sqrt": ("number: number",),
    "log": ("number: number",),
    "exp": ("number: number",),
    "odd": ("number: number",),
    "even": ("number: number",),
    # Calendar
    "day of year": ("date: date|date and time",),
    "day of week": ("date: date|date and time",),
    "month of year": ("date: date|date and time",),
    "week of year": ("date: date|date and time",),
    "now": ("",),
    "today": ("",),
    # Contexts
    "get value": ("m: context, key: string", "context: context, key: string"),
    "get entries": ("m: context",),
    "context": ("entries: list",),
    "context put": (
        "context: context, key: string, value: any!",
        "context: context, keys: list, value: any!",
    ),
    "context merge": ("contexts: list",),
    # Ranges and points
    "range": ("from: string",),
    "before": ("point1|range1: any, point2|range2: any",),
    "after": ("point1|range1: any, point2|range2: any",),
    "meets": ("range1: range, range2: range",),
    "met by": ("range1: range, range2: range",),
    "overlaps": ("range1: range, range2: range",),
    "overlaps before": ("range1: range, range2: range",),
    "overlaps after": ("range1: range, range2: range",),
    "finishes": ("point|range1: any, range|range2: range",),
    "finished by": ("range|range1: range, point|range2: any",),
    "includes": ("range|range1: range, point|range2: any",),
    "during": ("point|range1: any, range|range2: range",),
    "starts": ("point|range1: any, range|range2: range",),
    "started by": ("range|range1: range, point|range2: any",),
    "coincides": ("point1|range1: any, point2|range2: any",),
}

BUILTIN_NAMES: frozenset[str] = frozenset(SIGNATURES)
