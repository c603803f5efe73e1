"""What the engine asks of the house that it runs in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from engine.values import Advance, Call, Done, Later


class Host(Protocol):
    """All that the engine knows of its surroundings."""

    @property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """FEEL functions beside the built-in ones, by name ("working days")."""
        ...

    def now(self) -> datetime:
        """Return the present, aware; the engine has no other clock."""
        ...

    def perform(self, session: Session, call: Call) -> Done | Later:
        """Do a service task now, or ask for a job; raise BusinessError for a drawn error."""
        ...

    def follow(self, session: Session, advance: Advance) -> None:
        """Hear what one run opened and closed, in the same transaction."""
        ...
