"""Built files by their hashed names, icons of the sprite."""

import json
from pathlib import Path

from markupsafe import Markup

STATIC = Path(__file__).resolve().parent.parent / "static"


class NotBuilt(Exception):
    """前端文件还没有构建：请运行 make assets（node web/assets/build.mjs）。"""


class Assets:
    """The manifest that the build wrote; read again when a new build has replaced it."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.folder = folder
        self._names: dict[str, str] = {}
        self._read_at = 0.0

    def url(self, name: str) -> str:
        """Return the address of a built file; its name carries the hash of its content."""
        return f"/static/{self._manifest()[name]}"

    def icon(self, name: str, label: str = "") -> Markup:
        """Return one symbol of the sprite; hidden from screen readers unless it has a label of its own."""
        spoken = (
            Markup('role="img" aria-label="{}"').format(label)
            if label
            else Markup('aria-hidden="true"')
        )
        return Markup('<svg class="icon" {}><use href="{}#{}"></use></svg>').format(
            spoken, self.url("icons.svg"), name
        )

    def _manifest(self) -> dict[str, str]:
        path = self.folder / "manifest.json"
        try:
            changed = path.stat().st_mtime
            if changed != self._read_at:
                self._names, self._read_at = json.loads(path.read_text()), changed
        except FileNotFoundError as error:
            raise NotBuilt(NotBuilt.__doc__) from error
        return self._names
