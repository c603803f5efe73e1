"""A place in an expression's tokens: what is there, what must be there, and the error if not."""

from engine.feel.errors import FeelSyntaxError
from engine.feel.scope import Scope
from engine.feel.tokens import Token, place, tokens

MAX_NESTING = 50
MAX_RETURNS = 200


class Cursor:
    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.scope = scope
        self.depth = 0
        self.returns = 0
        self.closing = False  # whether “[” may close a range that is open to the right

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        token = self.tokens[self.at]
        return token.text in texts and token.kind in ("op", "name")

    def take(self, text: str) -> bool:
        if self.sees(text):
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.error(f"“{text}”", f'"{text}"')

    def finish(self) -> None:
        if self.here.kind != "end":
            raise self.error("运算符或表达式结尾", "an operator or the end of the expression")

    def error(self, expected: str, expected_en: str, at: int | None = None) -> FeelSyntaxError:
        token = self.tokens[self.at if at is None else at]
        line, column = place(self.text, token.at)
        return FeelSyntaxError(line, column, token.text[:40], expected, expected_en)

    def may_return(self) -> bool:
        """Reading again in another way is allowed so many times only: nested, it would double."""
        self.returns += 1
        return self.returns <= MAX_RETURNS
