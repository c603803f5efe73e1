"""Downloads: documents and uploaded materials, for whoever may see their case."""

from web.files.views import blueprint

__all__ = ["blueprint"]
