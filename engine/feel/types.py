"""FEEL's types: what a value is an instance of, and which type fits another."""

from dataclasses import dataclass, field
from decimal import Decimal

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.values import Function, Range

_CLASSES: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DayTimeDuration,
    "years and months duration": YearMonthDuration,
}


class Type:
    """Any type; the base accepts every value but null."""

    def accepts(self, value: object) -> bool:
        return value is not None


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    def __str__(self) -> str:
        return "Any"


@dataclass(frozen=True, slots=True)
class NullType(Type):
    def accepts(self, value: object) -> bool:
        return value is None

    def __str__(self) -> str:
        return "Null"


@dataclass(frozen=True, slots=True)
class SimpleType(Type):
    name: str

    def accepts(self, value: object) -> bool:
        return type(value) is _CLASSES[self.name]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType(Type):
    element: Type

    def accepts(self, value: object) -> bool:
        if not isinstance(value, list):
            return False
        if isinstance(self.element, AnyType):
            return True
        return all(item is None or self.element.accepts(item) for item in value)

    def __str__(self) -> str:
        return f"list<{self.element}>"


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """A context with at least these entries, each of its type or null."""

    entries: tuple[tuple[str, Type], ...] = ()

    def accepts(self, value: object) -> bool:
        if not isinstance(value, dict):
            return False
        for name, kind in self.entries:
            if name not in value:
                return False
            if value[name] is not None and not kind.accepts(value[name]):
                return False
        return True

    def __str__(self) -> str:
        return f"context<{', '.join(f'{name}: {kind}' for name, kind in self.entries)}>"


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    element: Type

    def accepts(self, value: object) -> bool:
        if not isinstance(value, Range):
            return False
        ends = [end for end in (value.low, value.high) if end is not None]
        return bool(ends) and all(self.element.accepts(end) for end in ends)

    def __str__(self) -> str:
        return f"range<{self.element}>"


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """params is None for “any function”."""

    params: tuple[Type, ...] | None = None
    result: Type = field(default_factory=AnyType)

    def accepts(self, value: object) -> bool:
        if not isinstance(value, Function):
            return False
        if self.params is None or not isinstance(value.type, FunctionType):
            return True
        return fits(value.type, self)

    def __str__(self) -> str:
        return f"function<{', '.join(map(str, self.params or ()))}> -> {self.result}"


ANY = AnyType()
NUMBER = SimpleType("number")
STRING = SimpleType("string")
BOOLEAN = SimpleType("boolean")
DATE = SimpleType("date")
TIME = SimpleType("time")
DATE_TIME = SimpleType("date and time")
DAY_TIME = SimpleType("days and time duration")
YEAR_MONTH = SimpleType("years and months duration")

BY_NAME: dict[str, Type] = {
    "Any": ANY,
    "Null": NullType(),
    "number": NUMBER,
    "string": STRING,
    "boolean": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "days and time duration": DAY_TIME,
    "years and months duration": YEAR_MONTH,
    # Older spellings and bare containers are read as well.
    "dateTime": DATE_TIME,
    "dayTimeDuration": DAY_TIME,
    "yearMonthDuration": YEAR_MONTH,
    "day and time duration": DAY_TIME,
    "year and month duration": YEAR_MONTH,
    "list": ListType(ANY),
    "context": ContextType(),
    "function": FunctionType(),
    "range": RangeType(ANY),
}


def fits(actual: Type, wanted: Type) -> bool:
    """Whether every value of the first type is one of the second (the standard's conformance)."""
    if isinstance(wanted, AnyType) or isinstance(actual, NullType) or actual == wanted:
        return True
    if isinstance(actual, ListType) and isinstance(wanted, ListType):
        return fits(actual.element, wanted.element)
    if isinstance(actual, RangeType) and isinstance(wanted, RangeType):
        return fits(actual.element, wanted.element)
    if isinstance(actual, ContextType) and isinstance(wanted, ContextType):
        have = dict(actual.entries)
        return all(name in have and fits(have[name], kind) for name, kind in wanted.entries)
    if isinstance(actual, FunctionType) and isinstance(wanted, FunctionType):
        return _function_fits(actual, wanted)
    return False


def _function_fits(actual: FunctionType, wanted: FunctionType) -> bool:
    if wanted.params is None:
        return True
    if actual.params is None or len(actual.params) != len(wanted.params):
        return False
    pairs = zip(actual.params, wanted.params, strict=True)
    return all(fits(theirs, ours) for ours, theirs in pairs) and fits(actual.result, wanted.result)


_ZH = {
    "number": "数字",
    "string": "文本",
    "boolean": "是/否",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "日时时长",
    "years and months duration": "年月时长",
}


def describe(value: object) -> tuple[str, str]:
    """A value's kind in Chinese and English; never the value itself."""
    for name, cls in _CLASSES.items():
        if type(value) is cls:
            return _ZH[name], name
    if value is None:
        return "空值", "null"
    if isinstance(value, list):
        return "列表", "list"
    if isinstance(value, dict):
        return "上下文", "context"
    if isinstance(value, Range):
        return "区间", "range"
    return "函数", "function"
