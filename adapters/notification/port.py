"""What the house asks of the operator of messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Notice:
    """A message to one account; to is the account's id, case the id of the case it is about."""

    to: str
    title: str
    body: str
    case: str


@dataclass(frozen=True)
class Sent:
    """The operator took the message."""

    at: datetime
    number: str


@dataclass(frozen=True)
class Message:
    """A message as the account sees it."""

    number: str
    to: str
    title: str
    body: str
    case: str
    at: datetime


class Notification(Protocol):
    """Brings messages, and keeps them in the account's inbox."""

    def send(self, notice: Notice, request_id: str) -> Sent:
        """Send the message once for a request_id."""
        ...

    def inbox(self, account: str) -> list[Message]:
        """Return an account's messages, newest first."""
        ...
