"""Play a script from its beginning and show where it leads; what was just played is not played again."""

import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from office import documents
from office.matters import Folder
from office.rehearsal.play import CannotGoOn, Player
from office.rehearsal.sandbox import sandbox
from office.rehearsal.scenarios import Result, run_scenarios, write_scenario
from office.rehearsal.script import Script
from office.rehearsal.view import Stop, View, papers_of, view_of
from office.run.assembly import House

_KEEP_SECONDS = 30.0  # what members publish meanwhile is seen after that

Made = TypeVar("Made")


def replay(
    house: House, folder: Folder, script: Script, *, key: str, matter: str = "", inside: str = ""
) -> View:
    """Return what the script leads to; where a step cannot be taken, what stands before it, with the reason.

    Raises matters.Stopped where the draft cannot run at all, cases.UnknownCase where `inside` was not called.
    """
    wanted = f"{house.settings.require_database()} {folder.code} {folder.digest} {key} {matter} {inside} "
    wanted += json.dumps(script.to_json(), sort_keys=True, default=str)
    known = _views.get(wanted)
    if known is not None:
        return known
    with sandbox(house, folder, script.start, key=key) as box:
        player = Player(box, script)
        view = view_of(player, _played(player, script), matter=matter, inside=inside)
    _views.put(wanted, view)
    return view


def recent_results(house: House, folder: Folder) -> tuple[Result, ...]:
    """Return what run_scenarios gave for this very draft just now, or run them."""
    wanted = f"{house.settings.require_database()} {folder.code} {folder.digest}"
    known = _results.get(wanted)
    if known is None:
        known = run_scenarios(house, folder)
        _results.put(wanted, known)
    return known


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
class _Kept(Generic[Made]):
    made: Made
    until: float


class _Recent(Generic[Made]):
    """What was played in the last half minute: a page that follows its own form's answer finds it here."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept[Made]] = OrderedDict()
        self._lock = Lock()

    def get(self, wanted: str) -> Made | None:
        with self._lock:
            found = self._kept.get(wanted)
        return found.made if found and found.until > time.monotonic() else None

    def put(self, wanted: str, made: Made) -> None:
        with self._lock:
            self._kept[wanted] = _Kept(made, time.monotonic() + _KEEP_SECONDS)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


_views: _Recent[View] = _Recent(16)
_results: _Recent[tuple[Result, ...]] = _Recent(8)
