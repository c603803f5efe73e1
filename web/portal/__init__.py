"""The applicant's counter: find a matter, answer questions, fill one form, follow the case, take the outcome."""

from flask import Blueprint

from web.portal import cases, drafts, finding, matters

blueprint = Blueprint("portal", __name__, template_folder="templates")
for subject in (finding, matters, drafts, cases):
    subject.add_views(blueprint)
