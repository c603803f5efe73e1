"""Functions of contexts."""

from typing import Any

from engine.feel.errors import Failed
from engine.feel.evaluation import State

Context = dict[str, Any]


def value(state: State, context: Context, key: str) -> Any:
    if key not in context:
        state.fail(f"没有名为“{key}”的项", f'no entry named "{key}"')
        return None
    return context[key]


def entries(state: State, context: Context) -> list[Context]:
    state.charge(len(context))
    return [{"key": key, "value": item} for key, item in context.items()]


def context(state: State, items: list[Any]) -> Context:
    state.charge(len(items))
    found: Context = {}
    for item in items:
        if not isinstance(item, dict) or "value" not in item:
            raise Failed("每一项都应有 key 与 value", "every entry needs a key and a value")
        key = item.get("key")
        if not isinstance(key, str):
            raise Failed("key 应为文本", "a key must be a string")
        if key in found:
            raise Failed("有重复的 key", "the same key twice")
        found[key] = item["value"]
    return found


def put(state: State, context: Context, key: str, value: Any) -> Context:
    state.charge(len(context))
    return {**context, key: value}


def put_deep(state: State, context: Context, keys: list[Any], value: Any) -> Context:
    if not keys:
        raise Failed("keys 不能为空", "keys must not be empty")
    state.charge(len(context) + 1)
    key, rest = keys[0], keys[1:]
    if not isinstance(key, str):
        raise Failed("key 应为文本", "a key must be a string")
    if not rest:
        return {**context, key: value}
    inner = context.get(key)
    if not isinstance(inner, dict):
        raise Failed(f"“{key}”不是上下文", f'"{key}" is not a context')
    if len(keys) > 100:
        raise Failed("路径过长", "the path is too long")
    return {**context, key: put_deep(state, inner, rest, value)}


def merge(state: State, contexts: list[Any]) -> Context:
    found: Context = {}
    for one in contexts:
        if not isinstance(one, dict):
            raise Failed("列表中有不是上下文的项", "an item of the list is not a context")
        state.charge(len(one))
        found.update(one)
    return found
