"""The analyst's counter: matters drawn, tried, compared and published without a programmer."""

from flask import Blueprint

from web.studio import drafts

blueprint = Blueprint("studio", __name__, template_folder="templates")
drafts.add_views(blueprint)

__all__ = ["blueprint"]
