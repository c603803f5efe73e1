"""Which backend stands behind a port: the embedded one or the authority's own, as an operator last chose."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from adapters.errors import Misconfigured
from adapters.tables import SwitchRow

LOCAL, REMOTE = "local", "remote"


class Switches:
    """The choices of all ports; `defaults` where no operator has chosen."""

    def __init__(self, sessions: sessionmaker[Session], defaults: Mapping[str, str]) -> None:
        self._sessions = sessions
        self._defaults = defaults

    def of(self, port: str) -> str:
        """Return "local" or "remote"."""
        with self._sessions() as session:
            row = session.get(SwitchRow, port)
            return row.backend if row is not None else self._defaults.get(port, LOCAL)

    def set(self, port: str, backend: str) -> None:
        """Choose a backend for every process of the house, from the next call on."""
        if backend not in {LOCAL, REMOTE}:
            raise Misconfigured(f"没有这种接入方式：{backend}。")
        with self._sessions.begin() as session:
            session.execute(
                insert(SwitchRow)
                .values(port=port, backend=backend)
                .on_conflict_do_update(index_elements=["port"], set_={"backend": backend})
            )


class Switched:
    """A port that asks its switch at every call; it has whatever its backends have."""

    def __init__(self, port: str, backends: Mapping[str, Any], switches: Switches) -> None:
        self._port = port
        self._backends = backends
        self._switches = switches

    def __getattr__(self, name: str) -> Any:
        chosen = self._switches.of(self._port)
        backend = self._backends.get(chosen)
        if backend is None:
            raise Misconfigured(f"“{self._port}”没有设置{chosen}接入的地址。")
        return getattr(backend, name)
