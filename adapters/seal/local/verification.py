"""Whether a file still is what an organ sealed: our own rule, stricter than readers of PDF are.

One seal, made by our root's authority, covering the entire file: bytes behind it, later revisions
and other bytes in the places that no signature covers are refused.
"""

import binascii
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto.parser import peek
from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from adapters.ledger import CHINA
from adapters.seal.port import Verification

_log = logging.getLogger(__name__)

NOT_PDF = "文件不是可以读取的 PDF，无法验证。"
NO_SEAL = "文件没有电子印章。"
CHANGED = "文件内容在盖章后被改动，验证不通过。"
ADDED = "文件在盖章后被追加了内容，验证不通过。"
FOREIGN = "印章证书不是由本平台签发的，验证不通过。"


@dataclass(frozen=True)
class Found:
    """What the file's cryptography says; signed_sha256 is the hash of the bytes that the seal covers."""

    verification: Verification
    signed_sha256: str = ""


def verify_pdf(pdf: bytes, root: bytes, now: datetime) -> Found:
    """Return what is to be said of the file; hostile files give a reason, never an error."""
    try:
        return _verify(pdf, root, now)
    except Exception as error:  # noqa: BLE001 - anybody may upload anything: whatever breaks the parser is no valid file
        _log.info("seal.unreadable", extra={"error": type(error).__name__})
        return Found(refusal(NOT_PDF))


def signed_hash(pdf: bytes) -> str:
    """Return the SHA-256 of the bytes that the file's seal covers, in hex."""
    return _covered(PdfFileReader(BytesIO(pdf)).embedded_signatures[0], pdf)


def refusal(
    reason: str,
    *,
    intact: bool = False,
    trusted: bool = False,
    covers_all: bool = False,
    signer: str = "",
    organ: str = "",
    signed_at: datetime | None = None,
) -> Verification:
    """Return an answer that is not valid."""
    return Verification(False, intact, trusted, covers_all, signer, organ, signed_at, reason)


def _verify(pdf: bytes, root: bytes, now: datetime) -> Found:
    seals = PdfFileReader(BytesIO(pdf)).embedded_signatures
    if not seals:
        return Found(refusal(NO_SEAL))
    seal = seals[0]
    context = ValidationContext(
        trust_roots=[Certificate.load(root)], moment=now, allow_fetching=False
    )
    status = validate_pdf_signature(seal, context)
    covers_all = (
        len(seals) == 1
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and bool(status.docmdp_ok)
    )
    intact = bool(status.intact and status.valid) and _canonical(seal, pdf)
    subject = status.signing_cert.subject.native
    signer = str(subject.get("organization_name", ""))
    organ = str(subject.get("organization_identifier", ""))
    signed_at = seal.self_reported_timestamp
    valid = intact and bool(status.trusted) and covers_all
    verification = Verification(
        valid=valid,
        intact=intact,
        trusted=bool(status.trusted),
        covers_all=covers_all,
        signer=signer,
        organ=organ,
        signed_at=signed_at,
        reason=_reason(intact, covers_all, status, signer, signed_at),
    )
    return Found(verification, _covered(seal, pdf))


def _reason(
    intact: bool,
    covers_all: bool,
    status: PdfSignatureStatus,
    signer: str,
    signed_at: datetime | None,
) -> str:
    if not intact:
        return CHANGED
    if not covers_all:
        return ADDED
    if not status.trusted:
        return FOREIGN
    when = f"{signed_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if signed_at else "时间不明"
    return f"文件由{signer}于 {when} 盖章，内容完整，未被改动。"


def _canonical(seal: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Say whether the gap that the seal cannot cover holds the signature and nothing else.

    A signature's place is longer than the signature; whoever fills the rest, or writes the same
    hex in other letters, changes the file without breaking the signature.
    """
    start, length, resume, _ = (int(number) for number in seal.byte_range)
    gap = pdf[start + length : resume]
    content = bytes(seal.pkcs7_content)
    wanted = binascii.hexlify(content[: peek(content)]).upper()
    return gap == b"<" + wanted.ljust(len(gap) - 2, b"0") + b">"


def _covered(seal: EmbeddedPdfSignature, pdf: bytes) -> str:
    start, length, resume, rest = (int(number) for number in seal.byte_range)
    covered = pdf[start : start + length] + pdf[resume : resume + rest]
    return hashlib.sha256(covered).hexdigest()
