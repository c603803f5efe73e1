"""docs/engine.md names every code that a deployment can be refused with, and no test that is not there."""

import re
from pathlib import Path

import engine

ROOT = Path(engine.__file__).resolve().parent.parent
PAGE = (ROOT / "docs/engine.md").read_text()


def test_every_refusal_code_stands_in_the_document() -> None:
    sources = [*ROOT.glob("engine/model/**/*.py"), ROOT / "engine/definitions.py"]
    sources += ROOT.glob("engine/spiff/*.py")
    found: set[str] = set()
    for source in sources:
        text = source.read_text()
        found |= set(re.findall(r'Refusal\(\s*"([A-Za-z-]+)"', text))
        if source.name == "constructs.py":
            found |= set(re.findall(r'^    \(\n        "([a-z-]+)",$', text, re.M))

    assert found - set(re.findall(r"`([A-Za-z-]+)`", PAGE)) == set()
    assert len(found) > 30


def test_the_tests_that_the_document_names_exist() -> None:
    named = set(re.findall(r"\btest_\w+\.py", PAGE))

    assert {name for name in named if not (ROOT / "tests/engine" / name).exists()} == set()
