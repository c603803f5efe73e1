"""Electronic seals: another authority holds the keys and seals what it is given."""

from adapters.seal.port import Seal, Signed, SignRequest, Verification

__all__ = ["Seal", "SignRequest", "Signed", "Verification"]
