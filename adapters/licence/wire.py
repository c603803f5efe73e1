"""The licence authority's messages on the wire."""

from typing import Any

from marshmallow import fields, post_load, validate

from adapters.licence.port import (
    EXPIRED,
    REVOKED,
    UNKNOWN,
    VALID,
    Issue,
    Issued,
    Licence,
    LicenceStatus,
    Reserve,
    Reserved,
)
from adapters.wire import Wire

_SHA256 = validate.Regexp(r"^[0-9a-f]{64}$")


class ReserveWire(Wire):
    """POST licence.reserve: the fields of adapters.licence.port.Reserve."""

    type_code = fields.String(required=True)
    organ = fields.String(required=True)
    organ_name = fields.String(required=True)
    region = fields.String(required=True)
    holder_code = fields.String(required=True)
    holder_name = fields.String(required=True)
    number_rule = fields.String(required=True)
    case = fields.String(required=True)
    organ_short = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Reserve:
        return Reserve(**data)


class ReservedWire(Wire):
    number = fields.String(required=True)
    identifier = fields.String(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Reserved:
        return Reserved(**data)


class IssueWire(Wire):
    """POST licence.issue: the fields of adapters.licence.port.Issue."""

    identifier = fields.String(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    holder_code = fields.String(required=True)
    holder_name = fields.String(required=True)
    organ_name = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    digest_sha256 = fields.String(required=True, validate=_SHA256)
    fields_ = fields.Dict(data_key="fields", attribute="fields", load_default=dict)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Issue:
        return Issue(**data)


class IssuedWire(Wire):
    identifier = fields.String(required=True)
    issued_at = fields.AwareDateTime(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Issued:
        return Issued(**data)


class LookupWire(Wire):
    """POST licence.lookup: the purpose is kept by the authority."""

    holder_code = fields.String(required=True)
    type_code = fields.String(required=True)
    purpose = fields.String(required=True)


class LicenceWire(Wire):
    identifier = fields.String(required=True)
    number = fields.String(required=True)
    type_code = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf((VALID, REVOKED, EXPIRED)))
    holder_code = fields.String(required=True)
    holder_name = fields.String(required=True)
    organ = fields.String(required=True)
    organ_name = fields.String(required=True)
    issued_at = fields.AwareDateTime(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    fields_ = fields.Dict(data_key="fields", attribute="fields", load_default=dict)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Licence:
        return Licence(**data)


class LicencesWire(Wire):
    licences = fields.List(fields.Nested(LicenceWire), required=True)


class IdentifierWire(Wire):
    """POST licence.status."""

    identifier = fields.String(required=True)


class LicenceStatusWire(Wire):
    identifier = fields.String(required=True)
    state = fields.String(
        required=True, validate=validate.OneOf((VALID, REVOKED, EXPIRED, UNKNOWN))
    )
    number = fields.String(load_default="")
    name = fields.String(load_default="")
    holder = fields.String(load_default="")
    organ_name = fields.String(load_default="")
    issued_at = fields.AwareDateTime(allow_none=True, load_default=None)
    valid_to = fields.Date(allow_none=True, load_default=None)
    digest_sha256 = fields.String(load_default="")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> LicenceStatus:
        return LicenceStatus(**data)
