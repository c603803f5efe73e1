"""The one place of the house that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from engine import JOBS_ADDED


class Transaction:
    """A factory of transactions: `with transaction() as session:` commits at the end, rolls back on an error.

    `ring` is called after a commit that wrote jobs; it must not block or raise.
    """

    def __init__(self, url: str, *, ring: Callable[[], None], pool_size: int = 10) -> None:
        self.bind = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size * 2,
            pool_pre_ping=True,
            connect_args={"options": "-c statement_timeout=60000 -c timezone=UTC"},
        )
        self._sessions = sessionmaker(self.bind, expire_on_commit=False)
        self._ring = ring

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        with self._sessions() as session:
            yield session
            session.commit()
            wrote_jobs = session.info.pop(JOBS_ADDED, False)
        if wrote_jobs:
            self._ring()

    @contextmanager
    def undone(self) -> Iterator[Session]:
        """A session of which nothing is kept and nobody hears: no commit, no bell."""
        with self._sessions() as session:
            try:
                yield session
            finally:
                session.rollback()

    def close(self) -> None:
        self.bind.dispose()
