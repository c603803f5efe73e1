"""The seal authority's messages on the wire; files are base64."""

from typing import Any

from marshmallow import fields, post_load, validate

from adapters.seal.port import ROLES, Signed, SignRequest, Verification
from adapters.wire import Bytes, Wire


class SignRequestWire(Wire):
    """POST seal.apply: the fields of adapters.seal.port.SignRequest."""

    pdf = Bytes(required=True)
    organ = fields.String(required=True, validate=validate.Length(equal=18))
    organ_name = fields.String(required=True)
    region = fields.String(required=True, validate=validate.Length(equal=6))
    role = fields.String(required=True, validate=validate.OneOf(tuple(ROLES)))
    reason = fields.String(load_default="")
    page = fields.Integer(load_default=-1)
    box = fields.List(
        fields.Float(), allow_none=True, load_default=None, validate=validate.Length(equal=3)
    )
    field = fields.String(load_default="Seal")

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> SignRequest:
        box = data.pop("box")
        return SignRequest(**data, box=None if box is None else (box[0], box[1], box[2]))


class SignedWire(Wire):
    pdf = Bytes(required=True)
    seal_id = fields.String(required=True)
    signer = fields.String(required=True)
    certificate_serial = fields.String(required=True)
    signed_at = fields.AwareDateTime(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Signed:
        return Signed(**data)


class FileWire(Wire):
    """POST seal.verify."""

    pdf = Bytes(required=True)


class VerificationWire(Wire):
    valid = fields.Boolean(required=True)
    intact = fields.Boolean(required=True)
    trusted = fields.Boolean(required=True)
    covers_all = fields.Boolean(required=True)
    signer = fields.String(required=True)
    organ = fields.String(required=True)
    signed_at = fields.AwareDateTime(allow_none=True, load_default=None)
    reason = fields.String(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> Verification:
        return Verification(**data)


class CertificateWire(Wire):
    """POST seal.root-certificate answers with the PEM file."""

    pem = Bytes(required=True)
