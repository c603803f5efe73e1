"""The other authorities as the house knows them: one protocol each, chosen by the assembly."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.circuit import Circuit
from adapters.credit import Credit
from adapters.credit import Register as CreditRegister
from adapters.faults import Faults
from adapters.identity import Identity
from adapters.identity import Register as IdentityRegister
from adapters.licence import Licences
from adapters.licence import Register as LicenceRegister
from adapters.notification import Notification
from adapters.seal import Seal
from adapters.switch import Switches


@dataclass(frozen=True)
class Lines:
    """The connections to other authorities: a breaker for each that is remote, the switch, the faults to try."""

    circuits: Mapping[str, Circuit]
    switches: Switches
    faults: Faults


@dataclass(frozen=True)
class Ports:
    """One backend a port; a register is None where the authority keeps its own officers' desk."""

    seal: Seal
    licence: Licences
    credit: Credit
    identity: Identity
    notification: Notification
    licence_register: LicenceRegister | None = None
    credit_register: CreditRegister | None = None
    identity_register: IdentityRegister | None = None
    lines: Lines | None = (
        None  # what an operator sees and chooses; None where nothing can be chosen
    )
