"""What an applicant signs apart from the form, from the 告知书 to the drawn papers; authorisations by the register."""

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from office import accounts, cases, documents, filing
from office.filing import NotSigned, Offer
from office.run.assembly import House
from office.run.demo.scenario import MATTERS, read_scenario
from office.run.worker import Worker
from tests.houses import draft_of, house, published

__all__ = ["house", "published"]
HYGIENE = MATTERS / "public-place-hygiene-licence/scenarios/granted.yaml"
COMPANY = "91230102MA00000153"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(
            page.get_textpage().get_text_bounded().replace("\r\n", "") for page in document
        )
    finally:
        document.close()


def without_report(house: House) -> str:
    """A draft of the hygiene licence that brings no test report."""
    scenario = read_scenario(HYGIENE)
    return draft_of(house, replace(scenario, attachments={"premises.plan-set": "plan-set"}))


def commit(house: House, draft_id: str) -> Offer:
    with house.transaction() as session:
        account = accounts.account_named(session, "applicant-a")
        assert account is not None
        offer = filing.offers(session, filing.draft(session, draft_id))[0]
        filing.read_notice(session, draft_id, offer, account, now=house.clock())
        filing.sign(
            session,
            draft_id,
            offer,
            account,
            agreed=range(len(offer.promises)),
            name=account.name,
            now=house.clock(),
        )
    return offer


def test_a_commitment_stands_for_the_paper_that_it_replaces_and_both_papers_are_drawn(
    house: House,
) -> None:
    draft_id = without_report(house)
    with house.transaction() as session:
        draft = filing.draft(session, draft_id)
        lacking = filing.problems_of(session, house.engine, draft, today=date(2026, 11, 25))
    assert [one.field for one in lacking] == ["material:hygiene.test-report"]

    offer = commit(house, draft_id)
    with house.transaction() as session:
        account = accounts.account_named(session, "applicant-a")
        assert account is not None
        case = cases.submit(session, house.engine, draft_id, account, now=house.clock())
    Worker(house, "drawing").drain()

    with house.transaction() as session:
        kept = {one.kind: one for one in documents.of_case(session, case.id)}
        promise = text_of(documents.get(session, kept["commitment"].sha256))
        notice = text_of(documents.get(session, kept["commitment-notice"].sha256))
        signed = cases.commitments(session, case)[0]
    assert kept["commitment"].delivered_at is not None
    assert kept["commitment"].seal is None
    assert offer.promises[1]["zh"] in promise
    assert "演示申请人甲" in promise
    assert "受法定代表人演示法定代表人甲委托" in promise
    assert signed.digest in promise
    assert offer.requirements[0]["zh"][:20] in notice
    assert "20个工作日" in notice


def test_nobody_signs_what_they_have_not_read(house: House) -> None:
    draft_id = without_report(house)
    with house.transaction() as session:
        account = accounts.account_named(session, "applicant-a")
        assert account is not None
        offer = filing.offers(session, filing.draft(session, draft_id))[0]
        with pytest.raises(NotSigned, match="请先阅读告知书"):
            filing.sign(
                session,
                draft_id,
                offer,
                account,
                agreed=range(9),
                name=account.name,
                now=house.clock(),
            )


def test_other_words_are_to_be_signed_anew(house: House) -> None:
    draft_id = without_report(house)
    offer = commit(house, draft_id)
    changed = replace(offer, consequence={"zh": "后果更重"})

    with house.transaction() as session:
        account = accounts.account_named(session, "applicant-a")
        assert account is not None
        again = filing.read_notice(session, draft_id, changed, account, now=house.clock())

    assert again.signed_at is None


@pytest.mark.parametrize(("giver", "state"), [("legal-a", "valid"), ("applicant-b", "refused")])
def test_an_authorisation_holds_once_the_register_names_its_giver(
    house: House, giver: str, state: str
) -> None:
    with house.transaction() as session:
        principal = accounts.account_named(session, giver)
        agent = accounts.account_named(session, "applicant-c")
        assert principal is not None
        assert agent is not None
        given = filing.give_authorisation(
            session,
            house.engine,
            principal,
            agent_name=agent.name,
            agent_number=accounts.identity_of(session, agent.id).id_number,
            valid_until=filing.latest_end(house.clock()),
            now=house.clock(),
        )
        assert given.state == "checking"

    Worker(house, "checking").drain()

    with house.transaction() as session:
        assert filing.authorisation(session, given.id).state == state


def test_an_agent_of_two_enterprises_chooses_for_whom(house: House) -> None:
    other = "91230102MA0000023X"
    draft_id = without_report(house)
    with house.transaction() as session:
        draft = filing.draft(session, draft_id)
        assert draft.values["uscc"] == COMPANY
        filing.act_for(session, house.engine, draft_id, other, now=house.clock())
        assert "uscc" not in filing.draft(session, draft_id).values

    Worker(house, "fetching").drain()

    with house.transaction() as session:
        draft = filing.draft(session, draft_id)
    assert draft.values["uscc"] == other
    assert draft.values["area"] == 60  # what was typed stays
