"""The words of the engine's door: frozen values that cross it, and its errors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Variables = Mapping[str, Any]

# Key in Session.info: this transaction added jobs, so somebody may be woken after the commit.
JOBS_ADDED = "engine.jobs-added"


@dataclass(frozen=True)
class Refusal:
    """Why a diagram cannot be deployed: rule code, drawn element, reason, what to draw instead."""

    code: str
    element: str
    name: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class Deployment:
    """One deployed process of a set of files, and the names it needs from outside."""

    id: int
    process_id: str
    version: int
    digest: str
    name: str = ""
    # Variable paths ("answers.seats") that conditions, decisions, inputs and parameters read
    # and nothing in the diagram writes.
    reads: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    lanes: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    decisions: frozenset[str] = frozenset()
    processes: tuple[str, ...] = ()  # all executable processes of the same files


@dataclass(frozen=True)
class Scope:
    """One called process on the path from the root to a task; task_id is its call activity's."""

    task_id: str
    element: str
    process_id: str
    definition_id: int


@dataclass(frozen=True)
class Wait:
    """One thing an instance waits for.

    kind is "user", "receive", "timer", "message" or "job"; inputs is the data that the task sees.
    """

    instance_id: str
    task_id: str
    kind: str
    process_id: str
    element: str
    name: str
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    due: datetime | None = None
    inputs: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where in an instance something stands: a task of a drawn element, on a path of called processes."""

    task_id: str
    element: str
    process_id: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Closed:
    """A wait that is over; outcome is "completed" or "cancelled"."""

    task_id: str
    element: str
    process_id: str
    scopes: tuple[Scope, ...]
    outcome: str


@dataclass(frozen=True)
class Called:
    """A call activity started the process that definition_id names."""

    task_id: str
    element: str
    process_id: str
    definition_id: int
    scopes: tuple[Scope, ...]
    inputs: Variables


@dataclass(frozen=True)
class Returned:
    """A call activity's process ended and gave its declared outputs."""

    task_id: str
    element: str
    process_id: str
    scopes: tuple[Scope, ...]
    outputs: Variables


@dataclass(frozen=True)
class Taken:
    """A sequence flow of a process that a token went along."""

    process_id: str
    flow: str


@dataclass(frozen=True)
class Advance:
    """What one run of an instance changed; the host hears it once a run."""

    instance_id: str
    business_key: str
    opened: tuple[Wait, ...]
    closed: tuple[Closed, ...]
    called: tuple[Called, ...]
    returned: tuple[Returned, ...]
    ended: bool
    variables: Variables
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class Call:
    """A service task to perform; verb is its operator, parameters are evaluated."""

    instance_id: str
    business_key: str
    task_id: str
    verb: str
    element: str
    process_id: str
    scopes: tuple[Scope, ...]
    parameters: Variables
    variables: Variables


@dataclass(frozen=True)
class Done:
    """The host performed a service task now."""

    variables: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class Later:
    """The host wants a job row for a service task; a worker finishes it."""

    payload: Variables = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A leased job; token must come back with its result. attempts counts this lease too."""

    id: str
    verb: str
    payload: Variables
    instance_id: str | None
    task_id: str | None
    request_id: str
    token: str
    attempts: int


@dataclass(frozen=True)
class Instance:
    """A running or ended process; status is "running", "ended" or "incident"."""

    id: str
    process_id: str
    definition_id: int
    business_key: str
    status: str
    started_at: datetime
    ended_at: datetime | None
    variables: Variables


@dataclass(frozen=True)
class Incident:
    """Something that a person must look at: a job out of tries, a step that cannot run on."""

    id: str
    instance_id: str | None
    job_id: str | None
    element: str | None
    verb: str | None
    reason: str
    opened_at: datetime
    attempts: int


@dataclass(frozen=True)
class Event:
    """One line of an instance's history; element is a drawn id."""

    id: int
    instance_id: str
    at: datetime
    kind: str
    element: str
    name: str
    process_id: str
    scopes: tuple[Scope, ...]
    actor: str | None
    on_behalf: str | None
    data: Variables


class EngineError(Exception):
    """The engine cannot do what was asked."""


class DeploymentRefused(EngineError):
    """The diagram would not run as drawn."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(f"{r.code} {r.element}: {r.reason}" for r in refusals))
        self.refusals = refusals


class UnknownProcess(EngineError):
    """No such process is deployed."""


class UnknownInstance(EngineError):
    """No such instance exists."""


class UnknownIncident(EngineError):
    """No such open incident exists."""


class NotWaiting(EngineError):
    """The task is not open any more."""


class NotLeased(EngineError):
    """The job is not leased with this token."""


class BusinessError(EngineError):
    """A service task met a business error that the diagram may catch by its code."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason or code)
        self.code = code
        self.reason = reason or code
