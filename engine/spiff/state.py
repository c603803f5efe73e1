"""A case as JSON and back; FEEL values are tagged and equal after a reload."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.feel import from_json, to_json
from engine.spiff.scopes import ScopeSpec
from engine.spiff.tokens import Case, Scope, Token

FORMAT = 1
Resolve = Callable[[int, str], ScopeSpec]  # definition id and process id → specification


def dump(case: Case) -> bytes:
    """Return the case's state; what never changes (the specification) is not in it."""
    state = {
        "format": FORMAT,
        "next": case.next_id,
        "pins": case.pins,
        "ended": case.ended,
        "variables": to_json(case.variables),
        "arrivals": case.arrivals,
        "tokens": [_token(t) for t in case.tasks.values()],
        "scopes": [_scope(s) for s in case.scopes.values()],
    }
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def load(content: bytes, definition_id: int, process_id: str, resolve: Resolve) -> Case:
    """Return the case that dump() wrote."""
    state = json.loads(content)
    case = Case(resolve(definition_id, process_id), definition_id, from_json(state["variables"]))
    case.next_id = state["next"]
    case.pins = state["pins"]
    case.ended = state["ended"]
    _fill(case, state)
    for entry in state["scopes"]:
        host = case.find(entry["host"])
        assert host is not None, "a scope without its activity's token"
        outer = host.scope
        if entry["definition"] is not None:
            spec = resolve(entry["definition"], entry["process"])
            layers = [from_json(entry["variables"])]
        else:
            spec = outer.spec.nested[host.task_spec.name]
            local = host.notes.get("local")
            layers = outer.layers if local is None else [local, *outer.layers]
        scope = Scope(
            spec,
            host,
            case,
            layers,
            isolated=entry["isolated"],
            definition_id=entry["definition"],
        )
        _fill(scope, entry)
    return case


def _scope(scope: Scope) -> dict[str, Any]:
    called = scope.called_definition is not None
    return {
        "host": scope.host.id,
        "definition": scope.called_definition,
        "process": scope.spec.process_id,
        "isolated": scope.isolated,
        "variables": to_json(scope.layers[0]) if called else None,
        "arrivals": scope.arrivals,
        "tokens": [_token(t) for t in scope.tasks.values()],
    }


def _fill(holder: Case | Scope, state: Mapping[str, Any]) -> None:
    holder.arrivals = state["arrivals"]
    for token_id, name, token_state, notes in state["tokens"]:
        token = Token(holder, holder.spec.node(name), token_id, token_state)
        token.internal_data = _unpacked(notes)


def _token(token: Token) -> list[Any]:
    return [token.id, token.task_spec.name, token.state, _packed(token.notes)]


def _packed(notes: Mapping[str, Any]) -> dict[str, Any]:
    packed = dict(notes)
    if packed.get("due") is not None:
        packed["due"] = packed["due"].isoformat()
    if packed.get("local") is not None:
        packed["local"] = to_json(packed["local"])
    if "items" in packed.get("loop", ()):
        loop = packed["loop"]
        packed["loop"] = {
            **loop,
            "items": to_json(loop["items"]),
            "results": to_json(loop["results"]),
        }
    return packed


def _unpacked(notes: dict[str, Any]) -> dict[str, Any]:
    if notes.get("due") is not None:
        notes["due"] = datetime.fromisoformat(notes["due"])
    if notes.get("local") is not None:
        notes["local"] = from_json(notes["local"])
    loop = notes.get("loop", {})
    if "items" in loop:
        loop["items"] = list(from_json(loop["items"]))
        loop["results"] = list(from_json(loop["results"]))
    return notes
