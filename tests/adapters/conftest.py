"""The embedded authorities on a real database, with a clock that a test may set."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server

from adapters.circuit import Circuit
from adapters.credit.http import HttpCredit
from adapters.credit.local import LocalCredit
from adapters.faults import Faults
from adapters.identity.local import LocalIdentity
from adapters.licence.http import HttpLicences
from adapters.licence.local import LocalLicences
from adapters.notification.local import LocalNotification
from adapters.seal.http import HttpSeal
from adapters.seal.local import LocalSeal
from adapters.tables import Rows
from adapters.wire import Address, Line
from tests.adapters.serving import TOKEN, Authority, authority

MORNING = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


class Clock:
    """Says what the test set."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at


class House:
    """All five local backends over one sessionmaker."""

    def __init__(self, sessions: sessionmaker[Session], keys: Path) -> None:
        self.sessions = sessions
        self.clock = Clock()
        self.slept: list[float] = []
        self.faults = Faults(sessions, sleep=self.slept.append)
        self.keys = keys
        self.seal = LocalSeal(sessions, clock=self.clock, faults=self.faults, keys=keys)
        self.licence = LocalLicences(sessions, clock=self.clock, faults=self.faults)
        self.credit = LocalCredit(sessions, clock=self.clock, faults=self.faults)
        self.identity = LocalIdentity(sessions, clock=self.clock, faults=self.faults)
        self.notification = LocalNotification(sessions, clock=self.clock, faults=self.faults)


@pytest.fixture
def sessions(database: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions that commit; deleting the few rows of these tables is faster than truncating all."""
    yield sessionmaker(database, expire_on_commit=False)
    with database.begin() as connection:
        for table in reversed(Rows.metadata.sorted_tables):
            connection.execute(delete(table))


@pytest.fixture
def house(sessions: sessionmaker[Session], tmp_path: Path) -> House:
    return House(sessions, tmp_path / "seal")


@dataclass
class Remote:
    """The same authorities, reached over a socket; `authority` may be told to spoil its answers."""

    authority: Authority
    seal: HttpSeal
    licence: HttpLicences
    credit: HttpCredit


@pytest.fixture
def remote(house: House) -> Iterator[Remote]:
    """HTTP backends before a served copy of the house's local ones."""
    served = authority(house)
    server = make_server("127.0.0.1", 0, served, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = Address(
        f"http://127.0.0.1:{server.server_port}", TOKEN, read_seconds=2.0, largest=400_000
    )

    def line(port: str) -> Line:
        return Line(address, Circuit(port, house.sessions, clock=house.clock))

    yield Remote(
        served, HttpSeal(line("seal")), HttpLicences(line("licence")), HttpCredit(line("credit"))
    )
    server.shutdown()
    server.server_close()
    thread.join()


class _Quiet(WSGIRequestHandler):
    """Says nothing on the log of the tests."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class's name
        return None


@pytest.fixture
def page() -> Callable[..., bytes]:
    """Return a function that makes a small PDF."""

    def make(text: str = "JY22301020003186") -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
        canvas.drawString(72, 700, text)
        canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return make
