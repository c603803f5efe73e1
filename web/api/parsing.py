"""Read what a program sends: strict JSON, no sign that the database cannot keep, nothing nested without end."""

import json
import math
from typing import Any

from flask import Request
from webargs.flaskparser import FlaskParser

from web.programs import Problem

DEEPEST = 20
LONGEST_NUMBER = 30


class Parser(FlaskParser):
    """webargs' parser with our own strictness; what a schema refuses is answered with 422."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": "raise",
        "json": "raise",
    }

    def load_json(self, req: Request, schema: Any) -> Any:
        """Return the body; raises Problem 400, 413, 415."""
        if req.mimetype != "application/json":
            raise Problem(415, "media-type")
        return strict_json(req.get_data(cache=False))

    def load_querystring(self, req: Request, schema: Any) -> Any:
        """Return the query; raises Problem 400."""
        for text in (*req.args.keys(), *req.args.values()):
            ensure_plain(text)
        return super().load_querystring(req, schema)


def strict_json(text: bytes | str) -> Any:
    """Return the value that a JSON text says; raises Problem 400."""
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_int=_int, parse_float=_float)
        _ensure_flat(value, 0)
    except (ValueError, RecursionError) as wrong:
        raise Problem(400, "invalid-request") from wrong
    return value


def ensure_plain(text: str) -> None:
    """Refuse signs that are none: NUL, other control signs, halves of a pair; raises Problem 400."""
    if not is_plain(text):
        raise Problem(400, "invalid-request")


def is_plain(text: str) -> bool:
    """Say whether every sign of a text is one that is kept and shown."""
    return not any(
        (sign < " " and sign not in "\t\r\n") or "\ud800" <= sign <= "\udfff" for sign in text
    )


def _ensure_flat(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        if not is_plain(value):
            raise ValueError("control signs")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _ensure_flat(name, depth + 1)
            _ensure_flat(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _ensure_flat(inner, depth + 1)


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _int(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("too long a number")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if len(text) > LONGEST_NUMBER or not math.isfinite(value):
        raise ValueError("no finite number")
    return value
