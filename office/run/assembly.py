"""Build a house from settings: the only place that knows which backend stands behind a port."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine as Database
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from adapters.credit.local import LocalCredit
from adapters.faults import Faults
from adapters.identity.local import LocalIdentity
from adapters.licence.local import LocalLicences
from adapters.notification.local import LocalNotification
from adapters.seal.local import LocalSeal
from engine import Engine
from office import documents
from office.ports import Ports
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
        ports=local_ports(settings, adapters, clock),
        adapters=adapters,
        transaction=Transaction(settings.require_database(), ring=bell.ring),
        clock=clock,
    )


def local_ports(settings: Settings, adapters: Database, clock: Callable[[], datetime]) -> Ports:
    """Return the embedded backends; each commits for itself on the adapters' database."""
    sessions = sessionmaker(adapters, expire_on_commit=False)
    faults = Faults(sessions, settings.faults)
    licence = LocalLicences(sessions, clock=clock, faults=faults)
    credit = LocalCredit(sessions, clock=clock, faults=faults)
    identity = LocalIdentity(sessions, clock=clock, faults=faults)
    return Ports(
        seal=LocalSeal(sessions, clock=clock, faults=faults, keys=settings.home / "seal"),
        licence=licence,
        credit=credit,
        identity=identity,
        notification=LocalNotification(sessions, clock=clock, faults=faults),
        licence_register=licence,
        credit_register=credit,
        identity_register=identity,
    )
