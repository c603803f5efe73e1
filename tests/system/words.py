"""`python -m tests.system.words [ROOM …]`: collect sentences into web/<room>/translations/en/LC_MESSAGES/messages.po.

`python -m tests.system.words ROOM --fill FILE.json` also writes translations in: {"中文": "English", …};
`--missing` prints as JSON what has none yet.

A room's catalogue holds the sentences of its templates and views: `_("…")`, `words("…")`. The layout's holds those of
the layout and of the files beside the rooms; the office's and the adapters' stand in web/words.
"""

import argparse
import fcntl
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

WEB = Path("web")
# Han, kana and full-width signs; the house's dot between two facts (・) stands in both languages.
CHINESE = re.compile(
    "[\u2e80-\u2fff\u3001-\u303f\u3041-\u30fa\u30fc-\u9fff\uf900-\ufaff\uff01-\uffee]+"
)
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = {
    "layout": ["web/layout", *(str(file) for file in sorted(WEB.glob("*.py")))],
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
            "extract", "-F", mapping.name, "-k", "words", "-k", "said", "--no-location",
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
    messages = read(into)
    messages.project, messages.version = "Tongban", ""
    messages.header_comment = (
        f"# English of what web/{room} says; `make words` collects the sentences."
    )
    messages.last_translator = messages.language_team = messages.msgid_bugs_address = ""
    messages.creation_date = messages.revision_date = _LONG_AGO  # no change where nothing changed
    _write(messages, into)
    _babel("compile", "-d", str(into.parents[2]))


def _babel(*arguments: str) -> None:
    subprocess.run(
        [str(Path(sys.executable).with_name("pybabel")), "--quiet", *arguments], check=True
    )


def fill(room: str, translations: Mapping[str, str]) -> list[str]:
    """Write translations into a room's catalogue; return the sentences that nobody says."""
    place = catalogue(room)
    messages = read(place)
    unknown = []
    for chinese, english in translations.items():
        message = messages.get(chinese)
        if message is None:
            unknown.append(chinese)
        else:
            message.string = english
    _write(messages, place)
    return unknown


def missing(room: str) -> list[str]:
    """Return the sentences that have no English yet."""
    return [str(one.id) for one in read(catalogue(room)) if one.id and not one.string]


def read(place: Path) -> Catalog:
    with place.open("rb") as kept:
        return read_po(kept, locale="en")


def _write(messages: Catalog, place: Path) -> None:
    with place.open("wb") as target:
        write_po(target, messages, width=120)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("rooms", nargs="*")
    asked.add_argument("--fill", type=Path)
    asked.add_argument("--missing", action="store_true")
    given = asked.parse_args()
    with Path("build/words.lock").open("w") as lock:  # two people may fill one catalogue
        fcntl.flock(lock, fcntl.LOCK_EX)
        for room in given.rooms or rooms():
            update(room)
            if given.fill:
                for one in fill(room, json.loads(given.fill.read_text())):
                    print(f"nobody says: {one}", file=sys.stderr)
                update(room)
            if given.missing:
                print(json.dumps(dict.fromkeys(missing(room), ""), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
