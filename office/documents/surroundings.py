"""What documents say of the house that issues them: the address of its verification page, and whether it is a demonstration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """The public address without a slash at its end; demo marks every page as a specimen."""

    public_url: str = "http://127.0.0.1:8000"
    demo: bool = True

    def verification(self, identifier: str) -> str:
        """Return the address that the QR code of a licence leads to."""
        return f"{self.public_url}/open/verify?identifier={identifier}"


_settled = Surroundings()


def surround(surroundings: Surroundings) -> None:
    """Settle this process's surroundings; the assembly does so once, before any drawing."""
    global _settled
    _settled = surroundings


def surroundings() -> Surroundings:
    """Return what the assembly settled, or the demonstration's defaults."""
    return _settled
