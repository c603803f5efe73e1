"""The licence authority over HTTP."""

from adapters.errors import Misconfigured
from adapters.licence.port import Issue, Issued, Licence, LicenceStatus, Reserve, Reserved
from adapters.licence.wire import (
    IdentifierWire,
    IssuedWire,
    IssueWire,
    LicenceStatusWire,
    LicencesWire,
    LookupWire,
    ReservedWire,
    ReserveWire,
)
from adapters.wire import Line


class HttpLicences:
    """Implements Licences."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def reserve(self, request: Reserve, request_id: str) -> Reserved:
        message = ReserveWire().dump(request)
        reserved: Reserved = self.line.ask(
            "licence.reserve", message, ReservedWire(), request_id=request_id
        )
        return reserved

    def issue(self, request: Issue, request_id: str) -> Issued:
        message = IssueWire().dump(request)
        issued: Issued = self.line.ask(
            "licence.issue", message, IssuedWire(), request_id=request_id
        )
        return issued

    def lookup(self, holder_code: str, type_code: str, purpose: str) -> list[Licence]:
        if not purpose.strip():
            raise Misconfigured("查询证照必须写明用途。")
        asked = {"holder_code": holder_code, "type_code": type_code, "purpose": purpose}
        found: list[Licence] = self.line.ask(
            "licence.lookup", LookupWire().dump(asked), LicencesWire()
        )["licences"]
        return found

    def status(self, identifier: str) -> LicenceStatus:
        found: LicenceStatus = self.line.ask(
            "licence.status", IdentifierWire().dump({"identifier": identifier}), LicenceStatusWire()
        )
        return found
