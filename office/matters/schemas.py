"""The schemas of the data folders, found beside the house: wheel, checkout or editable install."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import office

ROOT = Path(office.__file__).resolve().parent.parent
SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    part: json.loads((ROOT / part / "schema.json").read_bytes()) for part in ("processes", "forms")
}
