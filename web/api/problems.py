"""Failures as problem documents (RFC 9457): what kinds there are, what each says, which field is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, g, json, request
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException

from office.words import words
from web.layout.language import said
from web.programs import Problem

MEDIA = "application/problem+json"
BASE = "/api/v1/#"  # the page that tells of each kind

# kind → (status, title, what it says where nothing more exact is known)
KINDS: Mapping[str, tuple[int, str, str]] = {
    "invalid-request": (
        400,
        words("请求有误"),
        words("请求不是完整的 JSON，或含有不能接受的字符。"),
    ),
    "key-missing": (
        401,
        words("需要接口密钥"),
        words("请在 Authorization 头里以 Bearer 方式带上接口密钥；登录状态不能代替密钥。"),
    ),
    "key-unknown": (401, words("接口密钥不能使用"), words("接口密钥无效。")),
    "key-expired": (401, words("接口密钥不能使用"), words("接口密钥已过期。")),
    "key-revoked": (401, words("接口密钥不能使用"), words("接口密钥已停用。")),
    "key-account": (401, words("接口密钥不能使用"), words("接口密钥所属的账号已停用。")),
    "scope-missing": (403, words("没有权限"), words("接口密钥没有这项权限。")),
    "forbidden": (403, words("没有权限"), words("接口密钥没有这项权限。")),
    "not-found": (404, words("没有找到"), words("地址不存在，或者不在这个密钥的范围内。")),
    "method-not-allowed": (405, words("方法不对"), words("这个地址不接受这种方法。")),
    "conflict": (409, words("状态已经变化"), words("在此之前已有人处理，请重新读取后再试。")),
    "task-taken": (409, words("任务已被认领"), words("同事已认领这项任务。")),
    "task-done": (409, words("任务已经办完"), words("这项任务已经办完。")),
    "task-not-allowed": (409, words("不能办理这项任务"), words("这个账号不能办理这项任务。")),
    "too-large": (413, words("内容太大"), words("一次请求不超过 64 MB，单个文件不超过 10 MB。")),
    "media-type": (415, words("内容类型不对"), words("请以 application/json 发送。")),
    "invalid-content": (422, words("内容有误"), words("有的内容不符合要求，逐项见 errors。")),
    "idempotency-mismatch": (
        422,
        words("Idempotency-Key 已用于别的请求"),
        words("同一个 Idempotency-Key 只能重发同样的请求，新的请求请换一个。"),
    ),
    "too-many-requests": (429, words("请求太频繁"), words("请稍后再试。")),
    "error": (
        500,
        words("系统出错了"),
        words("请求没有生效，数据没有改动。请把请求编号告诉管理员。"),
    ),
    "unavailable": (503, words("系统暂时不可用"), words("正在恢复，请过一会儿再试。")),
}
_BY_STATUS = {
    400: "invalid-request",
    401: "key-missing",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    409: "conflict",
    413: "too-large",
    415: "media-type",
    422: "invalid-content",
    429: "too-many-requests",
    503: "unavailable",
}
# What the schemas say, in the words of the house; the rest is said by the last line.
_SCHEMA_WORDS = (
    ("Missing data", words("缺少这一项。")),
    ("Unknown field", words("没有这一项。")),
    ("Field may not be null", words("这一项不能为空。")),
    ("Must be one of", words("不在可选的值里。")),
    ("Length must be", words("长度不符合要求。")),
    ("Shorter than", words("长度不符合要求。")),
    ("Longer than", words("长度不符合要求。")),
    ("Must be greater", words("数值超出范围。")),
    ("Must be less", words("数值超出范围。")),
    ("Not a valid", words("内容的类型不对。")),
    ("Invalid", words("内容的类型不对。")),
    ("", words("内容不符合要求。")),
)
_PLACES = {"query": "parameter", "headers": "header"}


def invalid(*errors: Mapping[str, Any]) -> Problem:
    """Return the problem of a request whose content is wrong; each error has a pointer, parameter or header."""
    return Problem(422, "invalid-content", errors=errors)


def at(pointer: str, detail: str, **more: Any) -> dict[str, Any]:
    """Return one error of a body: pointer is a JSON pointer (RFC 6901), detail a sentence of the house."""
    return {"pointer": pointer, "detail": detail, **more}


def pointer(*names: object) -> str:
    """Return the JSON pointer of nested names."""
    return "".join("/" + str(one).replace("~", "~0").replace("/", "~1") for one in names)


def as_document(error: HTTPException) -> Response:
    """Return the problem document of a failure, in Chinese unless the program asks for English."""
    status = error.code or 500
    found = error if isinstance(error, Problem) else None
    kind = (
        found.kind
        if found
        else _BY_STATUS.get(status, "error" if status >= 500 else "invalid-request")
    )
    _, title, otherwise = KINDS[kind]
    errors = [(one, one["detail"]) for one in (found.errors if found else _of_schema(error))]
    with force_locale(_locale()):
        document = {
            "type": BASE + kind,
            "title": said(title),
            "status": status,
            "detail": said((found.detail if found else "") or otherwise),
            "instance": request.path,
            "request_id": g.request_id,
            "errors": [{**one, "detail": said(detail)} for one, detail in errors],
            **(found.more if found else {}),
        }
    answer = Response(json.dumps(document, ensure_ascii=False), status, mimetype=MEDIA)
    answer.headers.update(_headers(error))
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Content-Language"] = "en" if _locale() == "en" else "zh-CN"
    return answer


def _locale() -> str:
    best = request.accept_languages.best_match(["zh", "zh-CN", "en"], default="zh")
    return "en" if best == "en" else "zh_CN"


def _headers(error: HTTPException) -> dict[str, str]:
    if isinstance(error, Problem):
        return error.headers
    kept = {"Allow", "Retry-After"}
    return {name: value for name, value in error.get_headers() or () if name in kept}


def _of_schema(error: HTTPException) -> Iterator[dict[str, Any]]:
    """What a schema found wrong: webargs hands it over as messages by place and name."""
    messages = (getattr(error, "data", None) or {}).get("messages") or {}
    for place, found in messages.items():
        for names, message in _flat(found, ()):
            where = (
                {_PLACES[place]: str(names[0]) if names else ""}
                if place in _PLACES
                else {"pointer": pointer(*names)}
            )
            yield {**where, "detail": _in_words(message)}


def _flat(found: Any, names: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    if isinstance(found, Mapping):
        for name, inner in found.items():
            own = names if name in {"_schema", "key", "value"} else (*names, name)
            yield from _flat(inner, own)
    elif isinstance(found, list):
        # One sentence a field is enough: the first is the one to put right first.
        yield names, found[0] if found else ""
    else:
        yield names, found


def _in_words(message: Any) -> str:
    if hasattr(message, "template"):
        return str.__str__(message) and message
    return next(text for start, text in _SCHEMA_WORDS if str(message).startswith(start))
