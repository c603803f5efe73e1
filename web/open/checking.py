"""Is this document real, unchanged and still valid? Asked by identifier, by number or with the file itself."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from adapters.licence import Licences, LicenceStatus
from adapters.seal import Verification
from office import documents
from office.documents import Document
from office.ports import Ports
from web.layout.filters import day, moment

LARGEST_FILE = 10 * 1024 * 1024
_STATES = {
    "valid": ("green", "有效"),
    "revoked": ("red", "已撤销或注销"),
    "expired": ("red", "已过有效期"),
    "unknown": ("red", "没有登记"),
}


@dataclass(frozen=True)
class Answer:
    """What the page says. tone: green (real and valid), amber, red; facts: (label, value)."""

    tone: str
    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    checks: tuple[tuple[bool, str], ...] = field(default=())


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
            "是本平台出具的文书",
            "要确认手中文件没有被改动，请在下面上传文件核验。",
            _facts_of_document(found),
        )
    return Answer(
        "red",
        "没有查到",
        "没有这个标识或编号的证照、文书。请核对有无输错；如从他人处取得，请谨慎使用。",
    )


def check_file(session: Session, ports: Ports, pdf: bytes) -> Answer:
    """Answer for a file: its seal, whether it was changed, whether we issued it, whether it still holds."""
    if b"%PDF-" not in pdf[:1024]:
        return Answer(
            "red",
            "不能核验",
            "这不是 PDF 文件。请上传下载时得到的原文件，截图、照片和打印件不能核验。",
        )
    verification = ports.seal.verify(pdf)
    if not verification.valid:
        return Answer("red", "核验不通过", _why(verification), checks=_checks(verification))
    facts = (("盖章机关", verification.signer), ("盖章时间", _moment(verification.signed_at)))
    found = documents.by_sha256(session, hashlib.sha256(pdf).hexdigest())
    if found is None:
        text = "印章有效、内容未被改动，但本平台没有出具这份文件的记录。请以出具机关的答复为准。"
        return Answer("amber", "印章有效，没有出具记录", text, facts, _checks(verification))
    return _of_issued(ports.licence, found, facts, verification)


def _of_issued(
    licences: Licences,
    found: Document,
    facts: tuple[tuple[str, str], ...],
    verification: Verification,
) -> Answer:
    checks = (*_checks(verification), (True, "与本平台出具的文件逐字节一致"))
    facts = (*_facts_of_document(found), *facts)
    if not found.identifier:
        return Answer("green", "核验通过", "文件由本平台出具，盖章后没有被改动。", facts, checks)
    status = licences.status(found.identifier)
    _, word = _STATES[status.state]
    facts = (*facts, ("证照状态", word), ("有效期至", _valid_to(status)))
    if status.state == "valid":
        text = "文件由本平台出具，盖章后没有被改动，证照现在有效。"
        return Answer("green", "核验通过", text, facts, (*checks, (True, "证照登记为有效")))
    text = "文件是真实的、没有被改动，但证照现在不是有效状态，不能使用。"
    return Answer("red", f"证照{word}", text, facts, (*checks, (False, f"证照登记：{word}")))


def _of_licence(identifier: str, status: LicenceStatus) -> Answer:
    tone, word = _STATES[status.state]
    text = "这是证照登记的状态；要确认手中文件没有被改动，请在下面上传文件核验。"
    facts = (
        ("证照名称", status.name),
        ("证照编号", status.number),
        ("持证主体", status.holder),
        ("发证机关", status.organ_name),
        ("签发时间", _moment(status.issued_at)),
        ("有效期至", _valid_to(status)),
        ("电子证照标识", identifier),
    )
    return Answer(tone, f"证照{word}", text, facts)


def _why(verification: Verification) -> str:
    """Return the first thing that is wrong, in words for people who do not know signatures."""
    if not verification.signer and not verification.intact:
        return "文件里没有电子印章，或印章已经损坏，不能证明由机关出具。"
    if not verification.intact:
        return "文件在盖章以后被改动过，内容不可信。请向出具机关要原文件。"
    if not verification.covers_all:
        return "盖章之后，文件里又添加了内容，印章不能证明后加的部分。请向出具机关要原文件。"
    if not verification.trusted:
        return "印章不是本平台的机关印章：证书不由本平台的根证书签发，或已失效。"
    return verification.reason


def _checks(verification: Verification) -> tuple[tuple[bool, str], ...]:
    intact, whole, trusted = verification.intact, verification.covers_all, verification.trusted
    return (
        (intact, "盖章后内容没有被改动" if intact else "不能证明盖章后内容没有被改动"),
        (whole, "印章覆盖整个文件" if whole else "印章没有覆盖整个文件"),
        (trusted, "印章证书由本平台根证书签发" if trusted else "印章证书不能追溯到本平台根证书"),
    )


def _facts_of_document(found: Document) -> tuple[tuple[str, str], ...]:
    return (
        ("文书名称", found.title),
        ("文书编号", found.number or ""),
        ("电子证照标识", found.identifier or ""),
        ("出具时间", moment(found.created_at)),
    )


def _moment(at: datetime | None) -> str:
    return moment(at) if at else ""


def _valid_to(status: LicenceStatus) -> str:
    return day(status.valid_to) if status.valid_to else "长期"
