"""Play a script in a sandbox: every step by the house's own functions, at the rehearsal's own time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from office import accounts, cases, clocks, filing
from office.cases import ActRefused, Case
from office.clocks import SHANGHAI
from office.documents import DocumentMissing
from office.filing import BadAttachment, Draft, Invalid, NeedsChanged
from office.rehearsal.cast import Cast
from office.rehearsal.sandbox import Sandbox
from office.rehearsal.script import (
    APPLICATION,
    AUTHORITY,
    CLOCK,
    NEXT,
    OPERATOR,
    Script,
)
from office.run.demo.scenario import Scenario, Step
from office.words import words
from office.worklist import NotAllowed

_TURN = timedelta(minutes=5)  # what a person's step takes on the rehearsal's clock
_FARTHEST = timedelta(days=3 * 366)
_MOST_EVENTS = 2_000  # within one jump: a timer that comes round for ever is stopped here


class CannotGoOn(Exception):
    """A step cannot be taken; reason is a sentence for the analyst, problems names the fields of a form."""

    def __init__(self, reason: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = dict(problems or {})


@dataclass(frozen=True)
class Moment:
    """One step that was taken: when, and whose tasks wait after it."""

    step: Step
    at: datetime
    waits: tuple[str, ...] = ()


class Player:
    """Plays scripts in one sandbox; the case is there once the application is handed in."""

    def __init__(self, box: Sandbox, script: Script) -> None:
        self.box = box
        self.script = replace(script, steps=())
        self.cast = Cast(box)
        self.scenario: Scenario = script.scenario()
        self.draft_id: str | None = None
        self.number: str | None = None
        self._instance = ""
        self.moments: list[Moment] = []

    def play(self, script: Script) -> None:
        """Take all steps; raises CannotGoOn at the first that cannot be taken, `len(moments)` tells which."""
        if script.answers is None:
            return
        for step in script.steps:
            self.take(step)
        if not script.submitted:
            self.open()

    def take(self, step: Step) -> None:
        """Take one step; raises CannotGoOn and leaves everything as it was before it."""
        with _said():
            if step.by == CLOCK:
                self._jump(step.outcome)
            elif step.by == AUTHORITY:
                self.box.authorities.behave(step.task, step.outcome)
            elif step.by == OPERATOR:
                self._retry(step)
            elif step.task == APPLICATION:
                self._submit()
            else:
                self.box.clock.move(self.box.clock() + _TURN)
                self.cast.take(self.scenario, self._number(), step)
        self.moments.append(Moment(step, self.box.clock(), self._waits()))
        self.script = self.script.then(step)

    def open(self) -> None:
        """Open the form if it is not open yet."""
        if self.draft_id is None:
            with _said():
                self.draft_id = self.cast.open(self.scenario)

    def draft(self) -> Draft | None:
        """Return the form being filled in; none before it is opened."""
        return None if self.draft_id is None else filing.draft(self.box.session, self.draft_id)

    def root(self) -> Case | None:
        """Return the case; none before the application is handed in."""
        return None if self.number is None else cases.case(self.box.session, self.number)

    def next_due(self) -> datetime | None:
        """Return when the next timer, deadline, retry or slow answer comes."""
        now = self.box.clock()
        found = [self.box.engine.due_soon(self.box.session), self.cast.worker.waits_until()]
        found += [clocks.end_of(day) for day in self._deadlines()]
        return min((one for one in found if one is not None and one > now), default=None)

    def _submit(self) -> None:
        self.open()
        assert self.draft_id is not None
        self.box.clock.move(self.box.clock() + _TURN)
        self.number = self.cast.hand_in(self.scenario, self.draft_id)
        self._instance = cases.case(self.box.session, self.number).instance_id

    def _waits(self) -> tuple[str, ...]:
        if not self._instance:
            return ()
        found = self.box.engine.waits(self.box.session, self._instance)
        steps = [one.properties.get("step") or one.name for one in found if one.kind == "user"]
        return tuple(dict.fromkeys(steps))

    def _number(self) -> str:
        if self.number is None:
            raise CannotGoOn(words("还没有提交申请。"))
        return self.number

    def _jump(self, wanted: str) -> None:
        """Let time pass: everything due on the way happens at its own moment."""
        clock, to = self.box.clock, self._moment(wanted)
        for _ in range(_MOST_EVENTS):
            due = self._next_event()
            if due is None or due > to:
                clock.move(to)
                self.cast.worker.drain()
                return
            clock.move(due)
            self.cast.worker.drain()
        raise CannotGoOn(words("在这段时间里事件太多，定时器可能一再重来。"))

    def _next_event(self) -> datetime | None:
        found = [self.box.engine.due_soon(self.box.session), self.cast.worker.waits_until()]
        return min((one for one in found if one is not None), default=None)

    def _moment(self, wanted: str) -> datetime:
        """Return what the clock is to show: "next", "+3" working days, or the morning of a date."""
        now = self.box.clock()
        if wanted == NEXT:
            due = self.next_due()
            if due is None:
                raise CannotGoOn(words("接下来没有定时器、期限或重试在等。"))
            return due + timedelta(seconds=1)
        if wanted.startswith("+"):
            day = clocks.add_working_days(clocks.today(now), int(wanted[1:])).day
            return clocks.local(now).replace(year=day.year, month=day.month, day=day.day)
        moment = datetime.combine(date.fromisoformat(wanted), time(9), SHANGHAI)
        if moment <= now:
            raise CannotGoOn(words("时钟只能往前走；要回到从前，请退回到那一步。"))
        if moment - now > _FARTHEST:
            raise CannotGoOn(words("一次最多跳三年。"))
        return moment

    def _deadlines(self) -> Iterator[date]:
        root = self.root()
        if root is None:
            return
        for one in cases.family(self.box.session, root.id):
            for clock in one.clocks.values():
                if clock.stopped_at is None:
                    yield clock.due.day

    def _retry(self, step: Step) -> None:
        for one in self.box.engine.incidents(self.box.session):
            if step.task in {one.element, one.verb}:
                self.box.clock.move(self.box.clock() + _TURN)
                self.box.engine.retry(self.box.session, one.id, actor=None)
                self.cast.worker.drain()
                return
        raise CannotGoOn(words("没有这个事件可以重试：{element}", element=step.task))


@contextmanager
def _said() -> Iterator[None]:
    """Turn what the rooms raise into a sentence for the analyst."""
    try:
        yield
    except CannotGoOn:
        raise
    except Invalid as wrong:
        problems = {one.field: one.message for one in wrong.problems}
        raise CannotGoOn(words("申请表还有 {n} 处要改", n=len(problems)), {**problems}) from None
    except NeedsChanged:
        raise CannotGoOn(words("回答与表单要办的事项不一致。")) from None
    except (ActRefused, NotAllowed) as refused:
        raise CannotGoOn(refused.reason) from None
    except accounts.UnknownOrgan:
        raise CannotGoOn(words("这个辖区没有办理它的机关。")) from None
    except (BadAttachment, DocumentMissing) as wrong:
        raise CannotGoOn(str(wrong)) from None
    except (LookupError, ValueError) as wrong:
        raise CannotGoOn(str(wrong)) from None
