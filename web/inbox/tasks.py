"""Open a task with its form and materials, act on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
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

from office import accounts, cases, clocks, filing, matters, worklist
from office.cases import ActRefused, Case
from office.filing import Submission
from office.matters import Compiled
from office.worklist import NotAllowed, WorkItem
from web import guard
from web.inbox.rail import inbox_rail
from web.inbox.task import task_of
from web.layout.filters import short_moment, short_name

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
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "task", show_task)
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "act", act, methods=["POST"])


@guard.staff()
def show_task(item_id: str) -> str:
    """One task: the form, the materials, the review points, what may be done."""
    return _page(task_of(item_id), wrong=None, typed=MultiDict())


@guard.staff()
def act(item_id: str) -> str | Response | tuple[str, int]:
    """Do what the pressed button says; nothing typed is lost when it is refused."""
    item = task_of(item_id)
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
        item = task_of(item_id)
        if item.state == worklist.DONE and item.closed_by == g.account.account.id:
            # The second click of one and the same act.
            flash(f"{item.title}，{item.step}：您已经办过这项任务。", "green")
            return redirect(url_for("inbox.tasks"))
        return _page(item, wrong=refused, typed=request.form), 409
    flash(f"已办：{item.title}，{item.step}。", "green")
    return redirect(url_for("inbox.tasks"))


def _page(
    item: WorkItem, *, wrong: ActRefused | NotAllowed | None, typed: "MultiDict[str, str]"
) -> str:
    house = current_app.extensions["house"]
    case, root = cases.case(g.session, item.case_id), cases.case(g.session, item.root_id)
    edition = matters.edition(g.session, root.edition_id)
    submission = filing.submission(g.session, root.id)
    seen = _seen_members(case, root, submission)
    accepting = item.element == worklist.FORMAL_REVIEW
    return render_template(
        "inbox/task.html",
        item=item,
        chip=clocks.chip(item.due, g.now, item.total_days),
        case=case,
        root=root,
        edition=edition,
        clocks=_clocks(case, root),
        sections=_sections(edition.compiled, submission, seen),
        materials=_materials(edition.compiled, submission, seen),
        changed=cases.changed_fields(g.session, root),
        points=cases.review_points(g.session, item) if item.element in POINTED else (),
        names={
            member.code: short_name(member.name["zh"])
            for member in edition.compiled.members
            if member.code in submission.needed
        },
        actions=_actions(item, root),
        may_clarify=not accepting and item.state == worklist.OPEN,
        barred=_barred(item),
        opinions=cases.opinions(g.session, case.id),
        clarifications=cases.clarifications(g.session, case.id),
        evidence=cases.evidence(g.session, *_evident(case, root, edition.compiled)),
        drawn=cases.live_diagram(g.session, house.engine, case.id),
        timeline_entries=cases.timeline(g.session, house.engine, case.id),
        others=_others(case, root),
        wrong={wrong.field or "": wrong.reason} if isinstance(wrong, ActRefused) else {},
        problem=wrong.reason if wrong is not None else "",
        typed=typed,
        rail=inbox_rail(),
    )


def _clocks(case: Case, root: Case) -> list[Mapping[str, Any]]:
    """The clocks of a case and of the one-thing around it, each with its days listed."""
    named = [(case, clocks.NOTIFY, "一次性告知"), (case, clocks.PROMISED, "本事项承诺")]
    if root.id != case.id:
        named.append((root, clocks.PROMISED, "一件事承诺"))
    named.append((case, clocks.STATUTORY, "法定"))
    found: list[Mapping[str, Any]] = []
    for of, kind, label in named:
        clock = of.clocks.get(kind)
        if clock is not None and clock.stopped_at is None:
            found.append(
                {
                    "label": f"{label} {clock.days} 个工作日",
                    "clock": clock,
                    "chip": clocks.chip(clock.due, g.now, clock.days),
                    "days": clocks.explain(clock.started_on, clock.days),
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


def _others(case: Case, root: Case) -> list[Case]:
    """The other departments' members, to see how far they are."""
    if case.id == root.id:
        return []
    return [one for one in cases.members(g.session, root) if one.id != case.id]


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
    """Why this account cannot do the task; a colleague who was quicker is named with the time."""
    if item.state == worklist.DONE and item.closed_by and item.closed_at:
        mine = item.closed_by == g.account.account.id
        who = "您" if mine else accounts.account(g.session, item.closed_by).name
        return f"{who}已于 {short_moment(item.closed_at)} 办完这项任务。"
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
