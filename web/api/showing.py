"""Cases, tasks and documents as the replies show them."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import abort, current_app, g

from office import accounts, audit, cases
from office.cases import Case
from office.clocks import Due
from office.documents import Document
from office.worklist import WorkItem

Shown = dict[str, Any]


def house() -> Any:
    """The house behind the application."""
    return current_app.extensions["house"]


def me() -> accounts.Account:
    """The account that the key acts as."""
    found: accounts.Account = g.account.account
    return found


def case_of(number: str) -> Case:
    """Return a case that the account may see and the key reaches; others do not exist for it."""
    try:
        found = cases.case(g.session, number)
    except cases.UnknownCase:
        abort(404)
    if not cases.may_see(g.session, me(), found) or not g.key.reaches(found.matter):
        abort(404)
    return found


def note_key(operation: str, case_id: str) -> None:
    """Record that it was a program that did so, by which key."""
    audit.record(
        g.session,
        actor=me().id,
        verb="key.use",
        subject=g.key.id,
        case=case_id,
        request=g.request_id,
        data={"operation": operation},
        now=g.now,
    )


def shown_due(due: Due | None) -> Shown | None:
    return None if due is None else {"day": due.day, "provisional": due.provisional}


def shown_organ(code: str) -> Shown:
    return {"code": code, "name": accounts.organ(g.session, code).name}


def shown_case(one: Case) -> Shown:
    """Return a case as lists and details have it."""
    return {
        "id": one.id,
        "number": one.number,
        "matter": one.matter,
        "title": one.title,
        "kind": one.kind,
        "region": one.region,
        "organ": shown_organ(one.organ),
        "applicant_name": one.applicant_name,
        "state": cases.state_of(one),
        "stage": str(one.stage),
        "outcome": one.outcome,
        "outcome_label": str(one.outcome_label),
        "reason": one.reason,
        "submitted_at": one.submitted_at,
        "received_at": one.received_at,
        "accepted_at": one.accepted_at,
        "decided_at": one.decided_at,
        "closed_at": one.closed_at,
        "deadlines": [
            {
                "kind": kind,
                "started_on": clock.started_on,
                "days": clock.days,
                "counted_in": "calendar-days" if clock.calendar_days else "working-days",
                "due": shown_due(clock.due),
                "stopped_at": clock.stopped_at,
            }
            for kind, clock in sorted(one.clocks.items())
        ],
    }


def names_of_holders(items: Collection[WorkItem]) -> Mapping[str, str]:
    """Return the names of those who hold or did the tasks."""
    return accounts.names_of(
        g.session, {one for item in items for one in (item.assignee, item.closed_by) if one}
    )


def shown_holder(item: WorkItem, names: Mapping[str, str]) -> Shown | None:
    """Who holds the task, or has done it, and since when."""
    who, at = (
        (item.closed_by, item.closed_at) if item.closed_by else (item.assignee, item.claimed_at)
    )
    if who is None:
        return None
    return {"name": names.get(who, ""), "at": at, "me": who == me().id}


def shown_task(item: WorkItem, names: Mapping[str, str]) -> Shown:
    """Return a task as lists and details have it."""
    return {
        "id": item.id,
        "case_number": item.case_number,
        "matter": item.matter,
        "title": item.title,
        "element": item.element,
        "step": item.step,
        "name": item.name,
        "applicant_name": item.applicant_name,
        "region": item.region,
        "state": item.state,
        "due": shown_due(item.due),
        "opened_at": item.opened_at,
        "closed_at": item.closed_at,
        "holder": shown_holder(item, names),
    }


def shown_document(one: Document, number: str) -> Shown:
    return {
        "id": one.id,
        "case_number": number,
        "kind": one.kind,
        "title": one.title,
        "number": one.number,
        "identifier": one.identifier,
        "sealed": one.sealed,
        "sha256": one.sha256,
        "created_at": one.created_at,
        "delivered_at": one.delivered_at,
    }
