"""The arrows between rooms are checked: each contract breaks when somebody turns an arrow round."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "office", "adapters", "web")

# contract → (file that gets a forbidden line, the line)
PLANTED = {
    "house": ("office/clocks/__init__.py", "import office.cases"),
    "door": ("office/cases/__init__.py", "import engine.store"),
    "spiff": ("engine/store/__init__.py", "import SpiffWorkflow"),
    "flask": ("office/filing/__init__.py", "import flask"),
    "backends": ("office/cases/__init__.py", "import adapters.seal.local"),
    "cycles": ("engine/feel/__init__.py", "import engine.dmn"),
    "engine": ("engine/model/__init__.py", "import office.clocks"),
    "adapters": ("adapters/seal/port.py", "import office.clocks"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(
            ROOT / room,
            tmp_path / room,
            ignore=lambda folder, names: [
                name for name in names if "." in name and not name.endswith(".py")
            ],
        )
    shutil.copy(ROOT / "setup.cfg", tmp_path / "setup.cfg")
    return tmp_path


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_a_planted_violation_breaks_its_contract(copy: Path, contract: str) -> None:
    file, line = PLANTED[contract]
    with (copy / file).open("a") as module:
        module.write(f"\n{line}\n")

    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--contract", contract, "--no-cache"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_every_contract_of_the_house_has_a_planted_violation() -> None:
    assert set(PLANTED) == _contracts()


def test_every_room_stands_in_the_layers_and_every_layer_is_a_room() -> None:
    text = _setup()["importlinter:contract:house"]["layers"]
    named = {
        name.strip() for line in text.splitlines() for name in line.replace("|", ":").split(":")
    }
    named.discard("")

    rooms = {
        f"{room}.{folder.name}"
        for room in ("office", "adapters", "web")
        for folder in (ROOT / room).iterdir()
        if (folder / "__init__.py").exists()
    }

    assert rooms <= named
    for name in named:
        path = ROOT / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), name


def _contracts() -> set[str]:
    prefix = "importlinter:contract:"
    return {
        section.removeprefix(prefix)
        for section in _setup().sections()
        if section.startswith(prefix)
    }


def _setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg")
    return parser
