"""Open a task, act on it, note what was found; a decision is looked at before it is made."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from office import cases, matters, worklist
from office.cases import ActRefused
from office.words import words
from office.worklist import NotAllowed, WorkItem
from web import guard
from web.inbox.acting import CLARIFY, Said, done_words, is_sealed, law_of, read
from web.inbox.looking import drawn_pages
from web.inbox.page import own_edition, task_page
from web.inbox.rail import inbox_rail
from web.inbox.task import task_of
from web.inbox.way import onward, way
from web.layout.fields import read_values
from web.layout.language import told

Answer = str | Response | tuple[str, int]


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "task", show_task)
    blueprint.add_url_rule("/inbox/tasks/<item_id>", "act", act, methods=["POST"])
    blueprint.add_url_rule("/inbox/tasks/<item_id>/found", "found", found, methods=["POST"])


@guard.staff()
def show_task(item_id: str) -> str:
    """One task: the form, the materials, the review points, what may be done."""
    return task_page(task_of(item_id), way(), typed=MultiDict())


@guard.staff()
def act(item_id: str) -> Answer:
    """Do what the pressed button says; nothing typed is lost when it is refused."""
    item = task_of(item_id)
    if request.form.get("back"):
        return task_page(item, way(), typed=request.form)
    try:
        said = read(request.form, item, cases.review_points(g.session, item), _law(item))
        if said.outcome == CLARIFY:
            return _clarify(item, said)
        if is_sealed(item, said.outcome) and not said.confirmed:
            return _confirm(item, said)
        return _act(item, said)
    except (ActRefused, NotAllowed) as refused:
        g.session.rollback()
        return _refused(task_of(item_id), refused)


@guard.staff()
def found(item_id: str) -> Answer:
    """Note a value that was found on site or in a paper to be another than the form says."""
    item = task_of(item_id)
    compiled = matters.edition(g.session, cases.case(g.session, item.root_id).edition_id).compiled
    element = request.form.get("element", "")
    field = next((one for one in compiled.fields if one.element == element), None)
    value = (
        read_values([field], MultiDict({field.name: request.form.get("found", "")})).get(field.name)
        if field
        else None
    )
    try:
        cases.record_finding(
            g.session,
            item.id,
            g.account.account,
            element,
            value,
            note=request.form.get("note", ""),
            now=g.now,
        )
    except (ActRefused, NotAllowed) as refused:
        g.session.rollback()
        return _refused(task_of(item_id), refused)
    flash(words("已记下核对到的内容。"), "green")
    return redirect(way().address("inbox.task", item.id))


def _act(item: WorkItem, said: Said) -> Answer:
    house = current_app.extensions["house"]
    cases.act(
        g.session,
        house.engine,
        item.id,
        g.account.account,
        said.outcome,
        opinion=said.opinion,
        points=said.points,
        items=said.items,
        now=g.now,
    )
    flash(done_words(item), "green")
    return redirect(onward(item, way()))


def _clarify(item: WorkItem, said: Said) -> Answer:
    cases.clarify(g.session, item.id, g.account.account, said.question, now=g.now)
    flash(words("已向申请人核实，时限继续计算。"), "green")
    return redirect(way().address("inbox.task", item.id))


def _confirm(item: WorkItem, said: Said) -> Answer:
    """The decision as it will be sealed, to be read before it is made."""
    cases.check_act(
        g.session,
        item,
        g.account.account,
        said.outcome,
        opinion=said.opinion,
        points=said.points,
        items=said.items,
        now=g.now,
    )
    return render_template(
        "inbox/confirm.html",
        item=item,
        on=way(),
        rail=inbox_rail(),
        said=said,
        case=cases.case(g.session, item.case_id),
        root=cases.case(g.session, item.root_id),
        contradicted=[one for one in cases.inconsistencies(g.session, item.case_id) if one.certain],
        document=drawn_pages(item, said),
        typed=request.form,
    )


def _refused(item: WorkItem, refused: ActRefused | NotAllowed) -> Answer:
    if item.state == worklist.DONE and item.closed_by == g.account.account.id:
        # The second click of one and the same act.
        matter = {"matter": item.title, "step": item.step}
        flash(told(words("{matter}，{step}：您已经办过这项任务。", **matter)), "green")
        return redirect(url_for("inbox.tasks"))
    return task_page(item, way(), wrong=refused, typed=request.form), 409


def _law(item: WorkItem) -> list[str]:
    return law_of(own_edition(cases.case(g.session, item.case_id)).document)
