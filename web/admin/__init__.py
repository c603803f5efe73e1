"""The operators' pages: people, organs, calendar, incidents, connections, the audit trail, the house itself."""

from flask import Blueprint

from web.admin import (
    accounts,
    adapters,
    audit,
    calendar,
    delegations,
    house,
    incidents,
    keys,
    organs,
)

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")
for room in (accounts, organs, delegations, keys, calendar, incidents, adapters, audit, house):
    room.add_views(blueprint)

__all__ = ["blueprint"]
