"""Play a script from its beginning and show where it leads; what was just played is not played again."""

import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from office import documents
from office.matters import Folder
from office.rehearsal.play import CannotGoOn, Player
from office.rehearsal.sandbox import sandbox
from office.rehearsal.scenarios import write_scenario
from office.rehearsal.script import Script
from office.rehearsal.view import Stop, View, papers_of, view_of
from office.run.assembly import House

_KEEP_SECONDS = 30.0  # what members publish meanwhile is seen after that
_KEEP = 16


def replay(
    house: House, folder: Folder, script: Script, *, key: str, matter: str = "", inside: str = ""
) -> View:
    """Return what the script leads to; where a step cannot be taken, what stands before it, with the reason.

    Raises matters.Stopped where the draft cannot run at all, cases.UnknownCase where `inside` was not called.
    """
    wanted = f"{id(house)} {folder.code} {folder.digest} {key} {matter} {inside} "
    wanted += json.dumps(script.to_json(), sort_keys=True, default=str)
    known = _views.get(wanted)
    if known is not None:
        return known
    with sandbox(house, folder, script.start, key=key) as box:
        player = Player(box, script)
        view = view_of(player, _played(player, script), matter=matter, inside=inside)
    _views.put(wanted, view)
    return view


def paper(house: House, folder: Folder, script: Script, place: int, *, key: str) -> bytes:
    """Return the file of the document that came to be as the place-th; raises LookupError."""
    with sandbox(house, folder, script.start, key=key) as box:
        player = Player(box, script)
        _played(player, script)
        found = papers_of(player)
        if not 1 <= place <= len(found):
            raise LookupError(place)
        return documents.get(box.session, found[place - 1].sha256)


def as_scenario(house: House, folder: Folder, script: Script, name: str, *, key: str) -> bytes:
    """Return the rehearsal as a scenario file; raises CannotGoOn where one of its steps fails."""
    with sandbox(house, folder, script.start, key=key) as box:
        player = Player(box, script)
        player.play(script)
        return write_scenario(player, name)


def _played(player: Player, script: Script) -> Stop | None:
    try:
        player.play(script)
    except CannotGoOn as stopped:
        return Stop(len(player.moments), stopped.reason, stopped.problems)
    return None


@dataclass(frozen=True)
class _Kept:
    view: View
    until: float


class _Views:
    """The views of the last half minute: a page that follows its own form's answer finds it here."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, wanted: str) -> View | None:
        with self._lock:
            found = self._kept.get(wanted)
        return found.view if found and found.until > time.monotonic() else None

    def put(self, wanted: str, view: View) -> None:
        with self._lock:
            self._kept[wanted] = _Kept(view, time.monotonic() + _KEEP_SECONDS)
            while len(self._kept) > _KEEP:
                self._kept.popitem(last=False)


_views = _Views()
