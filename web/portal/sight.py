"""The applicant's own cases: somebody else's do not exist."""

from flask import abort, g

from office import cases
from office.cases import Case


def own_case(number: str) -> Case:
    """Return the root case of the signed-in applicant; somebody else's does not exist."""
    try:
        case = cases.case(g.session, number)
    except cases.UnknownCase:
        abort(404)
    if not cases.may_see(g.session, g.account.account, case):
        abort(404)
    return case if case.is_root else cases.case(g.session, case.root_id)
