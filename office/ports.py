"""The other authorities as the house knows them: one protocol each, chosen by the assembly."""

from dataclasses import dataclass

from adapters import credit, identity, licence, notification, seal


@dataclass(frozen=True)
class Ports:
    """One backend a port; a register is None where the authority keeps its own officers' desk."""

    seal: seal.Seal
    licence: licence.Licences
    credit: credit.Credit
    identity: identity.Identity
    notification: notification.Notification
    licence_register: licence.Register | None = None
    credit_register: credit.Register | None = None
    identity_register: identity.Register | None = None
