"""The applicant's counter: find a matter, answer questions, fill one form, follow the case, take the outcome."""

from flask import Blueprint

from web.portal import (
    authorisations,
    cases,
    commitments,
    drafts,
    finding,
    matters,
    saving,
    supplements,
)

blueprint = Blueprint("portal", __name__, template_folder="templates")
SUBJECTS = (finding, matters, drafts, saving, commitments, authorisations, cases, supplements)
for subject in SUBJECTS:
    subject.add_views(blueprint)
