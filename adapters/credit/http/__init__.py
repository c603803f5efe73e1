"""The credit platform over HTTP."""

from adapters.credit.port import CreditAnswer
from adapters.credit.wire import CreditAnswerWire, CreditQuestion
from adapters.errors import Misconfigured
from adapters.wire import Line


class HttpCredit:
    """Implements Credit."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def query(self, holder_code: str, purpose: str, request_id: str) -> CreditAnswer:
        if not purpose.strip():
            raise Misconfigured("查询信用记录必须写明用途。")
        question = CreditQuestion().dump({"holder_code": holder_code, "purpose": purpose})
        answer: CreditAnswer = self.line.ask(
            "credit.query", question, CreditAnswerWire(), request_id=request_id
        )
        return answer
