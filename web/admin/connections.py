"""The state of each authority's connection: its backend, its breaker, its failed jobs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.circuit import CLOSED, OPEN, CircuitState
from adapters.faults import Fault
from adapters.switch import LOCAL, REMOTE
from engine import Incident
from office.ports import Ports
from office.words import Words, words
from web.admin.words import PORTS


@dataclass(frozen=True)
class Connection:
    """One port: which backend stands behind it, how its line does, how many of its jobs failed for good.

    backend: "local" or "remote"; choices: what an operator may choose; fault: what the embedded one is told to do.
    """

    port: str
    name: Words
    incidents: int
    backend: str = LOCAL
    choices: tuple[str, ...] = (LOCAL,)
    circuit: CircuitState | None = None
    fault: Fault | None = None

    @property
    def tone(self) -> str:
        if self.circuit is not None and self.circuit.state == OPEN:
            return "red"
        if self.incidents:
            return "red"
        return "amber" if self.fault or (self.circuit and self.circuit.state != CLOSED) else "green"

    @property
    def state(self) -> Words:
        if self.circuit is not None and self.circuit.state != CLOSED:
            return CIRCUITS[self.circuit.state]
        if self.incidents:
            return words("{count} 个作业失败，待处理", count=self.incidents)
        return words("没有失败的作业")


CIRCUITS = {
    OPEN: words("断路：对方多次没有回应，暂停呼叫，办件在等"),
    "half-open": words("正在试探对方是否恢复"),
    CLOSED: words("畅通"),
}
BACKENDS = {LOCAL: words("本地（内置）"), REMOTE: words("远程接口")}


def connections(ports: Ports, incidents: Sequence[Incident]) -> list[Connection]:
    """Return the connections in the order of the ports; a verb belongs to the port that it is named after."""
    failed = Counter((one.verb or "").split(".")[0] for one in incidents)
    return [_connection(ports, port, name, failed[port]) for port, name in PORTS.items()]


def _connection(ports: Ports, port: str, name: Words, failed: int) -> Connection:
    lines = ports.lines
    if lines is None:
        return Connection(port, name, failed)
    remote = port in lines.circuits
    return Connection(
        port=port,
        name=name,
        incidents=failed,
        backend=lines.switches.of(port) if remote else LOCAL,
        choices=(LOCAL, REMOTE) if remote else (LOCAL,),
        circuit=lines.circuits[port].state() if remote else None,
        fault=lines.faults.of(port),
    )
