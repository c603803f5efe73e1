"""Every failure has a page in the visitor's language with the request's number and a way back; the log has the reason."""

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, g, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, default_exceptions

from office.words import words
from web.layout.language import said

log = logging.getLogger(__name__)

TEXTS = {
    400: (words("请求有误"), words("浏览器发来的内容不完整。请返回上一页，刷新后再试。")),
    401: (words("请先登录"), words("登录后才能打开这个页面。")),
    403: (
        words("没有权限"),
        words("您的账号不能打开这个页面，或权限已经变更。如需办理，请换用有权限的账号。"),
    ),
    404: (words("没有找到这个页面"), words("地址可能输错了，或内容已经移走。")),
    405: (words("不能这样打开"), words("请回到原来的页面重新操作。")),
    409: (words("内容已经变化"), words("在您操作之前，别人已经处理过。请刷新后再看。")),
    413: (
        words("文件太大"),
        words("单个文件不能超过 10 MB。请压缩或拆分后重新上传，已填写并保存的内容不会丢失。"),
    ),
    422: (words("内容有误"), words("提交的内容不符合要求，请返回检查。")),
    429: (words("操作太频繁"), words("请稍等几分钟再试。")),
    500: (
        words("系统出错了"),
        words("您的操作没有生效，数据没有改动。请稍后再试；若仍不行，请把请求编号告诉管理员。"),
    ),
    503: (words("系统暂时不可用"), words("正在恢复，请过一会儿再试。您已保存的内容不会丢失。")),
}
STALE_FORM = (
    words("页面已过期"),
    words("登录状态已变化，或页面打开太久。请返回上一页刷新后重新提交。"),
)


PROGRAMS = "/api/"
ToProgram = Callable[[HTTPException], Response]


def set_up(
    app: Flask,
    *,
    stale: type[Exception],
    keep: Callable[[], str | None],
    to_program: ToProgram | None = None,
) -> None:
    """Answer errors with pages; below /api/ programs get what `to_program` makes of them.

    `stale` is what the guard raises for a form without the right token; `keep` returns the page that shows such a
    form again with what was typed, None where it cannot be kept.
    """
    app.extensions["errors-to-program"] = to_program
    handlers: dict[type[Exception], Callable[..., Response]] = {
        HTTPException: _http,
        OperationalError: _database,
        PoolTimeout: _database,
        Exception: _unexpected,
        stale: lambda error: _stale(keep()),
    }
    for kind, handler in handlers.items():
        app.register_error_handler(kind, handler)


def page(status: int, title: str = "", text: str = "") -> Response:
    """Return the page of a failure."""
    program = _to_program()
    if program is not None:
        return program(default_exceptions[status]())
    known = TEXTS.get(status, TEXTS[500] if status >= 500 else TEXTS[400])
    again = (
        request.full_path.rstrip("?")
        if status in {429, 500, 503} and request.method == "GET"
        else ""
    )
    g.setdefault("account", None)
    body = render_template(
        "layout/error.html",
        status=status,
        title=said(title or known[0]),
        text=said(text or known[1]),
        again=again,
    )
    return make_response(body, status)


def _http(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect, or an answer that is complete
        return make_response(error.response)
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    program = _to_program()
    if program is not None:
        return program(error)
    given = (
        error.description
        if error.description and error.description != type(error).description
        else ""
    )
    answer = page(code, text=given or "")
    if code == 405 and error.get_headers():
        answer.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
    return answer


def _to_program() -> ToProgram | None:
    """What answers a program, where the request is one's."""
    found: ToProgram | None = current_app.extensions.get("errors-to-program")
    return found if request.path.startswith(PROGRAMS) else None


def _stale(kept: str | None) -> Response:
    return page(403, *STALE_FORM) if kept is None else make_response(kept, 403)


def _database(error: Exception) -> Response:
    log.error(
        "database-unavailable", extra={"request": g.request_id, "reason": type(error).__name__}
    )
    answer = page(503)
    answer.headers["Retry-After"] = "5"
    return answer


def _unexpected(error: Exception) -> Response:
    log.error(
        "request-failed",
        extra={"request": g.request_id, "route": str(request.url_rule)},
        exc_info=error,
    )
    return page(500)
