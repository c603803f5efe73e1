"""DMN 1.5 (and 1.1 to 1.4): decision models read, checked, decided and explained."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.dmn.errors import DmnError, Finding
from engine.dmn.model import Decision, DecisionInfo, Model, UnknownDecision
from engine.dmn.reading import ModelReader
from engine.dmn.tables import RuleMatch

__all__ = [
    "Decision",
    "DecisionInfo",
    "DmnError",
    "Finding",
    "Model",
    "RuleMatch",
    "UnknownDecision",
    "check",
    "read",
]


def read(
    xml: bytes,
    *,
    imports: Mapping[str, bytes] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    lenient: bool = False,
) -> Model:
    """The model, ready to decide. imports are the imported models by namespace or file name.

    Raises DmnError with every finding. lenient: a fault in one expression makes that expression
    null with a reason (as the standard's test suite wants) instead of refusing the model; the
    findings are then model.findings.
    """
    reader = ModelReader(imports or {}, functions or {})
    parsed = reader.read(xml)
    if reader.findings and not lenient:
        raise DmnError(reader.findings)
    return Model(parsed, tuple(reader.findings))


def check(
    xml: bytes,
    *,
    imports: Mapping[str, bytes] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> list[Finding]:
    """What is wrong with a model; an empty list when it can be read."""
    try:
        return list(read(xml, imports=imports, functions=functions, lenient=True).findings)
    except DmnError as error:
        return list(error.findings)
