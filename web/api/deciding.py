"""Decide a task: the same rules as the case page, the same law, one effect under one Idempotency-Key."""

from typing import Any

from flask import g

from office import cases
from office.calls.refusals import REFUSE, with_law
from office.cases import ActRefused, Case
from office.keys import TASKS_DECIDE
from office.words import words
from office.worklist import FORMAL_REVIEW, NotAllowed, WorkItem
from web.api.blueprint import blueprint, for_program
from web.api.problems import at, invalid, pointer
from web.api.repeating import Once
from web.api.schemas import IdempotencyHeader, Loaded
from web.api.showing import Shown, house, me, note_key
from web.api.task_schemas import DecidedSchema, DecisionSchema
from web.api.tasks import basis_of, not_allowed, task_of


@blueprint.route("/tasks/<task_id>/decision", methods=["POST"])
@for_program(TASKS_DECIDE)
@blueprint.arguments(IdempotencyHeader, location="headers")
@blueprint.arguments(DecisionSchema)
@blueprint.response(200, DecidedSchema)
def decide_task(header: Loaded, said: Loaded, task_id: str) -> Shown:
    """Do a task with one of its outcomes; a task that a colleague has taken or done is answered with 409."""
    item = task_of(task_id)
    once = Once(f"tasks.decide:{item.id}", header["key"], said)
    if once.before is not None:
        return dict(once.before.data)
    _check(item, said)
    try:
        case = _act(item, said)
    except NotAllowed as refused:
        raise not_allowed(item, refused) from refused
    except ActRefused as refused:
        raise invalid(at(f"/{refused.field or 'outcome'}", refused.reason)) from refused
    note_key("tasks.decide", item.case_id)
    reply = {
        "task_id": item.id,
        "outcome": said["outcome"],
        "case_number": case.number,
        "state": cases.state_of(case),
        "stage": str(case.stage),
    }
    once.keep(200, reply)
    return reply


def _act(item: WorkItem, said: Loaded) -> Case:
    opinion = said["opinion"].strip()
    if said["outcome"] == REFUSE and opinion and basis_of(item):
        opinion = with_law(opinion, said["basis"], basis_of(item))
    return cases.act(
        g.session,
        house().engine,
        item.id,
        me(),
        said["outcome"],
        opinion=opinion,
        points=said["points"],
        items=said["items"] if item.element == FORMAL_REVIEW else (),
        now=g.now,
    )


def _check(item: WorkItem, said: Loaded) -> None:
    """Refuse points and law that are none of this task's: a program must not be left in a wrong belief."""
    known = {one.id for one in cases.review_points(g.session, item)}
    law = set(basis_of(item))
    wrong: list[dict[str, Any]] = [
        at(pointer("points", number), words("没有这条审查要点。"))
        for number, one in enumerate(said["points"])
        if one not in known
    ]
    wrong += [
        at(pointer("items", number, "point"), words("没有这条审查要点。"))
        for number, one in enumerate(said["items"])
        if one["point"] and one["point"] not in known
    ]
    wrong += [
        at(pointer("basis", number), words("这不是本事项的依据。"))
        for number, one in enumerate(said["basis"])
        if one not in law
    ]
    if wrong:
        raise invalid(*wrong)
