"""Build a house from settings: the only place that knows which backend stands behind a port."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

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
from adapters.switch import LOCAL, REMOTE, Switched, Switches
from adapters.wire import Address, Line
from engine import Engine
from office import documents
from office.ports import Lines, Ports
from office.run.bell import Bell
from office.run.host import HouseHost
from office.run.settings import Settings
from office.run.transaction import Transaction


@dataclass(frozen=True)
class House:
    """Everything a process of the house needs; rooms get its parts as arguments."""

    settings: Settings
    engine: Engine
    ports: Ports
    transaction: Transaction
    adapters: Database  # the local authorities' own database
    clock: Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def build(settings: Settings, *, clock: Callable[[], datetime] = system_clock) -> House:
    """Return the house; opens no connection before the first use."""
    documents.surround(documents.Surroundings(settings.public_url, settings.demo))
    bell = Bell(settings.broker_url)
    host = HouseHost(clock)
    engine = Engine(host)
    host.engine = engine
    adapters = create_engine(settings.adapters_database_url, pool_size=5, pool_pre_ping=True)
    return House(
        settings=settings,
        engine=engine,
        ports=ports_of(settings, adapters, clock),
        adapters=adapters,
        transaction=Transaction(settings.require_database(), ring=bell.ring),
        clock=clock,
    )


def ports_of(settings: Settings, adapters: Database, clock: Callable[[], datetime]) -> Ports:
    """Return every port with its embedded backend, and the authority's own behind a switch where it has an address.

    Embedded backends commit for themselves on the adapters' database.
    """
    sessions = sessionmaker(adapters, expire_on_commit=False)
    faults = Faults(sessions, settings.faults)
    seal = LocalSeal(sessions, clock=clock, faults=faults, keys=settings.home / "seal")
    licence = LocalLicences(sessions, clock=clock, faults=faults)
    credit = LocalCredit(sessions, clock=clock, faults=faults)
    identity = LocalIdentity(sessions, clock=clock, faults=faults)
    circuits = {port: Circuit(port, sessions, clock=clock) for port in settings.remotes}
    switches = Switches(sessions, dict.fromkeys(settings.remotes, REMOTE))

    def behind(port: str, local: Any, remote: Callable[[Line], Any]) -> Any:
        if port not in settings.remotes:
            return local
        at = settings.remotes[port]
        line = Line(Address(at.url, at.token), circuits[port])
        return Switched(port, {LOCAL: local, REMOTE: remote(line)}, switches)

    return Ports(
        seal=behind("seal", seal, HttpSeal),
        licence=behind("licence", licence, HttpLicences),
        credit=behind("credit", credit, HttpCredit),
        identity=identity,
        notification=LocalNotification(sessions, clock=clock, faults=faults),
        licence_register=licence,
        credit_register=credit,
        identity_register=identity,
        lines=Lines(circuits, switches, faults),
    )
