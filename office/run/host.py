"""The house as the engine sees it: the clock, the FEEL functions, the verbs, and who hears of an advance."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from engine import Advance, Call, Done, Engine, Later
from office import cases, clocks
from office.verbs import VERBS, Inline


class HouseHost:
    """Implements engine.Host; the engine is given after it has been built with this host."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._functions = clocks.functions(clock)
        self.engine: Engine | None = None

    @property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        return clocks.functions(self._clock)

    def now(self) -> datetime:
        return self._clock()

    def perform(self, session: Session, call: Call) -> Done | Later:
        verb = VERBS[call.verb]  # publication checked that every verb of a diagram is here
        if isinstance(verb, Inline):
            assert self.engine is not None
            return Done(verb.perform(session, self.engine, call))
        case = cases.case_of_call(session, call)
        return Later(
            {"case": case.id, "element": call.element, "parameters": dict(call.parameters)}
        )

    def follow(self, session: Session, advance: Advance) -> None:
        assert self.engine is not None
        cases.follow(session, self.engine, advance)
