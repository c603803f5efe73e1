"""Java's unified expression language as FEEL: what both can say, anything else is no FEEL."""

import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?:[LlDdFf]\b)?"
    r"|(?P<text>'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|(?P<name>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:().,\[\]]))"
)
_WORDS = {
    "and": "&&",
    "or": "||",
    "not": "!",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
    "mod": "%",
}
# Weakest first; each level is left-associative.
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_SPELLED = {"||": "or", "&&": "and", "==": "="}
_NAMES = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "loopCounter": "(loopCounter - 1)",  # theirs begins at 0
}
# Methods of Java values that FEEL has under another name.
_METHODS: dict[str, Callable[..., str]] = {
    "contains": lambda a, b: (
        f"(if {a} instance of string then contains({a}, {b}) else list contains({a}, {b}))"
    ),
    "equals": lambda a, b: f"({a} = {b})",
    "startsWith": lambda a, b: f"starts with({a}, {b})",
    "endsWith": lambda a, b: f"ends with({a}, {b})",
    "size": lambda a: f"count({a})",
    "length": lambda a: f"string length({a})",
    "isEmpty": lambda a: f'({a} = [] or {a} = "")',
}
_SCOPES = ("execution", "task", "variables")


class NotFeel(ValueError):
    """The expression needs Java."""


def translate(text: str) -> str:
    """Return an expression, without its ${ }, as FEEL; raise NotFeel where that cannot be."""
    reader = _Reader(_tokens(text))
    found = reader.choice()
    if reader.kind != "end":
        raise NotFeel(text)
    return _bare(found)


def _bare(text: str) -> str:
    """Leave out brackets around the whole."""
    depth = 0
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|[()]', text):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match.end() < len(text):
            return text
    return text[1:-1] if text.startswith("(") else text


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotFeel(text)
        kind = str(match.lastgroup)
        value = match.group(kind)
        if kind == "name" and value in _WORDS:
            kind, value = "sign", _WORDS[value]
        found.append((kind, value))
        at = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = [*tokens, ("end", "")]
        self.at = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def value(self) -> str:
        return self.tokens[self.at][1]

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.value in signs

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            raise NotFeel(self.value)
        self.take()

    def choice(self) -> str:
        condition = self.binary(0)
        if not self.sign("?"):
            return condition
        self.take()
        then = self.choice()
        self.expect(":")
        return f"(if {condition} then {then} else {self.choice()})"

    def binary(self, level: int) -> str:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.sign(*_LEVELS[level]):
            operator = self.take()
            right = self.binary(level + 1)
            if operator == "%":
                left = f"modulo({left}, {right})"
            else:
                left = f"({left} {_SPELLED.get(operator, operator)} {right})"
        return left

    def unary(self) -> str:
        if self.sign("!"):
            self.take()
            return f"not({_bare(self.unary())})"
        if self.sign("-"):
            self.take()
            return f"(-{self.unary()})"
        if self.kind == "name" and self.value == "empty":
            self.take()
            value = self.unary()
            return f'({value} = null or {value} = "" or {value} = [])'
        return self.value_of()

    def value_of(self) -> str:
        found = self.atom()
        while self.sign(".", "["):
            if self.take() == "[":
                found = self.entry(found)
                continue
            if self.kind != "name":
                raise NotFeel(self.value)
            name = self.take()
            found = self.method(found, name) if self.sign("(") else self.entry_of(found, name)
        if found in _SCOPES:
            raise NotFeel(found)
        return found

    @staticmethod
    def entry_of(owner: str, name: str) -> str:
        if owner in _SCOPES:
            raise NotFeel(owner)
        return f"{owner}.{name}"

    def entry(self, found: str) -> str:
        kind, value = self.tokens[self.at]
        self.take()
        self.expect("]")
        if kind == "number" and value.isdigit():
            return f"{found}[{int(value) + 1}]"
        if kind == "text" and re.fullmatch(r"\w+", value[1:-1]):
            return f"{found}.{value[1:-1]}"
        raise NotFeel(value)

    def atom(self) -> str:
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return value
        if kind == "text":
            return _quoted(value)
        if kind == "sign" and value == "(":
            found = self.choice()
            self.expect(")")
            return found
        if kind != "name" or self.sign("("):
            raise NotFeel(value)
        return _NAMES.get(value, value)

    def method(self, owner: str, name: str) -> str:
        given: list[str] = []
        self.take()
        while not self.sign(")"):
            given.append(self.choice())
            if not self.sign(","):
                break
            self.take()
        self.expect(")")
        if owner in _SCOPES and name in ("getVariable", "hasVariable") and len(given) == 1:
            variable = given[0][1:-1]
            if not re.fullmatch(r"[^\W\d]\w*", variable) or given[0][0] != '"':
                raise NotFeel(name)
            variable = _NAMES.get(variable, variable)
            return variable if name == "getVariable" else f"({variable} != null)"
        if name not in _METHODS or owner in _SCOPES:
            raise NotFeel(name)
        try:
            return _METHODS[name](owner, *given)
        except TypeError as error:
            raise NotFeel(name) from error


def _quoted(text: str) -> str:
    plain = re.sub(r"\\(.)", r"\1", text[1:-1])
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
