"""Messages to people: another operator brings them, by its own channels."""

from adapters.notification.port import Message, Notice, Notification, Sent

__all__ = ["Message", "Notice", "Notification", "Sent"]
