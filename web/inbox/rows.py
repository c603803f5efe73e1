"""What a list shows of each task: its case, who holds it, its clock, what is new, the form's answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from office import accounts, cases, clocks, worklist
from office.cases import Case, Glance
from office.clocks import Chip
from office.words import Words, words
from office.worklist import Column, WorkItem
from web.layout.fields import control

FRESH_HOURS = 24


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    item: WorkItem
    root: Case
    chip: Chip
    used: int
    holder: str
    mine: bool
    credit: str
    news: tuple[tuple[Words, str], ...]

    @property
    def free(self) -> bool:
        """Whether somebody may claim the task."""
        return self.item.state == worklist.OPEN and not self.holder and bool(self.item.group)


def rows(items: Sequence[WorkItem]) -> list[Row]:
    """Return the lines of a list, everything beside the tasks fetched for all at once."""
    roots = cases.cases_by_id(g.session, {item.root_id for item in items})
    known = cases.glances(
        g.session, {item.root_id for item in items} | {item.case_id for item in items}
    )
    holders = {item.assignee for item in items if item.assignee}
    names = accounts.names_of(g.session, holders) if holders else {}
    return [_row(item, roots[item.root_id], known, names) for item in items]


def cells(item: WorkItem) -> list[tuple[Any, str]]:
    """Return the answers of a task's form as label and text, for the panel beside the list."""
    known = {one.label: one for one in worklist.columns(g.session, g.account.account)}
    return [
        (known[label].field.label, cell(known[label], value))
        for label, value in item.facts.items()
        if label in known
    ]


def cell(column: Column, value: Any) -> str:
    """Return an answer as people read it, in a column of the list."""
    if value is None:
        return ""
    shown = control(column.field)
    return f"{shown.text(value)} {shown.unit}".strip()


def _row(item: WorkItem, root: Case, known: Mapping[str, Glance], names: Mapping[str, str]) -> Row:
    of_case, of_root = known.get(item.case_id, Glance()), known.get(item.root_id, Glance())
    return Row(
        item=item,
        root=root,
        chip=clocks.chip(item.due, g.now, item.total_days),
        used=_used(item),
        holder=names.get(item.assignee, "") if item.assignee else "",
        mine=item.assignee == g.account.account.id,
        credit=of_case.credit or of_root.credit,
        news=tuple(_news(item, root, of_case)),
    )


def _news(item: WorkItem, root: Case, known: Glance) -> list[tuple[Words, str]]:
    found: list[tuple[Words, str]] = []
    if item.state != worklist.OPEN:
        return found
    if item.account_id is not None:
        return [(words("等申请人"), "grey")]
    if (g.now - item.opened_at).total_seconds() < FRESH_HOURS * 3600:
        found.append((words("新收件"), "blue"))
    if root.supplemented and item.element == worklist.FORMAL_REVIEW:
        found.append((words("补正已回"), "blue"))
    if known.answered:
        found.append((words("核实已答 {n}", n=known.answered), "green"))
    if known.asked:
        found.append((words("等核实答复 {n}", n=known.asked), "amber"))
    return found


def _used(item: WorkItem) -> int:
    """How many working days of the task's total are gone."""
    if item.due is None:
        return 0
    left = clocks.working_days_between(clocks.today(g.now), item.due.day)
    return max(0, min(item.total_days, item.total_days - left))
