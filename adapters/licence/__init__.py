"""Electronic licences: another authority numbers, registers and answers for them (GB/T 36901 to 36906)."""

from adapters.licence.port import (
    Issue,
    Issued,
    Licence,
    Licences,
    LicenceStatus,
    Register,
    Registration,
    Reserve,
    Reserved,
)

__all__ = [
    "Issue",
    "Issued",
    "Licence",
    "LicenceStatus",
    "Licences",
    "Register",
    "Registration",
    "Reserve",
    "Reserved",
]
