"""Rules that hold for the text of the whole house."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "office", "adapters", "web")
DYNAMIC = re.compile(r"(?<![\w.])(eval|exec|__import__)\(|importlib\.import_module")
COMMITS = re.compile(r"\.(commit|begin)\(")
# Where this checkout and its owner's home stand: known when the test runs, never written down.
HERE = tuple(f"{place}/" for place in (ROOT, Path.home()) if place != Path("/"))


def sources(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


def test_no_bare_dynamic_code_stands_anywhere_in_the_house() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources(*ROOMS)
        for line in path.read_text().splitlines()
        if DYNAMIC.search(line)
    ]

    assert found == []


def test_the_house_commits_in_one_file_and_local_backends_for_themselves() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources(*ROOMS)
        if COMMITS.search(path.read_text()) and "/local/" not in str(path)
    }

    # What backends share commits in the authorities' own database, as they do.
    shared = {f"adapters/{name}.py" for name in ("faults", "circuit", "switch")}
    assert found <= {"office/run/transaction.py", *shared}


def test_no_file_of_the_repository_names_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    found = []
    for name in listed:
        path = ROOT / name
        if not name or name.endswith((".txt", "package-lock.json")) or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        found += [f"{name}: {place}" for place in HERE if place in text]

    assert found == []


def test_locks_name_no_host() -> None:
    python = list((ROOT / "deploy/requirements").glob("*.txt"))

    assert len(python) >= 3
    assert [lock.name for lock in python if "://" in lock.read_text()] == []
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_file_is_named_by_a_noun() -> None:
    vague = re.compile(r"^(utils?|helpers?|common|base|manager|.*_service)\.py$")

    assert [path for path in sources(*ROOMS) if vague.match(path.name)] == []
