"""A fence around one session: an engine behind it meets only what that session itself began."""

from collections.abc import Collection

from sqlalchemy.orm import Session

_BEGUN = "engine.begun"


class Fence:
    """Remembers per session the instances, jobs and messages that began in it; down, it remembers nothing."""

    def __init__(self, up: bool) -> None:
        self.up = up

    def note(self, session: Session, begun: str | int | None) -> None:
        """Remember an instance, a job or a message."""
        if self.up and begun is not None:
            session.info.setdefault(_BEGUN, set()).add(begun)

    def within(self, session: Session) -> Collection[str | int] | None:
        """Return all that the engine may meet in this session; None: whatever the database holds."""
        return frozenset(session.info.get(_BEGUN, ())) if self.up else None

    def texts(self, session: Session) -> Collection[str] | None:
        """The same, instances and jobs alone."""
        met = self.within(session)
        return None if met is None else frozenset(one for one in met if isinstance(one, str))

    def numbers(self, session: Session) -> Collection[int] | None:
        """The same, messages alone."""
        met = self.within(session)
        return None if met is None else frozenset(one for one in met if isinstance(one, int))
