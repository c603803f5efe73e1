"""Pages for everybody, without sign-in: verification of licences and documents, the root certificate, health."""

from web.open.views import blueprint

__all__ = ["blueprint"]
