"""Public credit information: another authority says who is listed for serious discredit."""

from adapters.credit.port import Credit, CreditAnswer, Register

__all__ = ["Credit", "CreditAnswer", "Register"]
