"""`python -m tests.system.words [ROOM …]`: collect sentences into web/<room>/translations/en/LC_MESSAGES/messages.po.

A room's catalogue holds the sentences of its templates and views: `_("…")`, `words("…")`. The layout's holds those of
the guard, the application and the layout; the office's and the adapters' stand in web/words.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

WEB = Path("web")
SOURCES = {
    "layout": ["web/layout", "web/guard.py", "web/app.py", "web/preferences.py"],
    "words": ["office", "adapters", "engine"],
}
MAPPING = """[python: **.py]
[jinja2: **/templates/**.html]
trimmed = true
"""


def rooms() -> list[str]:
    """Return the rooms that have templates, and the office's words."""
    return sorted({path.parent.name for path in WEB.glob("*/templates")} | {"words"})


def sources(room: str) -> list[str]:
    return SOURCES.get(room, [f"web/{room}"])


def collect(room: str, target: Path) -> None:
    """Write a template catalogue of what the room says."""
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as mapping:
        mapping.write(MAPPING)
        mapping.flush()
        _babel(
            "extract", "-F", mapping.name, "-k", "words", "-k", "lazy_gettext", "--no-location",
            "--omit-header", "--sort-output", "-o", str(target), *sources(room),
        )  # fmt: skip


def catalogue(room: str) -> Path:
    return WEB / room / "translations/en/LC_MESSAGES/messages.po"


def update(room: str) -> None:
    """Bring the English catalogue of a room up to date; translations that nobody says any more go."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        collect(room, template)
        into = catalogue(room)
        into.parent.mkdir(parents=True, exist_ok=True)
        verb = ["update", "-N", "--ignore-obsolete"] if into.exists() else ["init"]
        _babel(*verb, "-i", str(template), "-l", "en", "-o", str(into))
    _babel("compile", "-d", str(into.parents[2]))


def _babel(*arguments: str) -> None:
    subprocess.run(
        [str(Path(sys.executable).with_name("pybabel")), "--quiet", *arguments], check=True
    )


if __name__ == "__main__":
    for one in sys.argv[1:] or rooms():
        update(one)
