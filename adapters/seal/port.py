"""What the house asks of the seal authority."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ORGAN, ACCEPTANCE, LICENCE = "organ", "acceptance", "licence"
ROLES = {ORGAN: "公章", ACCEPTANCE: "受理专用章", LICENCE: "电子证照专用章"}


@dataclass(frozen=True)
class SignRequest:
    """A PDF to seal in the name of an organ.

    organ is its 统一社会信用代码, region six digits (GB/T 2260), role one of ROLES; page counts
    from 0, -1 is the last; box is (x, y, side) in mm from the page's lower left corner, None is
    the lower right. field names the signature field.
    """

    pdf: bytes
    organ: str
    organ_name: str
    region: str
    role: str
    reason: str = ""
    page: int = -1
    box: tuple[float, float, float] | None = None
    field: str = "Seal"


@dataclass(frozen=True)
class Signed:
    """The sealed PDF; certificate_serial is the signing certificate's, in hex."""

    pdf: bytes
    seal_id: str
    signer: str
    certificate_serial: str
    signed_at: datetime


@dataclass(frozen=True)
class Verification:
    """What became of a sealed file; reason says it in Chinese, also when it is valid.

    intact: no byte that the seal covers was changed. trusted: the certificate was made by our root.
    covers_all: nothing was added behind the sealed file. valid: all three. organ is the USCC.
    """

    valid: bool
    intact: bool
    trusted: bool
    covers_all: bool
    signer: str
    organ: str
    signed_at: datetime | None
    reason: str


class Seal(Protocol):
    """Seals PDFs as PAdES signatures with the organ's visible round seal."""

    def sign(self, request: SignRequest, request_id: str) -> Signed:
        """Seal the file; the same request_id gives the same reply. Refused: already sealed, no PDF."""
        ...

    def verify(self, pdf: bytes) -> Verification:
        """Say whether a file is sealed by a trusted organ and is unchanged; never raises on bad files."""
        ...

    def root_certificate(self) -> bytes:
        """Return the root certificate in PEM, for the open page and for readers of PDF."""
        ...
