"""`tongban lint FILE…`: what the engine would refuse to deploy, without a database."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from engine import Advance, Call, Done, Engine
from office import clocks


class Nobody:
    """A host that is never asked to do anything: checking runs nothing."""

    functions = clocks.functions(lambda: datetime.now(UTC))

    def now(self) -> datetime:
        return datetime.now(UTC)

    def perform(self, session: Session, call: Call) -> Done:
        return Done()

    def follow(self, session: Session, advance: Advance) -> None:
        return None


def lint(paths: Sequence[Path]) -> int:
    """Check diagrams (with the decisions of their folder) and decisions; return 1 on a finding, 2 on no file."""
    engine = Engine(Nobody())
    found = False
    for path in paths:
        if not path.is_file():
            print(f"{path}: 没有这个文件 no such file", file=sys.stderr)
            return 2
        files = {path.name: path.read_bytes()}
        # A diagram is read with the decisions beside it, a decision with the diagram that calls it.
        beside = "*.dmn" if path.suffix == ".bpmn" else "*.bpmn"
        files |= {one.name: one.read_bytes() for one in sorted(path.parent.glob(beside))}
        for refusal in engine.check(files):
            found = True
            remedy = f" → {refusal.remedy}" if refusal.remedy else ""
            name = f"（{refusal.name}）" if refusal.name else ""
            print(f"{path}: {refusal.code} {refusal.element}{name}: {refusal.reason}{remedy}")
    return 1 if found else 0
