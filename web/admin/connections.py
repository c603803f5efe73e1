"""The state of each authority's connection, as the jobs that went there tell it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine import Incident
from office.ports import Ports
from office.words import words
from web.admin.words import PORTS


@dataclass(frozen=True)
class Connection:
    """One port: its name, which backend stands behind it, and how many of its jobs have failed for good."""

    port: str
    name: str
    backend: str
    incidents: int

    @property
    def tone(self) -> str:
        return "red" if self.incidents else "green"

    @property
    def state(self) -> str:
        return (
            words("{count} 个作业失败，待处理", count=self.incidents)
            if self.incidents
            else words("没有失败的作业")
        )


def connections(ports: Ports, incidents: Sequence[Incident]) -> list[Connection]:
    """Return the connections in the order of the ports; a verb belongs to the port that it is named after."""
    failed = Counter((one.verb or "").split(".")[0] for one in incidents)
    return [
        Connection(port, name, _backend(getattr(ports, port)), failed[port])
        for port, name in PORTS.items()
    ]


def _backend(port: object) -> str:
    module = type(port).__module__
    if ".local" in module:
        return words("本地（内置）")
    return words("远程接口") if module.endswith(".http") else words("其他")
