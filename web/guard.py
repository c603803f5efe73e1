"""The locks on the doors: who is signed in, which views they may open, forgery tokens, signing in and out."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from office import accounts, audit
from office.accounts import ANALYST, APPLICANT, OPERATOR, STAFF, SignedIn
from office.words import words
from web import programs
from web.keeping import kept_form, kept_page, opened, sealed
from web.layout.navigation import RailGroup, rail

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PROGRAM = "program"
_VISIT_SECONDS = 12 * 3600


class NoLock(Exception):
    """A view declares no lock: nobody knows who may open it."""


class BadToken(Exception):
    """A form came without the token of its own sign-in."""


@dataclass(frozen=True)
class Lock:
    """Who may open a view. kind: open | signed-in | applicant | staff | program; roles: any one of them is enough.

    A program's roles are the scopes of its key; no sign-in opens such a view.
    """

    kind: str
    roles: frozenset[str] = frozenset()

    def opens_for(self, signed: SignedIn | None) -> bool:
        """Say whether this sign-in may pass."""
        if self.kind == "open":
            return True
        if signed is None or self.kind == PROGRAM:
            return False
        account = signed.account
        if self.kind == "signed-in":
            return True
        return account.kind == self.kind and (not self.roles or bool(self.roles & account.roles))


def _locked(view: View, lock: Lock) -> View:
    view.lock = lock  # type: ignore[attr-defined]  # read back by locks()
    return view


def open_to_all(view: View) -> View:
    """Anybody may open this view, signed in or not."""
    return _locked(view, Lock("open"))


def streams(view: View) -> View:
    """The answer outlives any transaction: the lock is looked at in a short one, the view has no session."""
    view.streams = True  # type: ignore[attr-defined]  # read back by web.app
    return view


def signed_in(view: View) -> View:
    """Whoever is signed in may open this view; it checks itself what they may see there."""
    return _locked(view, Lock("signed-in"))


def applicant(view: View) -> View:
    """Applicants alone may open this view."""
    return _locked(view, Lock(APPLICANT))


def staff(*, roles: Iterable[str] = ()) -> Callable[[View], View]:
    """Staff may open this view; with roles, those who hold one of them."""
    return lambda view: _locked(view, Lock(STAFF, frozenset(roles)))


def operator(view: View) -> View:
    """Operators of the house alone may open this view."""
    return _locked(view, Lock(STAFF, frozenset({OPERATOR})))


def for_program(*scopes: str) -> Callable[[View], View]:
    """Programs alone may open this view, by a key that holds one of the scopes (none: any live key)."""
    return lambda view: _locked(view, Lock(PROGRAM, frozenset(scopes)))


def without_transaction(view: View) -> View:
    """This view opens its own short transactions, or none: nobody is signed in while it runs."""
    view.without_transaction = True  # type: ignore[attr-defined]  # read back by web.app
    return view


def locks(app: Flask) -> dict[str, Lock]:
    """Return the lock of each endpoint; raises NoLock naming the views that declare none."""
    found = {name: getattr(view, "lock", None) for name, view in app.view_functions.items()}
    missing = sorted(name for name, lock in found.items() if lock is None)
    if missing:
        raise NoLock("views without a lock: " + ", ".join(missing))
    return {name: lock for name, lock in found.items() if lock is not None}


def set_up(app: Flask, *, secret: str, secure: bool) -> None:
    """Read every view's lock (raises NoLock) and give templates the sign-in."""
    app.register_blueprint(blueprint)
    app.extensions["locks"] = locks(app)
    app.extensions["guard"] = _Keys(secret.encode(), secure)
    app.jinja_env.globals.update(
        me=lambda: g.get("account"), csrf_field=csrf_field, my_rail=_my_rail, home_of_me=home
    )

    @app.after_request
    def _visit(response: Response) -> Response:
        if g.get("new_visit"):
            keep_cookie(response, _visit_cookie(), g.new_visit, _VISIT_SECONDS)
        return response


def admit() -> AnyResponse | None:
    """Let the request pass (None), or answer with the way to the sign-in; aborts with 403 where the lock stays shut.

    Needs g.session and g.now; sets g.account. Runs inside the request's transaction. Raises programs.Problem.
    """
    found = None if request.routing_exception is not None else request.endpoint
    lock: Lock | None = current_app.extensions["locks"][found] if found is not None else None
    if lock is not None and lock.kind == PROGRAM:
        programs.admit(lock.roles)
        return None
    token = session_token()
    g.account = signed_in_by(token) if token else None
    if lock is None:
        return None
    if lock.opens_for(g.account):
        if request.method not in SAFE and not _token_is_right():
            raise BadToken
        return None
    if g.account is None:
        kept = kept_form()
        if kept is not None:
            return _sign_in_page(status=401, kept=sealed(kept))
        wanted = request.full_path.rstrip("?") if request.method in SAFE else ""
        return redirect(url_for("guard.sign_in", next=wanted or None))
    return abort(403)


def keep_typed() -> str | None:
    """Return the page of a form whose token had run out; None where nothing can be kept."""
    kept = kept_form()
    return None if kept is None or request.endpoint == "guard.enter" else kept_page(kept)


def session_token() -> str:
    """Return the token of this browser's sign-in, "" without one."""
    return request.cookies.get(_session_cookie(), "")


def signed_in_by(token: str) -> SignedIn | None:
    """Return the live sign-in of a token, staff's after this house's idle time-out."""
    idle = timedelta(minutes=current_app.extensions["house"].settings.staff_idle_minutes)
    return accounts.account_of(g.session, token, g.now, staff_idle=idle)


def forget_cookie(response: AnyResponse) -> None:
    """Take the sign-in's cookie away."""
    response.delete_cookie(
        _session_cookie(), path="/", secure=_keys().secure, httponly=True, samesite="Lax"
    )


def csrf_field() -> Markup:
    """Return the hidden field that every form carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def csrf_token() -> str:
    """Return the token of this sign-in, or before it, of this visit; starts a visit where there is none."""
    signed: SignedIn | None = g.get("account")
    if signed is not None:
        return signed.csrf
    visit = request.cookies.get(_visit_cookie(), "") or g.get("new_visit")
    if not visit:
        visit = g.new_visit = secrets.token_urlsafe(32)
    return hmac.new(_keys().secret, f"visit:{visit}".encode(), hashlib.sha256).hexdigest()


def home() -> str:
    """Return the page that this person starts from."""
    signed: SignedIn | None = g.get("account")
    if signed is None or signed.account.kind == APPLICANT:
        return "/"
    if signed.account.roles == {OPERATOR}:
        return "/admin/accounts"
    return "/studio" if signed.account.roles == {ANALYST} else "/inbox"


blueprint = Blueprint("guard", __name__)


@blueprint.get("/sign-in")
@open_to_all
def sign_in() -> AnyResponse:
    if g.account is not None:
        return redirect(local_page(request.args.get("next", "")) or home())
    return _sign_in_page(next_page=request.args.get("next", ""))


@blueprint.post("/sign-in")
@open_to_all
def enter() -> AnyResponse:
    username = request.form.get("username", "").strip()
    password = request.form.get("password", "")
    next_page = request.form.get("next", "")
    if not username or not password:
        return _sign_in_page(next_page, username, words("请填写账号和密码。"), 422)
    address = request.remote_addr or ""
    try:
        account = accounts.authenticate(g.session, username, password, address=address, now=g.now)
    except accounts.Throttled as error:
        slow_down = _sign_in_page(next_page, username, str(error), 429)
        slow_down.headers["Retry-After"] = str(error.retry_after)
        return slow_down
    except accounts.BadCredentials as error:
        return _sign_in_page(
            next_page, username, str(error), 422, kept=request.form.get("kept", "")
        )
    _end_current()
    token = accounts.open_session(g.session, account, g.now)
    audit.record(
        g.session,
        actor=account.id,
        verb="account.sign-in",
        subject=account.id,
        request=g.request_id,
        now=g.now,
    )
    g.account = signed_in_by(token)
    kept = opened(request.form.get("kept", ""))
    response = (
        redirect(local_page(next_page) or home())
        if kept is None
        else make_response(kept_page(kept))
    )
    keep_cookie(response, _session_cookie(), token, None)
    return response


@blueprint.post("/sign-out")
@open_to_all
def leave() -> AnyResponse:
    _end_current()
    flash(words("您已退出。"), "green")
    response = redirect("/sign-in")
    forget_cookie(response)
    return response


@dataclass(frozen=True)
class _Keys:
    secret: bytes
    secure: bool


def _sign_in_page(
    next_page: str = "", username: str = "", problem: str = "", status: int = 200, kept: str = ""
) -> Response:
    problems = [{"field": "username", "message": problem}] if problem else []
    body = render_template(
        "layout/sign_in.html",
        problems=problems,
        username=username,
        next=local_page(next_page),
        kept=kept,
    )
    return make_response(body, status)


def _end_current() -> None:
    token = session_token()
    if token:
        accounts.close_session(g.session, token)
    g.account = None


def _token_is_right() -> bool:
    given = request.form.get("csrf_token", "") or request.headers.get("X-CSRF-Token", "")
    # A form must come from a page we gave: a visit that starts with this very request has no token yet.
    known = g.account is not None or request.cookies.get(_visit_cookie())
    return bool(known) and hmac.compare_digest(given.encode(), csrf_token().encode())


def local_page(page: str) -> str:
    """Return the page if it lies on this site, else ""; "//host" and "/\\host" lead elsewhere."""
    parts = urlsplit(page.replace("\\", "/"))
    local = (
        page.startswith("/") and not page.startswith("//") and not parts.scheme and not parts.netloc
    )
    return (
        page
        if local and not any(ord(sign) < 32 for sign in page) and parts.path != "/sign-in"
        else ""
    )


def _my_rail() -> tuple[RailGroup, ...]:
    signed: SignedIn | None = g.get("account")
    return rail(signed.account, operator=OPERATOR in signed.account.roles) if signed else ()


def _keys() -> _Keys:
    keys: _Keys = current_app.extensions["guard"]
    return keys


def _session_cookie() -> str:
    # The prefix makes browsers refuse a cookie that another host or plain HTTP has set.
    return "__Host-tongban" if _keys().secure else "tongban"


def _visit_cookie() -> str:
    return "__Host-tongban-visit" if _keys().secure else "tongban-visit"


def keep_cookie(response: AnyResponse, name: str, value: str, seconds: int | None) -> None:
    """Set a cookie that scripts cannot read; without seconds it ends with the browser."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=_keys().secure, httponly=True, samesite="Lax"
    )
