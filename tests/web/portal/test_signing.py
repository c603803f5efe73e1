"""告知书 and 承诺书 signed apart; who acts for whom."""

from io import BytesIO
from typing import Any

import pytest

from office import accounts, audit, cases, filing
from office.accounts import Identity
from tests.office.desk import PASSWORD, PNG, REGION, REGISTRATION
from tests.web.city import City, Person, answered, files, filled, tree, words

FIRE = "fire-safety-inspection"
REPRESENTATIVE = "230102199102030019"
COMPANY = "91230102MA00000153"


@pytest.fixture
def applicant(city: City) -> Person:
    return city.person("applicant-a")


def draft_of(city: City, person: Person, registration: Any) -> str:
    card = person.client.get("/matters/open-restaurant/needs", query_string=answered())
    page = person.send(card, "/matters/open-restaurant/drafts", answered())
    with city.desk() as desk:
        draft_id = page.request.path.rsplit("/", 1)[-1]
        filing.keep_fetched(desk.session, draft_id, "registration", registration, now=desk.now)
    return str(page.request.path)


@pytest.fixture
def address(city: City, applicant: Person) -> str:
    return draft_of(city, applicant, REGISTRATION)


@pytest.fixture
def agents_address(city: City, applicant: Person) -> str:
    """A draft of somebody who is not the legal representative that the register names."""
    other = {**REGISTRATION, "legal_representative_id": REPRESENTATIVE}
    return draft_of(city, applicant, other)


def test_the_promise_is_signed_only_after_the_notice_was_read(
    applicant: Person, address: str
) -> None:
    base = f"{address}/commitments/{FIRE}"

    page = applicant.open(f"{base}/signature")

    assert page.request.path == base
    assert "不实承诺、违反承诺的后果" in words(page)
    assert "撤销许可" in words(page, "//p[@class='consequence']")
    assert applicant.status(f"{address}/commitments/outdoor-sign") == 404


def test_every_promise_is_confirmed_by_itself_and_the_name_is_written(
    city: City, applicant: Person, address: str
) -> None:
    base = f"{address}/commitments/{FIRE}"
    page = applicant.send(applicant.open(base), base, {})
    all_of_them = tree(page).xpath("//input[@name='promise']/@value")

    some = applicant.send(page, f"{base}/signature", {"promise": ["0"], "name": "演示申请人"})
    assert "还有 3 条承诺没有确认" in words(some)
    unnamed = applicant.send(page, f"{base}/signature", {"promise": all_of_them, "name": "谁"})
    assert "与账号的实名一致" in words(unnamed)
    signed = applicant.send(
        page, f"{base}/signature", {"promise": all_of_them, "name": "演示申请人"}
    )

    assert "已签署" in words(signed, "//*[@id='s-commitments']")
    with city.desk() as desk:
        kept = filing.commitments_of(desk.session, address.rsplit("/", 1)[-1])[FIRE]
    assert kept.signed_at is not None
    assert kept.signer_name == "演示申请人"
    assert kept.digest == filing.digest_of(kept.text)


def test_a_signed_commitment_goes_with_the_case_and_is_drawn_by_a_job(
    city: City, applicant: Person, address: str
) -> None:
    base = f"{address}/commitments/{FIRE}"
    page = applicant.send(applicant.open(base), base, {})
    promises = tree(page).xpath("//input[@name='promise']/@value")
    applicant.send(page, f"{base}/signature", {"promise": promises, "name": "演示申请人"})

    sent = applicant.send(applicant.open(address), address, {**filled(), **files(), "do": "submit"})

    number = sent.request.path.rsplit("/", 1)[-1]
    with city.desk() as desk:
        case = cases.case(desk.session, number)
        assert [one.matter for one in cases.commitments(desk.session, case)] == [FIRE]
        jobs = desk.engine.lease(desk.session, worker="test", limit=50)
    assert ("commitment.draw", FIRE) in {(job.verb, job.payload.get("matter")) for job in jobs}
    assert "已签署承诺书" in words(applicant.open(f"/cases/{number}/receipt"))


def test_a_signature_is_taken_back_before_submission(applicant: Person, address: str) -> None:
    base = f"{address}/commitments/{FIRE}"
    page = applicant.send(applicant.open(base), base, {})
    promises = tree(page).xpath("//input[@name='promise']/@value")
    applicant.send(page, f"{base}/signature", {"promise": promises, "name": "演示申请人"})

    back = applicant.send(page, f"{base}/signature", {"do": "take-back"})

    assert "没有签署" in words(back, "//*[@id='s-commitments']")


def test_a_legal_representative_needs_no_authorisation(applicant: Person, address: str) -> None:
    assert "您是法定代表人" in words(applicant.open(address), "//*[@id='s-acting']")


def test_an_agent_without_authorisation_cannot_submit_and_is_told_how(
    applicant: Person, agents_address: str
) -> None:
    page = applicant.open(agents_address)
    assert "还没有授权" in words(page, "//*[@id='s-acting']")

    page = applicant.send(page, agents_address, {**filled(), **files(), "do": "submit"})

    assert page.status_code == 422
    assert "请由法定代表人在线授权" in words(page, "//*[@class='problems']")


def test_a_signed_paper_lets_an_agent_submit_and_both_identities_are_on_record(
    city: City, applicant: Person, agents_address: str
) -> None:
    page = applicant.open(agents_address)
    paper = {"file-entity-authorisation": (BytesIO(PNG), "授权委托书.png")}

    sent = applicant.send(page, agents_address, {**filled(), **files(), **paper, "do": "submit"})

    number = sent.request.path.rsplit("/", 1)[-1]
    with city.desk() as desk:
        case = cases.case(desk.session, number)
        found = cases.authority(desk.session, case)
        trail = audit.trail(desk.session, [case.id])
    assert (found.kind, found.way) == ("agent", "paper")
    assert (found.principal, found.agent) == ("演示法定代表人", "演示申请人")
    entry = next(one for one in trail if one.verb == "case.submit")
    assert entry.data["as"] == "agent"
    assert entry.data["enterprise"] == COMPANY


@pytest.fixture
def principal(city: City) -> Person:
    with city.desk() as desk:
        accounts.create_account(
            desk.session,
            username="legal-a",
            name="演示法定代表人",
            password=PASSWORD,
            kind="applicant",
            region=REGION,
            identity=Identity(REPRESENTATIVE, "13500000000", COMPANY),
        )
    return city.person("legal-a")


def give(person: Person, **other: str) -> Any:
    page = person.open("/authorisations")
    asked = {
        "agent_name": "演示申请人",
        "agent_number": "230102199001010019",
        "valid_until": "2027-09-01",
    }
    return person.send(page, "/authorisations", {**asked, **other})


def settle(city: City, representative: str) -> str:
    """What the register's answer does to the authorisation that waits for it."""
    with city.desk() as desk:
        (given,) = (
            one
            for one in filing.authorisations_of(desk.session, desk.who("legal-a"))
            if one.state == "checking"
        )
        filing.settle_authorisation(
            desk.session,
            given.id,
            enterprise_name=REGISTRATION["name"],
            representative_id=representative,
            now=desk.now,
        )
        return given.id


def test_the_legal_representative_authorises_online_and_the_agent_submits(
    city: City, principal: Person, applicant: Person, agents_address: str
) -> None:
    assert "正在与登记信息核对" in words(give(principal))
    assert "还没有授权" in words(applicant.open(agents_address), "//*[@id='s-acting']")
    settle(city, REPRESENTATIVE)
    assert "有效" in words(principal.open("/authorisations"))

    page = applicant.open(agents_address)
    assert "已授权至 2027-09-01" in words(page, "//*[@id='s-acting']")
    sent = applicant.send(page, agents_address, {**filled(), **files(), "do": "submit"})

    assert sent.request.path.startswith("/cases/")
    assert "经办人 演示申请人" in sent.text


def test_somebody_who_is_not_the_legal_representative_authorises_nobody(
    city: City, principal: Person
) -> None:
    give(principal)
    settle(city, "230102198805060033")
    assert "不成立" in words(principal.open("/authorisations"))


def test_an_authorisation_that_was_withdrawn_or_is_for_another_matter_does_not_count(
    city: City, principal: Person, applicant: Person, agents_address: str
) -> None:
    give(principal, matter="tobacco-retail-licence")
    settle(city, REPRESENTATIVE)
    assert "还没有授权" in words(applicant.open(agents_address), "//*[@id='s-acting']")
    give(principal)
    given = settle(city, REPRESENTATIVE)
    assert "已授权至" in words(applicant.open(agents_address), "//*[@id='s-acting']")

    address = f"/authorisations/{given}/withdrawal"
    page = applicant.open("/authorisations")
    assert applicant.send(page, address, {}).status_code == 404  # not theirs to withdraw
    assert "已撤销" in words(principal.send(principal.open("/authorisations"), address, {}))

    assert "还没有授权" in words(applicant.open(agents_address), "//*[@id='s-acting']")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"agent_name": "别人"}, "没有找到姓名和证件号码都相符的账号"),
        ({"valid_until": "2020-01-01"}, "一年以内"),
        ({"valid_until": "2030-01-01"}, "一年以内"),
        ({"valid_until": ""}, "一年以内"),
    ],
)
def test_an_authorisation_says_what_is_wrong_with_it(
    principal: Person, typed: dict[str, str], told: str
) -> None:
    page = give(principal, **typed)
    assert page.status_code == 422
    assert told in words(page, "//*[@class='problems']")
