"""List the tasks of one's groups, open one with its form and materials, act on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from office import cases, clocks, filing, matters, worklist
from office.cases import ActRefused, Case
from office.filing import Submission
from office.matters import Compiled
from office.worklist import NotAllowed, UnknownItem, WorkItem
from web import guard
from web.layout.navigation import RailGroup, RailItem, rail

PAGE = 50
ACTIONS = {
    "accept": ("受理", "primary"),
    "supplement": ("一次性告知补正", "warning"),
    "refuse": ("不予", "outline-danger"),
    "agree": ("同意", "primary"),
    "grant": ("准予", "primary"),
}
POINTED = frozenset({worklist.FORMAL_REVIEW, "review"})
REFUSALS = {"形式审查": "不予受理", "决定": "不予许可"}


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox", "tasks", tasks)
    blueprint.add_url_rule("/inbox/done", "done", done)
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "task", show_task)
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "act", act, methods=["POST"])


@guard.staff()
def tasks() -> str:
    """The open tasks of the account's groups in its region, the most urgent first."""
    account = g.account.account
    after = request.args.get("after") or None
    try:
        items = worklist.inbox(g.session, account, limit=PAGE + 1, after=after)
    except UnknownItem:
        abort(404)
    more = url_for("inbox.tasks", after=items[PAGE - 1].id) if len(items) > PAGE else ""
    return render_template(
        "inbox/tasks.html",
        items=[_row(item) for item in items[:PAGE]],
        more=more,
        first="" if after is None else url_for("inbox.tasks"),
        rail=_rail(),
        heading="我的待办",
        total=worklist.count_inbox(g.session, account),
        empty="没有待办。新的办件到了会出现在这里，最紧的排在最前面。",
    )


@guard.staff()
def done() -> str:
    """What this account has done, the latest first."""
    items = worklist.done_by(g.session, g.account.account)
    return render_template(
        "inbox/tasks.html",
        items=[_row(item) for item in items],
        more="",
        first="",
        rail=_rail(),
        heading="已办",
        total=len(items),
        empty="还没有办过的任务。",
    )


@guard.staff()
def show_task(item_id: str) -> str:
    """One task: the form, the materials, the review points, what may be done."""
    return _page(_item(item_id), problem="", typed=MultiDict())


@guard.staff()
def act(item_id: str) -> str | Response | tuple[str, int]:
    """Do what the pressed button says; nothing typed is lost when it is refused."""
    item = _item(item_id)
    house = current_app.extensions["house"]
    outcome = request.form.get("do", "")
    try:
        if outcome == "clarify":
            cases.clarify(
                g.session,
                item.id,
                g.account.account,
                request.form.get("opinion", "").strip(),
                now=g.now,
            )
            flash("已向申请人核实，时限继续计算。", "green")
            return redirect(url_for("inbox.task", item_id=item.id))
        cases.act(
            g.session,
            house.engine,
            item.id,
            g.account.account,
            outcome,
            opinion=request.form.get("opinion", "").strip(),
            points=tuple(request.form.getlist("point")),
            items=_supplement_items(item),
            now=g.now,
        )
    except (ActRefused, NotAllowed) as refused:
        g.session.rollback()
        return _page(_item(item_id), problem=str(refused), typed=request.form), 409
    flash(f"已办：{item.title}，{item.step}。", "green")
    return redirect(url_for("inbox.tasks"))


def _item(item_id: str) -> WorkItem:
    """Return a task of the account's groups and region, or one it has done; others do not exist for it."""
    try:
        item = worklist.item(g.session, item_id)
    except UnknownItem:
        abort(404)
    if not worklist.may_open(g.session, g.account.account, item):
        abort(404)
    return item


def _page(item: WorkItem, *, problem: str, typed: "MultiDict[str, str]") -> str:
    house = current_app.extensions["house"]
    case, root = cases.case(g.session, item.case_id), cases.case(g.session, item.root_id)
    edition = matters.edition(g.session, root.edition_id)
    submission = filing.submission(g.session, root.id)
    seen = _seen_members(case, root, submission)
    accepting = item.element == worklist.FORMAL_REVIEW
    return render_template(
        "inbox/task.html",
        item=_row(item),
        case=case,
        root=root,
        edition=edition,
        sections=_sections(edition.compiled, submission, seen),
        materials=_materials(edition.compiled, submission, seen),
        points=cases.review_points(g.session, item) if item.element in POINTED else (),
        names={member.code: member.name["zh"] for member in edition.compiled.members},
        actions=_actions(item, root),
        may_clarify=not accepting and item.state == worklist.OPEN,
        barred=_barred(item),
        opinions=cases.opinions(g.session, case.id),
        clarifications=cases.clarifications(g.session, case.id),
        evidence=cases.evidence(g.session, *(one.id for one in cases.family(g.session, root.id))),
        timeline_entries=cases.timeline(g.session, house.engine, case.id),
        problem=problem,
        typed=typed,
        rail=_rail(),
    )


def _row(item: WorkItem) -> Mapping[str, Any]:
    return {
        "item": item,
        "chip": clocks.chip(item.due, g.now, item.total_days),
        "root_number": cases.case(g.session, item.root_id).number,
    }


def _seen_members(case: Case, root: Case, submission: Submission) -> frozenset[str]:
    """Least data: the window sees all needed members' fields, a department its own member's."""
    return frozenset(submission.needed) if case.id == root.id else frozenset({case.matter})


def _sections(
    compiled: Compiled, submission: Submission, seen: frozenset[str]
) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for field in compiled.asked(seen):
        if field.name in submission.values:
            found.setdefault(field.section, []).append((field, submission.values[field.name]))
    return list(found.items())


def _materials(
    compiled: Compiled, submission: Submission, seen: frozenset[str]
) -> list[Mapping[str, Any]]:
    return [
        {
            "material": one,
            "kept": [file for file in submission.attachments if file.slot == one.element],
        }
        for one in compiled.materials
        if one.rows(seen)
    ]


def _actions(item: WorkItem, root: Case) -> list[tuple[str, str, str]]:
    found = []
    for outcome in item.outcomes:
        label, kind = ACTIONS.get(outcome, (outcome, "outline-primary"))
        if outcome == "supplement" and root.supplemented:
            continue
        if outcome == "refuse":
            label = REFUSALS.get(item.step, "不同意")
        found.append((outcome, label, kind))
    return found


def _barred(item: WorkItem) -> str:
    try:
        worklist.may_act(g.session, g.account.account, item)
    except NotAllowed as reason:
        return reason.reason
    return ""


def _supplement_items(item: WorkItem) -> Sequence[Mapping[str, str]]:
    """One line a point that needs more: `item-<point id>` holds what the applicant is told."""
    found = []
    for name, text in request.form.items():
        if name.startswith("item-") and text.strip():
            found.append({"point": name.removeprefix("item-"), "text": text.strip()})
    return found


def _rail() -> tuple[RailGroup, ...]:
    account = g.account.account
    waiting = worklist.count_inbox(g.session, account)
    mine = RailGroup(
        "",
        (
            RailItem("/inbox", "我的待办", icon="inbox", count=waiting),
            RailItem("/inbox/done", "已办", icon="check2-square"),
        ),
    )
    return (mine, *rail(account, operator="系统管理" in account.roles)[1:])
