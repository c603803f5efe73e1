"""The one way an element says that it cannot be executed."""


class Stuck(Exception):
    """An element cannot be executed; its token stays and an incident names it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
