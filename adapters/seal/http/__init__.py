"""The seal authority over HTTP."""

from adapters.seal.port import Signed, SignRequest, Verification
from adapters.seal.wire import (
    CertificateWire,
    FileWire,
    SignedWire,
    SignRequestWire,
    VerificationWire,
)
from adapters.wire import Line


class HttpSeal:
    """Implements Seal."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def sign(self, request: SignRequest, request_id: str) -> Signed:
        message = SignRequestWire().dump(request)
        signed: Signed = self.line.ask("seal.apply", message, SignedWire(), request_id=request_id)
        return signed

    def verify(self, pdf: bytes) -> Verification:
        found: Verification = self.line.ask(
            "seal.verify", FileWire().dump({"pdf": pdf}), VerificationWire()
        )
        return found

    def root_certificate(self) -> bytes:
        pem: bytes = self.line.ask("seal.root-certificate", {}, CertificateWire())["pem"]
        return pem
