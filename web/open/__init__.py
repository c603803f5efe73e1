"""Pages for everybody, without sign-in: verification, guides of all matters, figures, the root certificate."""

from web.open import guides, statistics
from web.open.views import blueprint

for subject in (guides, statistics):
    subject.add_views(blueprint)

__all__ = ["blueprint"]
