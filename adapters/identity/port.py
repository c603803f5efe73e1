"""What the house asks of the population authority, and what its own officers may do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class PersonCheck:
    """Whether name and number belong together; the answer carries neither of them."""

    matches: bool
    checked_at: datetime
    number: str


class Identity(Protocol):
    """Checks persons by name and 公民身份号码."""

    def check_person(self, name: str, id_number: str, request_id: str) -> PersonCheck:
        """Say whether the person is registered so. Refused: the number's check digit is wrong."""
        ...


class Register(Protocol):
    """What the population authority's own officers do; absent where it is remote."""

    def enter(self, name: str, id_number: str) -> None:
        """Register a person, or the new name under a number. Refused: no such number can exist."""
        ...
