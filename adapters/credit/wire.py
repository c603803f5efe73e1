"""The credit platform's messages on the wire."""

from typing import Any

from marshmallow import fields, post_load

from adapters.credit.port import CreditAnswer
from adapters.wire import Wire


class CreditQuestion(Wire):
    """POST credit.query: holder_code is a 统一社会信用代码 or 公民身份号码."""

    holder_code = fields.String(required=True)
    purpose = fields.String(required=True)


class CreditAnswerWire(Wire):
    listed = fields.Boolean(required=True)
    statement = fields.String(required=True)
    source = fields.String(required=True)
    queried_at = fields.AwareDateTime(required=True)
    number = fields.String(required=True)

    @post_load
    def _make(self, data: dict[str, Any], **_: Any) -> CreditAnswer:
        return CreditAnswer(**data)
