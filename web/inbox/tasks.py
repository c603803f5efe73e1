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

from office import accounts, cases, clocks, filing, matters, worklist
from office.cases import ActRefused, Case
from office.filing import Submission
from office.matters import Compiled
from office.worklist import NotAllowed, UnknownItem, WorkItem
from web import guard
from web.layout.filters import short_moment, short_name
from web.layout.identifiers import is_identifier
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
    if after is not None and not is_identifier(after):
        abort(404)
    try:
        items = worklist.inbox(g.session, account, limit=PAGE + 1, after=after)
    except UnknownItem:
        abort(404)
    more = url_for("inbox.tasks", after=items[PAGE - 1].id) if len(items) > PAGE else ""
    first = "" if after is None else url_for("inbox.tasks")
    total = worklist.count_inbox(g.session, account)
    rows = _rows(items[:PAGE])
    return render_template(
        "inbox/tasks.html",
        items=rows,
        more=more,
        first=first,
        urgency=_urgency(rows) if not more and not first else [],
        rail=_rail(total),
        heading="我的待办",
        total=total,
        empty="没有待办。新的办件到了会出现在这里，最紧的排在最前面。",
        done=False,
    )


@guard.staff()
def done() -> str:
    """What this account has done, the latest first."""
    items = worklist.done_by(g.session, g.account.account)
    return render_template(
        "inbox/tasks.html",
        items=_rows(items),
        more="",
        first="",
        urgency=[],
        rail=_rail(),
        heading="已办",
        total=len(items),
        empty="还没有办过的任务。",
        done=True,
    )


@guard.staff()
def show_task(item_id: str) -> str:
    """One task: the form, the materials, the review points, what may be done."""
    return _page(_item(item_id), wrong=None, typed=MultiDict())


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
        item = _item(item_id)
        if item.state == worklist.DONE and item.closed_by == g.account.account.id:
            # The second click of one and the same act.
            flash(f"{item.title}，{item.step}：您已经办过这项任务。", "green")
            return redirect(url_for("inbox.tasks"))
        return _page(item, wrong=refused, typed=request.form), 409
    flash(f"已办：{item.title}，{item.step}。", "green")
    return redirect(url_for("inbox.tasks"))


def _item(item_id: str) -> WorkItem:
    """Return a task of the account's groups and region, or one it has done; others do not exist for it."""
    if not is_identifier(item_id):
        abort(404)
    try:
        item = worklist.item(g.session, item_id)
    except UnknownItem:
        abort(404)
    if not worklist.may_open(g.session, g.account.account, item):
        abort(404)
    return item


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
        timeline_entries=cases.timeline(g.session, house.engine, case.id),
        others=_others(case, root),
        wrong={wrong.field or "": wrong.reason} if isinstance(wrong, ActRefused) else {},
        problem=wrong.reason if wrong is not None else "",
        typed=typed,
        rail=_rail(),
    )


def _rows(items: Sequence[WorkItem]) -> list[Mapping[str, Any]]:
    """What the list shows of each task, its root case fetched for all at once."""
    roots = cases.cases_by_id(g.session, {item.root_id for item in items})
    return [
        {
            "item": item,
            "root": roots[item.root_id],
            "chip": clocks.chip(item.due, g.now, item.total_days),
            "used": _used(item),
        }
        for item in items
    ]


def _used(item: WorkItem) -> int:
    """How many working days of the task's total are gone."""
    if item.due is None:
        return 0
    left = clocks.working_days_between(clocks.today(g.now), item.due.day)
    return max(0, min(item.total_days, item.total_days - left))


def _urgency(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, str]]:
    """How many tasks are late, due today, due within two days, and the rest, with a tone each."""
    counts = {"red": 0, "today": 0, "amber": 0, "rest": 0}
    today = clocks.today(g.now)
    for row in rows:
        due = row["item"].due
        left = clocks.working_days_between(today, due.day) if due else None
        if left is None or left > 2:
            counts["rest"] += 1
        elif due.day < today:
            counts["red"] += 1
        else:
            counts["today" if left == 0 else "amber"] += 1
    return [
        (counts["red"], "逾期", "red"),
        (counts["today"], "今日到期", "amber"),
        (counts["amber"], "两日内", "amber"),
        (counts["rest"], "其余", "ink"),
    ]


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


def _rail(waiting: int | None = None) -> tuple[RailGroup, ...]:
    account = g.account.account
    if waiting is None:
        waiting = worklist.count_inbox(g.session, account)
    mine = RailGroup(
        "",
        (
            RailItem("/inbox", "我的待办", icon="inbox", count=waiting),
            RailItem("/inbox/done", "已办", icon="check2-square"),
        ),
    )
    return (mine, *rail(account, operator="系统管理" in account.roles)[1:])
