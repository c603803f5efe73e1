"""Texts with FEEL in braces: `准予{applicant.name}` is words and expressions, nothing of Python."""

from collections.abc import Iterator
from dataclasses import dataclass


class TemplateError(ValueError):
    """文字里的花括号不成对，或者里面没有表达式。"""


@dataclass(frozen=True)
class Words:
    """Text that is printed as it stands."""

    text: str


@dataclass(frozen=True)
class Expression:
    """FEEL whose value is printed."""

    text: str


def parts(template: str) -> tuple[Words | Expression, ...]:
    """Split a text into words and the expressions that stand in braces.

    Braces inside an expression nest (FEEL contexts) and are ignored inside its strings.
    """
    return tuple(_parts(template))


def _parts(template: str) -> Iterator[Words | Expression]:
    at = 0
    while at < len(template):
        opening = template.find("{", at)
        words = template[at:] if opening < 0 else template[at:opening]
        if "}" in words:
            raise TemplateError(template)
        if words:
            yield Words(words)
        if opening < 0:
            return
        closing = _closing(template, opening)
        text = template[opening + 1 : closing].strip()
        if not text:
            raise TemplateError(template)
        yield Expression(text)
        at = closing + 1


def _closing(template: str, opening: int) -> int:
    depth, quoted, at = 0, False, opening
    while at < len(template):
        character = template[at]
        if quoted and character == "\\":
            at += 1
        elif character == '"':
            quoted = not quoted
        elif not quoted and character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return at
        at += 1
    raise TemplateError(template)
