"""What the case page shows of a task: gathered once, drawn by inbox/task.html."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, g, render_template
from werkzeug.datastructures import MultiDict

from office import accounts, cases, clocks, filing, matters, worklist
from office.cases import ActRefused, Case, Differences, Inconsistency
from office.filing import Submission
from office.matters import Compiled, Edition, Field
from office.words import Words, words
from office.worklist import NotAllowed, WorkItem
from web.inbox.acting import is_sealed, law_of
from web.inbox.papers import papers
from web.inbox.rail import inbox_rail
from web.inbox.way import Way, beside
from web.layout.filters import short_moment, short_name

ACTIONS = {
    "accept": (words("受理"), "primary"),
    "supplement": (words("一次性告知补正"), "warning"),
    "refuse": (words("不予"), "outline-danger"),
    "agree": (words("同意"), "primary"),
    "grant": (words("准予"), "primary"),
}
REFUSALS = {"形式审查": words("不予受理"), "决定": words("不予许可")}
CLOCKS = {
    clocks.NOTIFY: words("一次性告知 {days} 个工作日"),
    clocks.PROMISED: words("本事项承诺 {days} 个工作日"),
    clocks.STATUTORY: words("法定 {days} 个工作日"),
}
IN_CALENDAR_DAYS = words("法定 {days} 日（自然日）")
JOINT = words("一件事承诺 {days} 个工作日")
Typed = MultiDict[str, str]


def task_page(
    item: WorkItem, on: Way, *, wrong: ActRefused | NotAllowed | None = None, typed: Typed
) -> str:
    """Return the case page of a task; `wrong` is why the last press was refused, `typed` what it carried."""
    house = current_app.extensions["house"]
    case, root = cases.case(g.session, item.case_id), cases.case(g.session, item.root_id)
    edition = matters.edition(g.session, root.edition_id)
    compiled, handed = edition.compiled, filing.submission(g.session, root.id)
    seen = _seen_members(case, root, handed)
    changed = cases.differences(g.session, root)
    contradicted = cases.inconsistencies(g.session, case.id)
    barred = _barred(item)
    evidence = cases.evidence(g.session, *_evident(case, root, compiled))
    return render_template(
        "inbox/task.html",
        item=item,
        on=on,
        beside=beside(item, on),
        chip=clocks.chip(item.due, g.now, item.total_days),
        case=case,
        root=root,
        clocks=_clocks(case, root),
        sections=_sections(compiled, handed, seen, changed, contradicted),
        papers=papers(compiled, handed, seen, changed, root, evidence),
        changed=changed,
        contradicted=contradicted,
        disputes=cases.disputes(g.session, case),
        authority=cases.authority(g.session, case),
        commitments=cases.commitments(g.session, case),
        checkable=_checkable(compiled, seen),
        points=cases.review_points(g.session, item),
        names={
            member.code: short_name(member.name["zh"])
            for member in compiled.members
            if member.code in handed.needed
        },
        accepting=item.element == worklist.FORMAL_REVIEW,
        actions=_actions(item, root),
        law=law_of(own_edition(case).document) if _may_refuse(item) else [],
        may_clarify=item.element != worklist.FORMAL_REVIEW and item.state == worklist.OPEN,
        barred=barred,
        mine=item.assignee == g.account.account.id,
        opinions=cases.opinions(g.session, case.id),
        clarifications=cases.clarifications(g.session, case.id),
        evidence=evidence,
        timeline_entries=cases.timeline(g.session, house.engine, case.id),
        drawn=cases.live_diagram(g.session, house.engine, case.id),
        others=_others(case, root, compiled, handed),
        wrong={wrong.field or "": wrong.reason} if isinstance(wrong, ActRefused) else {},
        problem=wrong.reason if wrong is not None else "",
        typed=typed,
        rail=inbox_rail(),
    )


def own_edition(case: Case) -> Edition:
    """The edition of the case's own matter: a member's, not the one-thing's."""
    return matters.edition(g.session, case.edition_id)


def _clocks(case: Case, root: Case) -> list[Mapping[str, Any]]:
    """The clocks of a case and of the one-thing around it, each with its days listed."""
    named: list[tuple[Case, str, Words | None]] = [
        (case, clocks.NOTIFY, None),
        (case, clocks.PROMISED, None),
    ]
    if root.id != case.id:
        named.append((root, clocks.PROMISED, JOINT))
    named.append((case, clocks.STATUTORY, None))
    found: list[Mapping[str, Any]] = []
    for of, kind, label in named:
        clock = of.clocks.get(kind)
        if clock is not None and clock.stopped_at is None:
            said = IN_CALENDAR_DAYS if clock.calendar_days else label or CLOCKS[kind]
            left = clocks.chip(clock.due, g.now, clock.days, calendar_days=clock.calendar_days)
            found.append(
                {
                    "label": words(said.template, days=clock.days),
                    "clock": clock,
                    "chip": left,
                    "days": clock.explained(),
                    "today": clocks.today(g.now),
                }
            )
    return found


def _evident(case: Case, root: Case, compiled: Compiled) -> set[str]:
    """Whose evidence is shown: the window sees all, a department its own and what was verified for all."""
    if case.id == root.id:
        return {one.id for one in cases.family(g.session, root.id)}
    for_all = {one.code for one in compiled.members if one.outcome is None}
    verified = {one.id for one in cases.members(g.session, root) if one.matter in for_all}
    return {case.id, root.id, *verified}


def _others(
    case: Case, root: Case, compiled: Compiled, handed: Submission
) -> list[Mapping[str, Any]]:
    """The other departments' members: how far they are, and the fields that both of them use (least data)."""
    if case.id == root.id:
        return []
    found = cases.findings(g.session, root.id)
    return [
        {
            "case": one,
            "organ": accounts.organ(g.session, one.organ).short,
            "shared": [
                (field, handed.values[field.name])
                for field in compiled.asked({case.matter})
                if field.element is not None
                and field.name in handed.values
                and field.used({one.matter})
            ],
            "found": [
                (_field_of(compiled, finding.element), finding)
                for finding in found
                if finding.case_id == one.id
                and finding.element in cases.elements_of(g.session, case.id)
            ],
        }
        for one in cases.members(g.session, root)
        if one.id != case.id
    ]


def _field_of(compiled: Compiled, element: str) -> Field:
    return next(one for one in compiled.fields if one.element == element)


def _seen_members(case: Case, root: Case, handed: Submission) -> frozenset[str]:
    """Least data: the window sees all needed members' fields, a department its own member's."""
    return frozenset(handed.needed) if case.id == root.id else frozenset({case.matter})


def _sections(
    compiled: Compiled,
    handed: Submission,
    seen: frozenset[str],
    changed: Differences,
    contradicted: Sequence[Inconsistency],
) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The form by topic; each field with what stood before and what contradicts it."""
    against = {one.field.name: one for one in contradicted}
    found: dict[str, list[Mapping[str, Any]]] = {}
    for field in compiled.asked(seen):
        if field.name in handed.values or field.name in changed.fields:
            found.setdefault(field.section, []).append(
                {
                    "field": field,
                    "value": handed.values.get(field.name),
                    "change": changed.fields.get(field.name),
                    "against": against.get(field.name),
                    "disputed": field.name in handed.disputes,
                    "fetched": _is_fetched(field, handed),
                }
            )
    return list(found.items())


def _is_fetched(field: Field, handed: Submission) -> bool:
    """Whether the value is what a source said, not what somebody typed."""
    if not field.source or field.name in handed.disputes:
        return False
    state = handed.sources.get(str(field.source["from"]), {}).get("state")
    return state == "known" or str(field.source["from"]) == "identity"


def _checkable(compiled: Compiled, seen: frozenset[str]) -> list[Field]:
    """Fields whose value somebody may find to be another: numbers and short texts of shared elements."""
    return [
        field
        for field in compiled.asked(seen)
        if field.element is not None
        and field.schema.get("type") in {"number", "integer", "string"}
        and "enum" not in field.schema
        and field.mask == "none"
    ]


def _actions(item: WorkItem, root: Case) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for outcome in item.outcomes:
        label, kind = ACTIONS.get(outcome, (outcome, "outline-primary"))
        if outcome == "supplement" and root.supplemented:
            continue
        if outcome == "refuse":
            label = REFUSALS.get(item.step, words("不同意"))
        found.append(
            {
                "outcome": outcome,
                "label": label,
                "kind": kind,
                "sealed": is_sealed(item, outcome),
                "key": "a" if outcome in {"accept", "agree", "grant"} else "",
            }
        )
    return found


def _may_refuse(item: WorkItem) -> bool:
    return "refuse" in item.outcomes and is_sealed(item, "refuse")


def _barred(item: WorkItem) -> str:
    """Why this account cannot do the task; a colleague who was quicker is named with the time."""
    if item.state == worklist.DONE and item.closed_by and item.closed_at:
        at = short_moment(item.closed_at)
        if item.closed_by == g.account.account.id:
            return words("您已于 {at} 办完这项任务。", at=at)
        who = accounts.account(g.session, item.closed_by).name
        return words("{who}已于 {at} 办完这项任务。", who=who, at=at)
    try:
        worklist.may_act(g.session, g.account.account, item, now=g.now)
    except NotAllowed as reason:
        return reason.reason
    return Words("")
