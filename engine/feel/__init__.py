"""FEEL 1.5, the expression language of DMN: parsed once, compiled to closures, bounded.

Nothing of Python is reachable from an expression. It needs the standard library only.
"""

from engine.feel.calendar import Date, DateTime, Time
from engine.feel.durations import DayTimeDuration, YearMonthDuration
from engine.feel.errors import FeelBudgetError, FeelError, FeelNameError, FeelSyntaxError
from engine.feel.evaluation import Budget
from engine.feel.expression import (
    Expression,
    Result,
    UnaryTests,
    compile_expression,
    compile_unary,
)
from engine.feel.host import plain
from engine.feel.stored import from_json, to_json
from engine.feel.values import Function, Range

__all__ = [
    "Budget",
    "Date",
    "DateTime",
    "DayTimeDuration",
    "Expression",
    "FeelBudgetError",
    "FeelError",
    "FeelNameError",
    "FeelSyntaxError",
    "Function",
    "Range",
    "Result",
    "Time",
    "UnaryTests",
    "YearMonthDuration",
    "compile_expression",
    "compile_unary",
    "from_json",
    "plain",
    "to_json",
]
