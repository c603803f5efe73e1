"""Who may see a case: its applicant; staff of an organ that takes part in it, within their region."""

from sqlalchemy.orm import Session

from office import filing, worklist
from office.accounts import STAFF, WINDOW, Account, may_reach
from office.cases.lookup import family
from office.cases.values import Case
from office.documents import Document
from office.matters import edition

SERVICE = "service"


def may_see(session: Session, account: Account, case: Case) -> bool:
    """Say whether the account may see a case and its papers."""
    if account.kind != STAFF:
        return case.applicant_id == account.id
    if account.organ is None or not account.roles or not may_reach(account, case.region):
        return False
    taking_part = {one.organ for one in family(session, case.root_id)}
    taking_part |= {
        item.organ_code
        for item in worklist.of_root(session, case.root_id)
        if item.organ_code is not None
    }
    return account.organ.code in taking_part


def may_have(account: Account, document: Document) -> bool:
    """Say whether an account that may see the case may have its document: applicants what was delivered."""
    return account.kind == STAFF or document.delivered_at is not None


def may_see_material(session: Session, account: Account, root: Case, slot: str) -> bool:
    """Say whether the account may open the files of a slot: least data, a department its own members' alone."""
    if not may_see(session, account, root):
        return False
    if account.kind != STAFF:
        return True
    if WINDOW in account.roles and account.organ and account.organ.department == SERVICE:
        return True
    handed = filing.submission(session, root.id)
    compiled = edition(session, handed.edition_id).compiled
    using = {
        code
        for material in compiled.materials
        if material.element == slot
        for code in material.members
    }
    if account.organ is None:
        return False
    asked = {  # another department may be asked within a matter: it sees what that matter uses
        item.case_id
        for item in worklist.of_root(session, root.id)
        if item.organ_code == account.organ.code
    }
    own = {
        one.matter
        for one in family(session, root.id)
        if one.organ == account.organ.code or one.id in asked
    }
    return bool(using & own)
