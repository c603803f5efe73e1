"""One's own account: where one is signed in, another password, signing out everywhere."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from werkzeug.wrappers import Response

from office import accounts, audit
from office.words import words
from web import guard

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@guard.signed_in
def show() -> str:
    """The sign-ins of this account and the form for another password."""
    return _page()


@blueprint.post("/account/sign-outs")
@guard.signed_in
def sign_out() -> Response:
    """Sign out on other devices, or on all."""
    which = request.form.get("which", "")
    if which not in {"others", "all"}:
        abort(400)
    mine = guard.session_token() if which == "others" else ""
    ended = accounts.close_sessions(g.session, g.account.account.id, but=mine)
    _record("account.sign-out-everywhere")
    if which == "others":
        flash(words("已退出其他 {count} 处登录。", count=ended), "green")
        return redirect("/account", 303)
    flash(words("已在所有设备上退出。"), "green")
    response = redirect("/sign-in", 303)
    guard.forget_cookie(response)
    return response


@blueprint.post("/account/password")
@guard.signed_in
def change_password() -> str | Response | tuple[str, int]:
    """Take another password; other sign-ins end with it."""
    old, new = request.form.get("old", ""), request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page({"again": words("两次输入的新密码不一样。")}), 422
    try:
        accounts.change_password(
            g.session, g.account.account.id, old, new, token=guard.session_token()
        )
    except accounts.BadCredentials:
        return _page({"old": words("原密码不对。")}), 422
    except accounts.WeakPassword as error:
        return _page({"new": str(error)}), 422
    _record("account.change-password")
    flash(words("密码已更换，其他设备上的登录已退出。"), "green")
    return redirect("/account", 303)


def _page(wrong: dict[str, str] | None = None) -> str:
    return render_template(
        "layout/account.html",
        wrong=wrong or {},
        sign_ins=accounts.open_sessions(g.session, g.account.account.id, guard.session_token()),
    )


def _record(verb: str) -> None:
    mine = g.account.account.id
    audit.record(g.session, actor=mine, verb=verb, subject=mine, request=g.request_id, now=g.now)
