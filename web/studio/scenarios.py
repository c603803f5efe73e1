"""The scenarios of a draft: run all, see which are green, and which parts of the diagram no scenario passes."""

from flask import Blueprint, current_app, flash, g, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import rehearsal, studio
from office.accounts import ANALYST
from office.rehearsal import Coverage, Result
from office.rehearsal.coverage import PROCESS
from office.studio import Draft
from web import guard
from web.studio import rehearsing
from web.studio.page import draft_page, the_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    page = "/studio/drafts/<draft_id>/rehearsal/scenarios"
    blueprint.add_url_rule(page, "scenarios", show)
    blueprint.add_url_rule(page, "run_scenarios", run, methods=["POST"])
    blueprint.add_url_rule(f"{page}/diagram", "coverage_diagram", diagram)


@guard.staff(roles=(ANALYST,))
def show(draft_id: str) -> str:
    """The draft's scenarios, not run yet."""
    return _page(the_draft(draft_id), None)


@guard.staff(roles=(ANALYST,))
def run(draft_id: str) -> str | Response:
    """Run all scenarios, or take one away."""
    draft = the_draft(draft_id)
    path = request.form.get("remove", "")
    if path in draft.files:
        return _remove(draft, path)
    return _page(draft, _results(draft))


@guard.staff(roles=(ANALYST,))
def diagram(draft_id: str) -> Response:
    """The draft's diagram with what its scenarios pass, as the viewer reads it."""
    draft = the_draft(draft_id)
    found = rehearsal.coverage(studio.folder_of(draft), _results(draft))
    drawn = draft.files.get(PROCESS)
    return jsonify(
        xml=drawn.content.decode("utf-8", "replace") if drawn else "",
        done=found.done,
        current=(),
        failed=[one.id for one in found.elements if not one.by],
        notes={},
        called={},
        names={},
        path=[("", draft.name)],
        said=_said(found),
        here=(),
    )


def _results(draft: Draft) -> tuple[Result, ...]:
    return rehearsal.recent_results(current_app.extensions["house"], studio.folder_of(draft))


def _remove(draft: Draft, path: str) -> Response:
    try:
        studio.save(
            g.session,
            draft.id,
            path,
            None,
            revision=draft.files[path].revision,
            account=g.account.account.id,
            now=g.now,
        )
        flash(_("已删除场景。"), "green")
    except studio.Conflict:
        flash(_("同事刚刚改过这个场景，没有删除。"), "amber")
    return redirect(url_for("studio.scenarios", draft_id=draft.id), 303)


def _page(draft: Draft, results: tuple[Result, ...] | None) -> str:
    folder = studio.folder_of(draft)
    found = None if results is None else rehearsal.coverage(folder, results)
    return draft_page(
        "studio/rehearsal-scenarios.html",
        draft,
        results=results,
        coverage=found,
        paths=rehearsal.scenario_paths(folder),
        names={path: one.name for path, one in rehearsal.scenarios_of(folder)},
        told=rehearsing.step_words,
        said_of=_said(found) if found else "",
    )


def _said(found: Coverage) -> str:
    told: str = _(
        "场景经过了 %(elements)s%% 的元素、%(flows)s%% 的连线",
        elements=found.of_elements,
        flows=found.of_flows,
    )
    return told
