"""What the engine says against a drawing, in the words of the studio's panel: Chinese alone, roles by their labels."""

import re

_ENGLISH = re.compile(r" \([a-z][^()]*\)")
_AGAIN = re.compile(r" / (line \d.*|[a-z][^\u4e00-\u9fff]*)$", re.DOTALL)
_ROLES = {
    "property due": "办理时限",
    "property candidates": "承办角色",
    "condition": "条件",
    "loop condition": "循环条件",
    "script": "计算",
    "timer": "时间",
    "collection": "逐个办理的列表",
    "cardinality": "办理的次数",
}
_NAMED = {"property": "属性", "parameter": "参数", "input": "输入", "output": "输出"}
_NAME = re.compile(rf"({'|'.join(_NAMED)}) (\S+) ")
_REMEDIES = {"按 docs/feel.md 改写": "请改写这个表达式"}


def chinese_of(reason: str) -> str:
    """Return a reason that the engine gives in two languages ("中文 (english): 中文 / english") in Chinese alone."""
    told = _AGAIN.sub("", _ENGLISH.sub("", reason))
    for role, label in _ROLES.items():
        if told.startswith(f"{role} "):
            return f"{label}{told[len(role) + 1 :]}"
    found = _NAME.match(told)
    return told if found is None else f"{_NAMED[found[1]]}“{found[2]}”{told[found.end() :]}"


def remedy_of(remedy: str) -> str:
    """Return what to do, without the file that explains the language to programmers."""
    return _REMEDIES.get(remedy, chinese_of(remedy))
