"""Is this document real, unchanged and still valid? Asked by identifier, by number or with the file itself."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from adapters.licence import Licences, LicenceStatus
from adapters.seal import Verification
from office import documents
from office.documents import Document
from office.ports import Ports
from office.words import words
from web.layout.filters import day, moment
from web.layout.language import foreign, said

LARGEST_FILE = 10 * 1024 * 1024
_STATES = {
    "valid": ("green", words("有效"), words("证照有效")),
    "revoked": ("red", words("已撤销或注销"), words("证照已撤销或注销")),
    "expired": ("red", words("已过有效期"), words("证照已过有效期")),
    "unknown": ("red", words("没有登记"), words("证照没有登记")),
}
Check = tuple[bool | None, str]  # None: not checked, or could not be


@dataclass(frozen=True)
class Answer:
    """What the page says. tone: green (real and valid), amber, red; facts: (label, value)."""

    tone: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = field(default=())
    advice: str = ""


def look_up(session: Session, ports: Ports, asked: str) -> Answer:
    """Answer by 电子证照标识 or by the number that stands on a document."""
    found = documents.by_identifier(session, asked) or documents.by_number(session, asked)
    identifier = found.identifier if found and found.identifier else asked
    status = ports.licence.status(identifier)
    if status.state != "unknown":
        return _of_licence(identifier, status)
    if found is not None and found.sealed:
        return Answer(
            "green",
            _("是本平台出具的文书"),
            _("文书登记里有这个编号，由本平台盖章出具。"),
            _facts_of_document(found),
            ((True, _("编号在文书登记里")), _paper_unchecked()),
        )
    return Answer(
        "red",
        _("没有查到"),
        _("没有这个标识或编号的证照、文书。请核对有无输错；如从他人处取得，请谨慎使用。"),
        checks=((False, _("证照登记里没有")), (False, _("文书登记里没有"))),
        advice=_("区分字母 O 和数字 0、字母 I 和数字 1；也可以直接扫证照上的二维码。"),
    )


def check_file(session: Session, ports: Ports, pdf: bytes) -> Answer:
    """Answer for a file: its seal, whether it was changed, whether we issued it, whether it still holds."""
    if b"%PDF-" not in pdf[:1024]:
        return Answer(
            "red",
            _("不能核验"),
            _("这不是 PDF 文件。请上传下载时得到的原文件，截图、照片和打印件不能核验。"),
            advice=_("手里只有纸质件的，请按印在上面的标识或编号查状态。"),
        )
    verification = ports.seal.verify(pdf)
    if not verification.valid:
        checks = (*_checks(verification), (None, _("没有再查出具记录和证照状态")))
        return Answer("red", _("核验不通过"), _why(verification), checks=checks)
    facts = (
        (_("盖章机关"), foreign(verification.signer)),
        (_("盖章时间"), _moment(verification.signed_at)),
    )
    found = documents.by_sha256(session, hashlib.sha256(pdf).hexdigest())
    if found is None:
        text = _("印章有效、内容未被改动，但本平台没有出具这份文件的记录。请以出具机关的答复为准。")
        checks = (*_checks(verification), (False, _("本平台没有出具记录")))
        return Answer("amber", _("印章有效，没有出具记录"), text, facts, checks)
    return _of_issued(ports.licence, found, facts, verification)


def _of_issued(
    licences: Licences,
    found: Document,
    facts: tuple[tuple[str, str], ...],
    verification: Verification,
) -> Answer:
    checks = (*_checks(verification), (True, _("与本平台出具的文件逐字节一致")))
    facts = (*_facts_of_document(found), *facts)
    if not found.identifier:
        text = _("文件由本平台出具，盖章后没有被改动。")
        return Answer("green", _("核验通过"), text, facts, checks)
    status = licences.status(found.identifier)
    _tone, word, title = _STATES[status.state]
    facts = (*facts, (_("证照状态"), said(word)), (_("有效期至"), _valid_to(status)))
    if status.state == "valid":
        text = _("文件由本平台出具，盖章后没有被改动，证照现在有效。")
        checks = (*checks, (True, _("证照登记为有效")))
        return Answer("green", _("核验通过"), text, facts, checks)
    text = _("文件是真实的、没有被改动，但证照现在不是有效状态，不能使用。")
    checks = (*checks, (False, _("证照登记：%(state)s", state=said(word))))
    return Answer("red", said(title), text, facts, checks)


def _of_licence(identifier: str, status: LicenceStatus) -> Answer:
    tone, word, title = _STATES[status.state]
    facts = (
        (_("证照名称"), foreign(status.name)),
        (_("证照编号"), foreign(status.number)),
        (_("持证主体"), foreign(status.holder)),
        (_("发证机关"), foreign(status.organ_name)),
        (_("签发时间"), _moment(status.issued_at)),
        (_("有效期至"), _valid_to(status)),
        (_("电子证照标识"), identifier),
    )
    valid = status.state == "valid"
    checks: tuple[Check, ...] = (
        (True, _("证照登记里有这个标识")),
        (valid, _("证照登记：%(state)s", state=said(word))),
        _paper_unchecked(),
    )
    text = (
        _("这是证照登记里现在的状态。请对照下面的内容与手中的证照是否一致。")
        if valid
        else _("这张证照现在不能使用。")
    )
    return Answer(tone, said(title), text, facts, checks)


def _paper_unchecked() -> Check:
    return None, _("没有检查您手中的文件：要确认没有被改动，请在下面上传原文件")


def _why(verification: Verification) -> str:
    """Return the first thing that is wrong, in words for people who do not know signatures."""
    if not verification.signer and not verification.intact:
        return str(_("文件里没有电子印章，或印章已经损坏，不能证明由机关出具。"))
    if not verification.intact:
        return str(_("文件在盖章以后被改动过，内容不可信。请向出具机关要原文件。"))
    if not verification.covers_all:
        return str(
            _("盖章之后，文件里又添加了内容，印章不能证明后加的部分。请向出具机关要原文件。")
        )
    if not verification.trusted:
        return str(_("印章不是本平台的机关印章：证书不由本平台的根证书签发，或已失效。"))
    return said(verification.reason)


def _checks(verification: Verification) -> tuple[Check, ...]:
    intact, whole, trusted = verification.intact, verification.covers_all, verification.trusted
    return (
        (intact, _("盖章后内容没有被改动") if intact else _("不能证明盖章后内容没有被改动")),
        (whole, _("印章覆盖整个文件") if whole else _("印章没有覆盖整个文件")),
        (
            trusted,
            _("印章证书由本平台根证书签发") if trusted else _("印章证书不能追溯到本平台根证书"),
        ),
    )


def _facts_of_document(found: Document) -> tuple[tuple[str, str], ...]:
    return (
        (_("文书名称"), foreign(found.title)),
        (_("文书编号"), foreign(found.number or "")),
        (_("电子证照标识"), found.identifier or ""),
        (_("出具时间"), moment(found.created_at)),
    )


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""


def _valid_to(status: LicenceStatus) -> str:
    return day(status.valid_to) if status.valid_to else _("长期")
