"""Runs a pattern as a list of instructions; no (instruction, position) is tried twice.

That bounds the work by pattern times text whatever the pattern is. With back references the
captured text is part of the state; then the evaluation's step budget is the bound.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.feel.errors import Failed
from engine.feel.evaluation import State
from engine.feel.regex.classes import CharClass, variants
from engine.feel.regex.syntax import Back, Branches, Chars, Edge, Group, Piece, Reader, Repeat

MAX_PROGRAM = 2000
FLAGS = frozenset("smixq")

# Instructions: (CHARS, set), (SPLIT, first, second), (JUMP, to), (SAVE, slot), (START,), (END,),
# (BACK, group), (DONE,).
CHARS, SPLIT, JUMP, SAVE, START, END, BACK, DONE = range(8)
# Where each group begins and ends, -1 for not yet.
Captures = tuple[int, ...]


@dataclass(slots=True)
class Pattern:
    program: list[Any]
    groups: int
    many_lines: bool
    any_case: bool
    backs: bool
    anchored: bool

    def search(self, text: str, start: int, state: State) -> list[tuple[int, int]] | None:
        """The leftmost match from start on: (begin, end) of the whole and of each group."""
        seen: set[Any] = set()
        last = start if self.anchored and not self.many_lines else len(text)
        for begin in range(start, last + 1):
            if self.anchored and not self.many_lines and begin > 0:
                return None
            found = self._run(text, begin, seen, state)
            if found is not None:
                return self._spans(found, begin)
        return None

    def _spans(self, found: tuple[int, Captures], begin: int) -> list[tuple[int, int]]:
        end, captures = found
        spans = [(captures[2 * group], captures[2 * group + 1]) for group in range(self.groups + 1)]
        spans[0] = begin, end
        return spans

    def _run(
        self, text: str, begin: int, seen: set[Any], state: State
    ) -> tuple[int, Captures] | None:
        program, size = self.program, len(text)
        width = size + 1
        stack: list[tuple[int, int, Captures]] = [(0, begin, (-1,) * (2 * self.groups + 2))]
        steps = 0
        cost = 256 if self.backs else 64
        while stack:
            counter, at, captures = stack.pop()
            while True:
                steps += 1
                if steps >= 256:
                    state.charge(cost)
                    steps = 0
                op = program[counter]
                code = op[0]
                if code == CHARS:
                    if at >= size or not op[1].has(text[at]):
                        break
                    at += 1
                elif code == SPLIT:
                    mark = (counter, at, captures) if self.backs else counter * width + at
                    if mark in seen:
                        break
                    seen.add(mark)
                    stack.append((op[2], at, captures))
                    counter = op[1]
                    continue
                elif code == JUMP:
                    counter = op[1]
                    continue
                elif code == SAVE:
                    captures = (*captures[: op[1]], at, *captures[op[1] + 1 :])
                elif code == DONE:
                    state.charge(1 + steps // 4)
                    return at, captures
                elif code == BACK:
                    moved = self._back(text, at, op[1], captures)
                    if moved < 0:
                        break
                    at = moved
                elif not self._edge(text, at, code == START):
                    break
                counter += 1
        state.charge(1 + steps // 4)
        return None

    def _edge(self, text: str, at: int, start: bool) -> bool:
        if start:
            return at == 0 or (self.many_lines and text[at - 1] == "\n" and at < len(text))
        return at == len(text) or (self.many_lines and text[at] == "\n")

    def _back(self, text: str, at: int, group: int, captures: Captures) -> int:
        """The position after the group's text repeated here, or -1."""
        begin, end = captures[2 * group], captures[2 * group + 1]
        if begin < 0 or end < begin:
            return at
        wanted, found = text[begin:end], text[at : at + end - begin]
        if wanted == found:
            return at + len(wanted)
        if self.any_case and len(wanted) == len(found):
            pairs = zip(wanted, found, strict=True)
            if all(variants(one) & variants(two) for one, two in pairs):
                return at + len(wanted)
        return -1


@lru_cache(maxsize=128)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The pattern, ready to run. Raises Failed for what XPath does not allow."""
    if not set(flags) <= FLAGS:
        raise Failed("正则表达式的标志无效", "unknown flag of a regular expression")
    if "q" in flags:
        any_case = "i" in flags
        chars = [Chars(CharClass(ranges=[(c, c)], any_case=any_case)) for c in pattern]
        branches: Branches = (tuple(chars),)
        groups = 0
    else:
        reader = Reader(pattern, flags)
        branches = reader.read()
        groups = reader.groups
    program: list[Any] = []
    _emit_branches(branches, program)
    program.append((DONE,))
    backs = any(op[0] == BACK for op in program)
    return Pattern(program, groups, "m" in flags, "i" in flags, backs, program[0][0] == START)


def _add(program: list[Any], op: Any) -> int:
    if len(program) >= MAX_PROGRAM:
        raise Failed("正则表达式过于复杂", "the regular expression is too complex")
    program.append(op)
    return len(program) - 1


def _emit_branches(branches: Branches, program: list[Any]) -> None:
    jumps: list[int] = []
    for branch in branches[:-1]:
        split = _add(program, None)
        _emit_branch(branch, program)
        jumps.append(_add(program, None))
        program[split] = (SPLIT, split + 1, len(program))
    _emit_branch(branches[-1], program)
    for jump in jumps:
        program[jump] = (JUMP, len(program))


def _emit_branch(branch: tuple[Piece, ...], program: list[Any]) -> None:
    for piece in branch:
        _emit(piece, program)


def _emit(piece: Piece, program: list[Any]) -> None:
    if isinstance(piece, Chars):
        _add(program, (CHARS, piece.chars))
    elif isinstance(piece, Edge):
        _add(program, (START if piece.start else END,))
    elif isinstance(piece, Back):
        _add(program, (BACK, piece.group))
    elif isinstance(piece, Group):
        if piece.number:
            _add(program, (SAVE, 2 * piece.number))
        _emit_branches(piece.body, program)
        if piece.number:
            _add(program, (SAVE, 2 * piece.number + 1))
    else:
        _emit_repeat(piece, program)


def _emit_repeat(repeat: Repeat, program: list[Any]) -> None:
    for _ in range(repeat.low):
        _emit(repeat.piece, program)
    if repeat.high is None:
        split = _add(program, None)
        _emit(repeat.piece, program)
        _add(program, (JUMP, split))
        program[split] = _split(split + 1, len(program), repeat.greedy)
        return
    splits: list[int] = []
    for _ in range(repeat.high - repeat.low):
        splits.append(_add(program, None))
        _emit(repeat.piece, program)
    for split in splits:
        program[split] = _split(split + 1, len(program), repeat.greedy)


def _split(into: int, past: int, greedy: bool) -> tuple[int, int, int]:
    return (SPLIT, into, past) if greedy else (SPLIT, past, into)
