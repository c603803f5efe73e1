"""Accounts: found, made, placed in an organ with roles, locked, given a new password, signed out."""

import secrets
from collections.abc import Mapping

from flask import Blueprint, abort, flash, g, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from office import accounts
from office.accounts import Account, AccountError
from office.words import words
from web import guard
from web.admin.notes import note
from web.admin.words import KINDS
from web.layout.identifiers import is_identifier

_NEW_PASSWORD_BYTES = 12


def add_views(blueprint: Blueprint) -> None:
    """Add this file's routes."""
    blueprint.add_url_rule("/accounts", "accounts", list_accounts)
    blueprint.add_url_rule("/accounts/new", "new_account", new_account, methods=["GET", "POST"])
    blueprint.add_url_rule("/accounts/<account_id>", "account", show)
    blueprint.add_url_rule("/accounts/<account_id>", "place", place, methods=["POST"])
    blueprint.add_url_rule("/accounts/<account_id>/lock", "lock", lock, methods=["POST"])
    blueprint.add_url_rule("/accounts/<account_id>/password", "reset", reset, methods=["POST"])
    blueprint.add_url_rule("/accounts/<account_id>/sign-outs", "end", end, methods=["POST"])


@guard.operator
def list_accounts() -> str:
    """All accounts; ?q= finds by account, name, organ or role."""
    asked = request.args.get("q", "").strip()
    rows = [
        (one, _place(one)) for one in accounts.accounts(g.session) if not asked or _fits(one, asked)
    ]
    return render_template("admin/accounts.html", rows=rows, kinds=KINDS, asked=asked)


@guard.operator
def new_account() -> str | Response | tuple[str, int]:
    """Make a member of staff; the first password is shown once, to be handed over."""
    if request.method == "GET":
        return _form(None, {}, {})
    form = request.form
    username, name = form.get("username", "").strip(), form.get("name", "").strip()
    wrong: dict[str, str] = {}
    if not username:
        wrong["username"] = words("请填写账号。")
    elif accounts.account_named(g.session, username) is not None:
        wrong["username"] = words("这个账号已经有了。")
    if not name:
        wrong["name"] = words("请填写姓名。")
    if wrong:
        return _form(None, wrong, form), 422
    password = secrets.token_urlsafe(_NEW_PASSWORD_BYTES)
    try:
        with g.session.begin_nested():
            made = accounts.create_account(
                g.session,
                username=username,
                name=name,
                password=password,
                kind=accounts.STAFF,
                now=g.now,
            )
            accounts.assign(
                g.session,
                made.id,
                form.get("organ", ""),
                form.getlist("role"),
                region=form.get("region") or None,
            )
    except (AccountError, accounts.UnknownRegion):
        return _form(None, {"organ": words("请选择机构、岗位和区域。")}, form), 422
    note("account.create", made.id)
    return _show(made.id, password)


@guard.operator
def show(account_id: str) -> str:
    """One account: where it works, its sign-ins, what can be changed."""
    return _show(account_id)


@guard.operator
def place(account_id: str) -> Response | tuple[str, int]:
    """Give a member of staff another organ, roles, region or name."""
    account = _account(account_id)
    form = request.form
    try:
        with g.session.begin_nested():
            if name := form.get("name", "").strip():
                accounts.rename(g.session, account.id, name)
            accounts.assign(
                g.session,
                account.id,
                form.get("organ", ""),
                form.getlist("role"),
                region=form.get("region") or None,
            )
    except (AccountError, accounts.UnknownRegion):
        return _form(account, {"organ": words("请选择机构、岗位和区域。")}, form), 422
    note("account.assign", account.id, {"roles": sorted(form.getlist("role"))})
    flash(words("已保存。下一次打开页面即生效。"), "green")
    return redirect(f"/admin/accounts/{account.id}", 303)


@guard.operator
def lock(account_id: str) -> Response:
    """Lock an account, or unlock it; nobody locks themselves out."""
    account = _account(account_id)
    if account.id == g.account.account.id:
        flash(words("不能停用自己的账号。"), "red")
    elif account.active:
        accounts.deactivate(g.session, account.id)
        accounts.close_sessions(g.session, account.id)
        note("account.deactivate", account.id)
        flash(words("账号已停用，所有登录已退出。"), "green")
    else:
        accounts.activate(g.session, account.id)
        note("account.activate", account.id)
        flash(words("账号已恢复。"), "green")
    return redirect(f"/admin/accounts/{account.id}", 303)


@guard.operator
def reset(account_id: str) -> str:
    """Give an account a new password, shown once; its sign-ins end."""
    account = _account(account_id)
    password = secrets.token_urlsafe(_NEW_PASSWORD_BYTES)
    accounts.set_password(g.session, account.id, password)
    accounts.close_sessions(g.session, account.id)
    note("account.reset-password", account.id)
    return _show(account.id, password)


@guard.operator
def end(account_id: str) -> Response:
    """End all sign-ins of an account."""
    account = _account(account_id)
    ended = accounts.close_sessions(g.session, account.id)
    note("account.end-sign-ins", account.id)
    flash(words("已退出 {count} 处登录。", count=ended), "green")
    return redirect(f"/admin/accounts/{account.id}", 303)


def _show(account_id: str, password: str = "") -> str:
    account = _account(account_id)
    return render_template(
        "admin/account.html",
        account=account,
        kinds=KINDS,
        place=_place(account),
        password=password,
        sign_ins=accounts.open_sessions(g.session, account.id, ""),
        wrong={},
        **_choices(account, {}),
    )


def _form(account: Account | None, wrong: Mapping[str, str], typed: Mapping[str, str]) -> str:
    if account is None:
        return render_template(
            "admin/new_account.html", wrong=wrong, typed=typed, **_choices(None, typed)
        )
    return render_template(
        "admin/account.html",
        account=account,
        kinds=KINDS,
        place=_place(account),
        password="",
        sign_ins=accounts.open_sessions(g.session, account.id, ""),
        wrong=wrong,
        **_choices(account, typed),
    )


def _choices(account: Account | None, typed: Mapping[str, str]) -> dict[str, object]:
    chosen = typed.getlist("role") if isinstance(typed, MultiDict) else []
    return {
        "organs": [(one.code, one.name) for one in accounts.organs(g.session)],
        "organ": typed.get("organ") or (account.organ.code if account and account.organ else ""),
        "roles": accounts.ROLES,
        "held": set(chosen) or (set(account.roles) if account else set()),
        "region": typed.get("region") or (account.region if account else ""),
    }


def _account(account_id: str) -> Account:
    if not is_identifier(account_id):
        abort(404)
    try:
        return accounts.account(g.session, account_id)
    except accounts.UnknownAccount:
        abort(404)


def _fits(account: Account, asked: str) -> bool:
    told = [account.username, account.name, *account.roles, _place(account)]
    if account.organ is not None:
        told += [account.organ.name, account.organ.short]
    return any(asked.lower() in one.lower() for one in told)


def _place(account: Account) -> str:
    return accounts.full_name(account.region) if account.region else ""
