"""The tasks that wait for the account's groups: list them, read one, claim it, give it back."""

from flask import abort, g

from office import cases, clocks, filing, matters, worklist
from office.calls.refusals import REFUSE, is_sealed, law_of
from office.cases import Case
from office.filing import Submission
from office.keys import TASKS_DECIDE, TASKS_READ
from office.matters import Compiled
from office.words import words
from office.worklist import NotAllowed, Taken, WorkItem
from web.api.blueprint import blueprint, for_program
from web.api.cases import bad_place
from web.api.problems import invalid
from web.api.schemas import Loaded
from web.api.showing import (
    Shown,
    me,
    names_of_holders,
    note_key,
    shown_holder,
    shown_task,
)
from web.api.task_schemas import TaskDetailSchema, TaskSchema, TasksQuery, TasksSchema
from web.layout.identifiers import is_identifier
from web.programs import Problem


@blueprint.route("/tasks")
@for_program(TASKS_READ)
@blueprint.arguments(TasksQuery, location="query")
@blueprint.response(200, TasksSchema)
def list_tasks(query: Loaded) -> Shown:
    """List the tasks of the account's groups and region, the most urgent first (`done`: the latest first)."""
    matter = _only_matter(query["matter"])
    if matter and not g.key.reaches(matter):
        return {"items": [], "next": None}
    try:
        page = worklist.page(
            g.session,
            worklist.reader(me(), clocks.today(g.now)),
            query["list"],
            worklist.Filters(matter=matter),
            after=query["after"],
            limit=query["limit"],
        )
    except worklist.BadCursor:
        raise bad_place() from None
    names = names_of_holders(page.items)
    return {"items": [shown_task(one, names) for one in page.items], "next": page.next or None}


@blueprint.route("/tasks/<task_id>")
@for_program(TASKS_READ)
@blueprint.response(200, TaskDetailSchema)
def read_task(task_id: str) -> Shown:
    """Read a task: the form and materials as far as its department sees them, review points, outcomes."""
    item = task_of(task_id)
    case, root = cases.case(g.session, item.case_id), cases.case(g.session, item.root_id)
    compiled = matters.edition(g.session, root.edition_id).compiled
    handed = filing.submission(g.session, root.id)
    seen = frozenset(handed.needed) if case.id == root.id else frozenset({case.matter})
    contradicted = cases.inconsistencies(g.session, case.id)
    return {
        **shown_task(item, names_of_holders([item])),
        "form": [
            {"name": one.name, "label": one.label, "value": handed.values[one.name]}
            for one in compiled.asked(seen)
            if one.name in handed.values
        ],
        "materials": _materials(compiled, handed, seen),
        "review_points": [
            {"id": one.id, "text": one.text} for one in cases.review_points(g.session, item)
        ],
        "outcomes": _outcomes(item, root),
        "basis": basis_of(item),
        "opinions": [
            {
                "step": one.step,
                "by": one.by_name,
                "outcome": one.outcome,
                "opinion": one.opinion,
                "at": one.at,
            }
            for one in cases.opinions(g.session, case.id)
        ],
        "contradictions": [
            {
                "name": one.field.name,
                "label": one.field.label,
                "others": [f"{told.where}：{told.value}" for told in one.others],
            }
            for one in contradicted
        ],
        "barred_because": _barred(item),
    }


@blueprint.route("/tasks/<task_id>/claim", methods=["POST"])
@for_program(TASKS_DECIDE)
@blueprint.response(200, TaskSchema)
def claim_task(task_id: str) -> Shown:
    """Take a task for the account; a second claim by it changes nothing, a colleague's is answered with 409."""
    item = task_of(task_id)
    try:
        claimed = worklist.claim(g.session, item.id, me(), g.now)
    except NotAllowed as refused:
        raise not_allowed(item, refused) from refused
    note_key("tasks.claim", item.case_id)
    return shown_task(claimed, names_of_holders([claimed]))


@blueprint.route("/tasks/<task_id>/return", methods=["POST"])
@for_program(TASKS_DECIDE)
@blueprint.response(200, TaskSchema)
def return_task(task_id: str) -> Shown:
    """Give a task that the account has claimed back to its group."""
    item = task_of(task_id)
    try:
        released = worklist.release(g.session, item.id, me(), g.now)
    except NotAllowed as refused:
        raise not_allowed(item, refused) from refused
    note_key("tasks.return", item.case_id)
    return shown_task(released, names_of_holders([released]))


def task_of(task_id: str) -> WorkItem:
    """Return a task that the account may open and the key reaches; others do not exist for it."""
    if not is_identifier(task_id):
        abort(404)
    try:
        item = worklist.item(g.session, task_id)
    except worklist.UnknownItem:
        abort(404)
    if not worklist.may_open(g.session, me(), item) or not g.key.reaches(item.matter):
        abort(404)
    return item


def not_allowed(item: WorkItem, refused: NotAllowed) -> Problem:
    """Return the problem of a task that the account may not do now: who holds or did it, and since when."""
    now = worklist.item(g.session, item.id)
    kind = "task-taken" if isinstance(refused, Taken) else "task-not-allowed"
    if now.state != worklist.OPEN:
        kind = "task-done"
    holder = shown_holder(now, names_of_holders([now]))
    if holder is None:
        return Problem(409, kind, refused.reason)
    at = holder["at"].isoformat() if holder["at"] else None
    return Problem(409, kind, refused.reason, more={"holder": {**holder, "at": at}})


def basis_of(item: WorkItem) -> list[str]:
    """Return the law that a sealed refusal in this task may rest on; none where nothing sealed is refused."""
    if REFUSE not in item.outcomes or not is_sealed(item, REFUSE):
        return []
    case = cases.case(g.session, item.case_id)
    return law_of(matters.edition(g.session, case.edition_id).document)


def _only_matter(asked: str) -> str:
    """The matter to list: as asked, else the key's only one."""
    if asked or not g.key.matters:
        return asked
    if len(g.key.matters) > 1:
        detail = words("这个密钥限于几个事项，请用 matter 指明一个。")
        raise invalid({"parameter": "matter", "detail": detail})
    return str(next(iter(g.key.matters)))


def _outcomes(item: WorkItem, root: Case) -> list[Shown]:
    if item.account_id is not None:
        return []
    return [
        {
            "outcome": one,
            "label": str(cases.ACTIONS.get(one, one)),
            "sealed": is_sealed(item, one),
            "with_basis": one == REFUSE and bool(basis_of(item)),
        }
        for one in item.outcomes
        if one != "supplement" or not root.supplemented
    ]


def _materials(compiled: Compiled, handed: Submission, seen: frozenset[str]) -> list[Shown]:
    slots = {one.element for one in compiled.materials if one.rows(seen)}
    return [
        {
            "attachment_id": one.id,
            "slot": one.slot,
            "filename": one.filename,
            "media": one.media,
            "size": one.size,
        }
        for one in handed.attachments
        if one.slot in slots
    ]


def _barred(item: WorkItem) -> str | None:
    try:
        worklist.may_act(g.session, me(), item, now=g.now)
    except NotAllowed as reason:
        return str(reason.reason)
    return None
