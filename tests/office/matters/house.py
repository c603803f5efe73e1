"""A house for the tests of matters: an engine whose verbs do nothing, and a copy of the shipped folders."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from engine import Advance, Call, Done, Engine, Later
from office import clocks
from office.matters.schemas import ROOT

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
VERBS = frozenset(
    {
        "case.receive",
        "case.accept",
        "case.refuse",
        "case.decide",
        "case.close",
        "credit.query",
        "identity.check-person",
        "licence.verify",
        "licence.reserve",
        "document.render",
        "seal.apply",
        "licence.issue",
        "document.deliver",
        "notification.send",
        "edition.check",
        "edition.publish",
    }
)


class QuietHost:
    """Performs every verb at once and keeps nothing."""

    functions: Mapping[str, Callable[..., object]] = clocks.functions(lambda: NOW)

    def now(self) -> datetime:
        return NOW

    def perform(self, session: Session, call: Call) -> Done | Later:
        return Done()

    def follow(self, session: Session, advance: Advance) -> None:
        return None


def quiet_engine() -> Engine:
    return Engine(QuietHost())


class Folders:
    """A tree of matters on disk that a test may change."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def shipped(cls, path: Path) -> "Folders":
        for part in ("processes", "forms"):
            shutil.copytree(ROOT / part, path / part)
        return cls(path)

    def replace(self, name: str, old: str, new: str) -> None:
        file = self.path / name
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old} is not in {name}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def copy_matter(self, code: str, new: str) -> None:
        """The same matter under another code."""
        for part in ("processes", "forms"):
            target = self.path / part / "matters" / new
            shutil.copytree(self.path / part / "matters" / code, target)
        before, after = code.replace("-", "_"), new.replace("-", "_")
        self.replace(f"processes/matters/{new}/process.bpmn", before, after)
        self.replace(f"processes/matters/{new}/matter.yaml", f"code: {code}", f"code: {new}")
