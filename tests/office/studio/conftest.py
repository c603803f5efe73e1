"""Two analysts and a draft in the city of the office's tests."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from engine import Engine
from office import studio
from office.accounts import ANALYST
from office.studio import Draft
from office.verbs import VERBS
from tests.office.desk import OTHER_VERBS, Desk

ALL_VERBS = frozenset(VERBS) | frozenset(OTHER_VERBS)


@dataclass
class Studio:
    """What two analysts do in the studio."""

    desk: Desk
    first: str
    second: str

    @property
    def session(self) -> Session:
        return self.desk.session

    @property
    def engine(self) -> Engine:
        return self.desk.engine

    def open(self, code: str = "food-operation-licence") -> Draft:
        return studio.open_draft(self.session, code, self.first, now=self.desk.now)

    def replace(self, draft: Draft, path: str, *changes: tuple[str, str]) -> Draft:
        """Save a file with these texts replaced, as the first analyst."""
        kept = draft.files[path]
        text = kept.content.decode()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        return studio.save(
            self.session, draft.id, path, text.encode(),
            revision=kept.revision, account=self.first, now=self.desk.now,
        )  # fmt: skip

    def problems(self, draft: Draft) -> tuple[studio.Problem, ...]:
        return studio.problems(self.session, self.engine, studio.folder_of(draft), ALL_VERBS)


@pytest.fixture
def room(desk: Desk) -> Studio:
    made = [desk.staff(name, "service", ANALYST).id for name in ("analyst-a", "analyst-b")]
    return Studio(desk, *made)
