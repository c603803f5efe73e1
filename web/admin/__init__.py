"""The operators' pages: accounts, organs, incidents, the authorities' connections."""

from web.admin.views import blueprint

__all__ = ["blueprint"]
