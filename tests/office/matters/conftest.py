"""Engines, the shipped tree, and a matter whose files a test may break."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from engine import Engine
from office.matters.findings import Finding
from office.matters.folder import Folder, Tree, read_tree
from office.matters.reading import read_matter
from office.matters.schemas import ROOT
from office.matters.shared import load_shared
from tests.office.matters.house import NOW, VERBS, Folders, quiet_engine

Break = Callable[..., list[Finding]]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return quiet_engine()


@pytest.fixture(scope="session")
def tree() -> Tree:
    return read_tree(ROOT)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.shipped(tmp_path / "tree")


@pytest.fixture
def findings(session: Session, engine: Engine, tree: Tree) -> Break:
    """Check the shipped food licence with changes: findings(("forms/form.json", old, new), …)."""
    load_shared(session, engine, tree.shared, NOW)
    sound = next(one for one in tree.matters if one.code == "food-operation-licence")

    def check(
        *changes: tuple[str, str, str],
        without: str = "",
        verbs: frozenset[str] | None = VERBS,
        matter: Folder = sound,
    ) -> list[Finding]:
        files = {path: content for path, content in matter.files.items() if path != without}
        for path, old, new in changes:
            text = files[path].decode()
            assert old in text, f"{old} is not in {path}"
            files[path] = text.replace(old, new).encode()
        return list(read_matter(session, engine, Folder(matter.code, files), verbs).findings)

    return check
