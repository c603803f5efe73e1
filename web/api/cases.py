"""List cases and read one: where it stands, until when, what comes next."""

from flask import g

from office import cases, worklist
from office.cases import Case, MemberProgress
from office.keys import CASES_READ
from office.words import words
from web.api.blueprint import blueprint, for_program
from web.api.problems import invalid
from web.api.schemas import CaseDetailSchema, CasesQuery, CasesSchema, Loaded
from web.api.showing import Shown, case_of, house, me, shown_case, shown_organ


@blueprint.route("/cases")
@for_program(CASES_READ)
@blueprint.arguments(CasesQuery, location="query")
@blueprint.response(200, CasesSchema)
def list_cases(query: Loaded) -> Shown:
    """List the cases that the account may see, the latest first; a one-thing is one case."""
    wanted = {query["matter"]} if query["matter"] else set(g.key.matters)
    if wanted and not all(g.key.reaches(one) for one in wanted):
        return {"items": [], "next": None}
    try:
        found, more = cases.listed(
            g.session,
            me(),
            state=query.get("state", ""),
            matters=wanted,
            after=query["after"],
            limit=query["limit"],
        )
    except cases.BadPlace:
        raise bad_place() from None
    return {"items": [shown_case(one) for one in found], "next": more or None}


@blueprint.route("/cases/<number>")
@for_program(CASES_READ)
@blueprint.response(200, CaseDetailSchema)
def read_case(number: str) -> Shown:
    """Read one case with its members, deadlines and next action."""
    case = case_of(number)
    root = cases.case(g.session, case.root_id)
    progress = cases.progress(g.session, house().engine, root.id, now=g.now)
    members = progress.members if case.is_root and case.matter not in _codes(progress) else ()
    return {
        **shown_case(case),
        "members": [_member(one) for one in members],
        "next_action": _next_action(case, progress),
    }


def bad_place() -> Exception:
    """The problem of an `after` that no page has given."""
    return invalid({"parameter": "after", "detail": words("须为上一页给出的 next。")})


def _codes(progress: cases.Progress) -> set[str]:
    return {one.code for one in progress.members}


def _member(one: MemberProgress) -> Shown:
    return {
        "matter": one.code,
        "title": one.name,
        "organ": shown_organ(one.organ.code),
        "needed": one.needed,
        "why": one.why,
        "stage": str(one.stage),
        "case": shown_case(one.case) if one.case else None,
    }


def _next_action(case: Case, progress: cases.Progress) -> Shown:
    """What this account can do now, else for whom the case waits."""
    account = me()
    items = [
        one
        for one in worklist.of_root(g.session, case.root_id)
        if one.state == worklist.OPEN and (case.is_root or one.case_id == case.id)
    ]
    for item in items:
        if item.account_id == account.id:
            return {"kind": "supplement", "label": item.name, "task_id": item.id}
    if account.kind != "staff" and progress.questions:
        label = words("答复核实问题")
        return {"kind": "answer_clarification", "label": str(label), "task_id": None}
    for item in items:
        if item.account_id is None and worklist.may_open(g.session, account, item):
            return {"kind": "task", "label": item.name, "task_id": item.id}
    if case.closed_at is not None:
        return {"kind": "none", "label": str(case.stage), "task_id": None}
    waits = items[0].name if items else str(case.stage)
    return {"kind": "wait", "label": waits, "task_id": None}
