"""告知承诺: first the 告知书 is read, then the 承诺书 signed, each on a page of its own."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from office import clocks, filing, matters
from office.filing import Draft, NotSigned, Offer
from web import guard
from web.layout.language import said
from web.portal.drafts import to_case
from web.portal.keeping import locked_draft, own_draft


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    base = "/drafts/<draft_id>/commitments/<matter>"
    blueprint.add_url_rule(base, "commitment", show_notice)
    blueprint.add_url_rule(base, "commitment_read", read_notice, methods=["POST"])
    blueprint.add_url_rule(f"{base}/signature", "commitment_sign", show_promise)
    blueprint.add_url_rule(f"{base}/signature", "commitment_signed", sign, methods=["POST"])


@guard.applicant
def show_notice(draft_id: str, matter: str) -> str | Response:
    """The 告知书: what must be the case, how it is checked, what follows from a false commitment."""
    draft = own_draft(draft_id)
    return to_case(draft) if draft.submitted_at else _notice(draft, _offer(draft, matter))


@guard.applicant
def read_notice(draft_id: str, matter: str) -> Response:
    """Keep that it was read; go on to the 承诺书."""
    draft = locked_draft(draft_id)
    if draft.submitted_at:
        return to_case(draft)
    offer = _offer(draft, matter)
    filing.read_notice(g.session, draft.id, offer, g.account.account, now=g.now)
    return redirect(url_for("portal.commitment_sign", draft_id=draft.id, matter=matter))


@guard.applicant
def show_promise(draft_id: str, matter: str) -> str | Response:
    """The 承诺书, once the 告知书 was read."""
    draft = own_draft(draft_id)
    if draft.submitted_at:
        return to_case(draft)
    offer = _offer(draft, matter)
    if matter not in filing.commitments_of(g.session, draft.id):
        return redirect(url_for("portal.commitment", draft_id=draft.id, matter=matter))
    return _promise(draft, offer, {})


@guard.applicant
def sign(draft_id: str, matter: str) -> str | Response | tuple[str, int]:
    """Sign it, or take the signature back."""
    draft = locked_draft(draft_id)
    if draft.submitted_at:
        return to_case(draft)
    offer, account = _offer(draft, matter), g.account.account
    if request.form.get("do") == "take-back":
        filing.take_back(g.session, draft.id, matter, account, now=g.now)
        flash(_("已撤回承诺，按一般程序办理。"), "blue")
        return _back(draft)
    agreed = {int(one) for one in request.form.getlist("promise") if one.isdecimal()}
    name = request.form.get("name", "")
    try:
        filing.sign(g.session, draft.id, offer, account, agreed=agreed, name=name, now=g.now)
    except NotSigned as refused:
        return _promise(draft, offer, {refused.field: said(refused.reason)}), 422
    flash(_("承诺书已签署，随申请一起提交。"), "green")
    return _back(draft)


def _offer(draft: Draft, matter: str) -> Offer:
    for one in filing.offers(g.session, draft):
        if one.matter == matter:
            return one
    abort(404)


def _notice(draft: Draft, offer: Offer) -> str:
    return render_template(
        "portal/notice.html",
        draft=draft,
        edition=matters.edition(g.session, draft.edition_id),
        offer=offer,
        kept=filing.commitments_of(g.session, draft.id).get(offer.matter),
    )


def _promise(draft: Draft, offer: Offer, problems: Mapping[str, str]) -> str:
    return render_template(
        "portal/promise.html",
        draft=draft,
        edition=matters.edition(g.session, draft.edition_id),
        offer=offer,
        kept=filing.commitments_of(g.session, draft.id)[offer.matter],
        authority=filing.authority_of(g.session, draft, clocks.today(g.now)),
        agreed=set(request.form.getlist("promise")),
        name=request.form.get("name", ""),
        problems=problems,
        summary=[{"field": field, "message": message} for field, message in problems.items()],
    )


def _back(draft: Draft) -> Response:
    return redirect(url_for("portal.draft", draft_id=draft.id, _anchor="s-commitments"))
