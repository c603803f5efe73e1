"""`tongban accounts make-operator`: the first person of a house; everybody else is made in the operators' pages."""

import secrets

from office import accounts, audit
from office.accounts import AccountError, Organ, UnknownRegion
from office.run.assembly import build
from office.run.settings import Settings

_PASSWORD_BYTES = 12


class CannotMake(Exception):
    """The operator was not made; the message says why."""


def make_operator(settings: Settings, username: str, name: str, organ: Organ) -> str:
    """Make an operator in an organ (made, too, if it is new) and return the first password. Raises CannotMake."""
    house = build(settings)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    with house.transaction() as session:
        if accounts.account_named(session, username) is not None:
            raise CannotMake(f"账号 {username} 已经有了。 The account {username} exists.")
        try:
            accounts.create_organ(session, organ)
            made = accounts.create_account(
                session,
                username=username,
                name=name,
                password=password,
                kind=accounts.STAFF,
                now=house.clock(),
            )
            accounts.assign(session, made.id, organ.code, [accounts.OPERATOR])
        except (AccountError, UnknownRegion) as error:
            raise CannotMake(str(error)) from error
        audit.record(session, actor=None, verb="account.create", subject=made.id, now=house.clock())
    return password
