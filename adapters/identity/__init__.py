"""Identity of persons: another authority says whether a name and a number belong together."""

from adapters.identity.port import Identity, PersonCheck, Register

__all__ = ["Identity", "PersonCheck", "Register"]
