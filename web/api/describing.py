"""The description itself: OpenAPI 3.1, and a page that lists operations and problems for people."""

from typing import Any

from flask import Blueprint, Response, current_app, json, render_template

from office.words import words
from web import guard
from web.api.blueprint import PREFIX
from web.api.problems import KINDS

INFO = {
    "description": (
        "Start, list, read and decide cases and fetch their documents. A key acts as one account and can do what"
        " that account may, never more. Failures are problem documents (RFC 9457), in Chinese, or in English by"
        " Accept-Language. Times are ISO 8601 with offset."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made at /admin/keys: tb_<id>_<secret>",
}

# What the page says of each operation; the description itself is English, as its fields are.
SAID = {
    "GET /matters": words("列出密钥可以用的现行事项。"),
    "GET /matters/{code}": words(
        "读取事项的指南和引导问题；给出回答和地区时，还有要填的表单和要交的材料。"
    ),
    "POST /cases": words("提交申请；正在向登记机关核对时答复 202，稍后原样再发一次。"),
    "GET /cases": words("列出账号看得到的办件，新的在前；一件事算一件。"),
    "GET /cases/{number}": words("读取一个办件：包含的事项、期限、下一步。"),
    "GET /cases/{number}/documents": words(
        "列出办件的文书，一件事含各事项的；申请人看到已送达的。"
    ),
    "GET /documents/{document_id}": words("下载一份文书（PDF）；每次下载都记入审计。"),
    "GET /tasks": words("列出账号所在岗位和地区的任务，最紧的在前。"),
    "GET /tasks/{task_id}": words("读取任务：本部门看得到的表单和材料、审查要点、可选的结果。"),
    "POST /tasks/{task_id}/claim": words("认领任务；同事已认领的答复 409。"),
    "POST /tasks/{task_id}/return": words("把认领的任务退回岗位。"),
    "POST /tasks/{task_id}/decision": words("按可选的结果办理任务；同事已认领或办完的答复 409。"),
}


# Not operations of the interface: they stand beside it and need no key.
pages = Blueprint("interface", __name__, url_prefix=PREFIX, template_folder="templates")


@pages.get("/openapi.json")
@guard.open_to_all
def description() -> Response:
    """The OpenAPI description."""
    return Response(json.dumps(_spec()), mimetype="application/json")


@pages.get("/")
@guard.open_to_all
def overview() -> str:
    """Operations and kinds of problems, for people."""
    operations = [
        (method.upper(), path, one, SAID[f"{method.upper()} {path.removeprefix(PREFIX)}"])
        for path, methods in _spec()["paths"].items()
        for method, one in methods.items()
        if method in {"get", "post"}
    ]
    return render_template("api/overview.html", operations=operations, kinds=KINDS)


def _spec() -> dict[str, Any]:
    found: dict[str, Any] = current_app.extensions["api"].spec.to_dict()
    return found
