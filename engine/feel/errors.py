"""What the language refuses: bad text, unknown names, too much work."""


class FeelError(Exception):
    """An expression cannot be read or may not go on."""


class FeelBudgetError(FeelError):
    """表达式的计算量超出限额 / the expression needs more work than its budget allows"""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"表达式的计算量超出限额（{what}） / expression exceeds its budget ({what})"
        )
        self.what = what


class FeelSyntaxError(FeelError):
    """The text is not an expression: where, what was found, what was expected."""

    def __init__(self, line: int, column: int, found: str, expected: str, expected_en: str) -> None:
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.message_zh = (
            f"第 {line} 行第 {column} 列：遇到 {found or '表达式结尾'}，应为{expected}"
        )
        self.message_en = (
            f"line {line}, column {column}: found {found or 'end of expression'}, "
            f"expected {expected_en}"
        )
        super().__init__(f"{self.message_zh} / {self.message_en}")


class FeelNameError(FeelSyntaxError):
    """A name nobody declared, with the nearest one that somebody did."""

    def __init__(self, line: int, column: int, name: str, proposal: str | None) -> None:
        hint, hint_en = "已声明的名称", "a declared name"
        if proposal is not None:
            hint, hint_en = (
                f"已声明的名称，是否想写“{proposal}”",
                f'a declared name; did you mean "{proposal}"',
            )
        super().__init__(line, column, name, hint, hint_en)
        self.name = name
        self.proposal = proposal


class Failed(Exception):
    """Inside the evaluator only: this operation gives null, for this reason."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.reason = f"{zh} / {en}"
