"""The open pages: verify, root certificate."""

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _

from adapters.errors import Misconfigured, Unavailable
from office.ports import Ports
from web import guard
from web.open.checking import LARGEST_FILE, Answer, check_file, look_up

blueprint = Blueprint("open", __name__, template_folder="templates")


@blueprint.get("/open/verify")
@guard.open_to_all
def verify() -> Response:
    asked = request.args.get("identifier", "").strip()
    if not asked:
        return _page()
    try:
        return _page(look_up(g.session, _ports(), asked[:200]), asked)
    except (Unavailable, Misconfigured):
        return _page(_busy(), asked, 503)


@blueprint.post("/open/verify")
@guard.open_to_all
def verify_file() -> Response:
    content = _posted_file()
    if not content:
        return _page(error=_("请选择要核验的 PDF 文件。"), status=422)
    if len(content) > LARGEST_FILE:
        return _page(error=_("文件超过 10 MB；本平台出具的文书没有这么大。"), status=413)
    try:
        return _page(check_file(g.session, _ports(), content))
    except (Unavailable, Misconfigured):
        return _page(_busy(), status=503)


@blueprint.get("/open/root.pem")
@guard.open_to_all
def root_certificate() -> Response:
    response = make_response(_ports().seal.root_certificate())
    response.headers["Content-Type"] = "application/x-pem-file"
    response.headers["Content-Disposition"] = 'attachment; filename="tongban-root.pem"'
    return response


def _busy() -> Answer:
    """The authority did not answer: that is no verdict on the document."""
    return Answer(
        "amber",
        _("暂时不能核验"),
        _("印章或证照登记系统没有回应，请过几分钟再试。这不表示文件有问题。"),
    )


def _posted_file() -> bytes:
    """Return the file, at most one byte more than we accept; nothing is kept on disk."""
    posted = request.files.get("file")
    if posted is None:
        return b""
    try:
        return posted.stream.read(LARGEST_FILE + 1)
    finally:
        posted.close()


def _page(
    answer: Answer | None = None, asked: str = "", status: int = 200, error: str = ""
) -> Response:
    return make_response(
        render_template("open/verify.html", answer=answer, asked=asked, error=error), status
    )


def _ports() -> Ports:
    ports: Ports = current_app.extensions["house"].ports
    return ports
