"""The other authorities as the house knows them: one protocol each, chosen by the assembly."""

from dataclasses import dataclass

from adapters.credit import Credit
from adapters.credit import Register as CreditRegister
from adapters.identity import Identity
from adapters.identity import Register as IdentityRegister
from adapters.licence import Licences
from adapters.licence import Register as LicenceRegister
from adapters.notification import Notification
from adapters.seal import Seal


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
