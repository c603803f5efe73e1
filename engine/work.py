"""One instance taken in hand: load its state, run, write what changed, tell the host."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.definitions import Definitions
from engine.feel import plain, to_json
from engine.host import Host
from engine.spiff.run import Run
from engine.spiff.scopes import ScopeSpec
from engine.spiff.state import dump, load
from engine.spiff.stuck import Stuck
from engine.spiff.tokens import Case, Token
from engine.spiff.waits import wait_of
from engine.store import history, incidents, instances, jobs, waits
from engine.store.instances import Row
from engine.values import Advance, Call, Done, EngineError, Instance, Later, NotWaiting
from engine.values import Scope as Path

_ACTIVE = "engine.active"


class Work:
    """The world of a run: one instance, held, in one transaction."""

    def __init__(
        self,
        session: Session,
        host: Host,
        definitions: Definitions,
        max_rounds: int,
        row: Row,
        case: Case | None = None,
    ) -> None:
        self.session = session
        self.host = host
        self.definitions = definitions
        self.max_rounds = max_rounds
        self.row = row
        self.instance_id = row.id
        self.business_key = row.business_key
        self.actor: str | None = None
        self.on_behalf: str | None = None
        self.case = case or load(row.state, row.definition_id, row.process_id, self._spec)
        self.run = Run(self.case, self)

    # what a run asks of its world

    def now(self) -> datetime:
        return self.host.now()

    def evaluate(self, text: str, context: Mapping[str, Any]) -> Any:
        return self.definitions.expression(text).evaluate(context, now=self.host.now()).value

    def perform(self, call: Call) -> Done | Later:
        return self.host.perform(self.session, call)

    def decide(self, definition_id: int, decision: str, context: Mapping[str, Any]) -> Any:
        seen: set[int] = set()
        pending = [definition_id]
        while pending:
            current = pending.pop(0)
            if current in seen:
                continue
            seen.add(current)
            model = self.definitions.compiled(self.session, current).decisions.get(decision)
            if model is not None:
                return model.decide(decision, context, now=self.host.now()).value
            calls = self.definitions.known(self.session, current).calls
            pending += [self.case.pins[c] for c in sorted(calls) if c in self.case.pins]
        raise Stuck(f"决策 {decision} 不存在 (no such decision)")

    def process(self, case: Case, process_id: str, binding: str) -> tuple[int, ScopeSpec]:
        definition_id = case.pins.get(process_id) if binding == "pinned" else None
        if definition_id is None:
            found = self.definitions.find(self.session, process_id)
            if found is None:
                raise Stuck(f"被调流程 {process_id} 没有部署 (the called process is not deployed)")
            definition_id = found.id
        return definition_id, self._spec(definition_id, process_id)

    # what the door asks

    def do(self, act: Callable[[Run], None]) -> None:
        """Run to the next waits, write what changed, then let the host follow."""
        active: dict[str, Work] = self.session.info.setdefault(_ACTIVE, {})
        if self.instance_id in active:
            raise EngineError("这个实例正在运行中 (the instance is being run in this transaction)")
        active[self.instance_id] = self
        try:
            act(self.run)
        finally:
            del active[self.instance_id]
        self._write()
        self.host.follow(self.session, self._advance())

    def waiting(self, task_id: str, *kinds: str) -> Token:
        """Return the token that rests at a task, or raise NotWaiting."""
        token = self.case.find(int(task_id)) if task_id.isdigit() else None
        if token is None or token.notes.get("wait") not in kinds:
            raise NotWaiting(task_id)
        return token

    def instance(self) -> Instance:
        row = self.row
        return Instance(
            row.id,
            row.process_id,
            row.definition_id,
            row.business_key,
            self.status(),
            row.started_at,
            row.ended_at or (self.host.now() if self.case.ended else None),
            plain(dict(self.case.variables)),
        )

    def status(self) -> str:
        if self.case.ended:
            return "ended"
        troubled = any(t.notes.get("stuck") or t.notes.get("failed") for t in self.case.tokens())
        return "incident" if troubled else "running"

    def _spec(self, definition_id: int, process_id: str) -> ScopeSpec:
        return self.definitions.spec(self.session, definition_id, process_id)

    def _advance(self) -> Advance:
        run = self.run
        return Advance(
            self.instance_id,
            self.business_key,
            tuple(self.wait_of(token) for token in run.opened.values()),
            tuple(run.closed),
            tuple(run.called),
            tuple(run.returned),
            self.case.ended,
            plain(dict(self.case.variables)),
            tuple(run.taken),
        )

    def wait_of(self, token: Token) -> Any:
        return wait_of(self, token)

    # what is written

    def _write(self) -> None:
        now = self.host.now()
        ended_at = now if self.case.ended else None
        if self.row.version == 0:
            instances.add(self.session, self._new_row(now))
        else:
            instances.save(
                self.session,
                self.instance_id,
                state=dump(self.case),
                status=self.status(),
                ended_at=ended_at,
            )
        self._write_gone(now)
        self._write_timers()
        self._write_subscriptions()
        self._write_jobs(now)
        self._write_incidents(now)
        self._write_history(now)

    def _new_row(self, now: datetime) -> Row:
        row = self.row
        return Row(
            row.id,
            row.process_id,
            row.definition_id,
            row.business_key,
            self.status(),
            1,
            dump(self.case),
            row.started_at,
            now if self.case.ended else None,
        )

    def _write_gone(self, now: datetime) -> None:
        gone = self.run.gone
        if not gone:
            return

        def ids(*kinds: str) -> list[str]:
            return [str(i) for i, g in gone.items() if g.notes.get("wait") in kinds]

        if timers := ids("timer"):
            waits.drop_timers(self.session, self.instance_id, timers)
        if subscriptions := ids("message", "signal", "receive"):
            waits.unsubscribe(self.session, self.instance_id, subscriptions)
        if recalled := ids("job"):
            jobs.recall(self.session, self.instance_id, recalled)
        troubled = [
            str(i) for i, g in gone.items() if g.notes.get("stuck") or g.notes.get("failed")
        ]
        if troubled:
            incidents.close_of_tasks(self.session, self.instance_id, troubled, now)

    def _write_timers(self) -> None:
        rows = []
        for token_id, due in self.run.due.items():
            token = self.case.find(token_id)
            if token is not None:
                element = token.task_spec.drawn.id
                rows.append(
                    {
                        "instance_id": self.instance_id,
                        "task_id": token.key,
                        "element": element,
                        "due_at": due,
                    }
                )
        waits.set_timers(self.session, rows)

    def _write_subscriptions(self) -> None:
        rows = []
        for token in self.run.opened.values():
            if "catches" in token.notes:
                kind = "signal" if token.notes["wait"] == "signal" else "message"
                rows.append(
                    {
                        "instance_id": self.instance_id,
                        "task_id": token.key,
                        "kind": kind,
                        "name": token.notes["catches"],
                        "correlation": token.notes["key"],
                    }
                )
        waits.subscribe(self.session, rows)

    def _write_jobs(self, now: datetime) -> None:
        rows = []
        for order in self.run.orders.values():
            token = self.case.find(order.token)
            element = token.task_spec.drawn.id if token else None
            rows.append(
                jobs.new(
                    order.verb,
                    to_json(dict(order.payload)),
                    now,
                    instance_id=self.instance_id,
                    task_id=str(order.token),
                    element=element,
                )
            )
        jobs.add(self.session, rows)

    def _write_incidents(self, now: datetime) -> None:
        for trouble in self.run.troubles.values():
            incidents.open_one(
                self.session,
                reason=trouble.reason,
                now=now,
                instance_id=self.instance_id,
                task_id=str(trouble.token),
                element=trouble.element,
                verb=trouble.verb,
            )

    def _write_history(self, now: datetime) -> None:
        history.append(
            self.session,
            [
                {
                    "instance_id": self.instance_id,
                    "at": now,
                    "kind": record.kind,
                    "task_id": str(record.token) if record.token else None,
                    "element": record.element,
                    "name": record.name,
                    "process_id": record.process_id,
                    "scopes": [_path(s) for s in record.scopes],
                    "actor": self.actor,
                    "on_behalf": self.on_behalf,
                    "data": to_json(dict(record.data)),
                }
                for record in self.run.records
            ],
        )


def new_row(process_id: str, definition_id: int, business_key: str, now: datetime) -> Row:
    """Return the row of an instance that is about to start; version 0 is not stored yet."""
    instance_id = str(uuid.uuid4())
    return Row(instance_id, process_id, definition_id, business_key, "running", 0, b"", now, None)


def active(session: Session, instance_id: str) -> Work | None:
    """Return the work that runs this instance right now in this transaction."""
    found: Work | None = session.info.get(_ACTIVE, {}).get(instance_id)
    return found


def lock_message(session: Session, name: str, correlation: str | None) -> None:
    """Senders and receivers of one message wait for each other, so that none passes unseen."""
    digest = hashlib.sha256(f"{name}\0{correlation}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _path(scope: Path) -> list[Any]:
    return [scope.task_id, scope.element, scope.process_id, scope.definition_id]
