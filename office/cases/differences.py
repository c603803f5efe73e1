"""What a supplement changed: every field and slot with what stood before and what stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from office import filing
from office.cases.values import Case
from office.filing import Attachment, Submission


@dataclass(frozen=True)
class Difference:
    """One field or slot: what the submission before the last said and what the last says; None is nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class SlotDifference:
    """One slot of materials: the files that went and the files that came."""

    slot: str
    before: tuple[Attachment, ...]
    after: tuple[Attachment, ...]


@dataclass(frozen=True)
class Differences:
    """All that the last submission changed, by field name and by slot; empty for a first one."""

    fields: Mapping[str, Difference]
    slots: Mapping[str, SlotDifference]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({*self.fields, *self.slots})


def differences(session: Session, root: Case) -> Differences:
    """Return what the last supplement of a root case changed."""
    last = filing.submission(session, root.id)
    if last.version < 2:
        return Differences({}, {})
    before = filing.submission(session, root.id, last.version - 1)
    return Differences(_fields(before, last), _slots(before, last))


def _fields(before: Submission, last: Submission) -> dict[str, Difference]:
    return {
        name: Difference(name, before.values.get(name), last.values.get(name))
        for name in sorted({*last.values, *before.values})
        if last.values.get(name) != before.values.get(name)
    }


def _slots(before: Submission, last: Submission) -> dict[str, SlotDifference]:
    kept = {(one.slot, one.sha256) for one in before.attachments} & {
        (one.slot, one.sha256) for one in last.attachments
    }
    went = [one for one in before.attachments if (one.slot, one.sha256) not in kept]
    came = [one for one in last.attachments if (one.slot, one.sha256) not in kept]
    return {
        slot: SlotDifference(
            slot,
            tuple(one for one in went if one.slot == slot),
            tuple(one for one in came if one.slot == slot),
        )
        for slot in sorted({one.slot for one in (*went, *came)})
    }
