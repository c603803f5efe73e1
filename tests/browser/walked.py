"""The house that the walk of every page goes through: cases at every stage, drafts, a publication, an incident.

`fill` makes it once a run; tests/browser/crawling.py finds the pages in it.
"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from office import accounts, clocks, filing, worklist
from office.accounts import Account
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.people import people
from office.run.demo.scenario import MATTERS, read_scenario
from office.run.worker import Worker
from tests.houses import draft_of
from tests.web.city import Person, as_posted
from web.app import create_app

# A scenario, who files it, after how many steps it is left (None: to its end).
CASES: tuple[tuple[str, str, int | None], ...] = (
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-a", None),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-a", 1),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-a", 3),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-b", 0),
    ("food-operation-licence/scenarios/not-accepted.yaml", "applicant-a", None),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-b", 0),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-b", 1),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-c", 2),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-c", 3),
)
RESTAURANT = MATTERS / "open-restaurant/scenarios/demonstration-1.yaml"
FIRE = "fire-safety-inspection"
SIGN = "outdoor-sign"  # its draft is looked at: small, with a decision, test rows and a scenario
REVIEWED = "residence-permit"
YAML = "processes/matter.yaml"


def visitor(app: Flask, username: str = "") -> Person:
    """Return somebody with a browser, signed in where a name is given."""
    person = Person(app.test_client())
    if username:
        given = {"username": username, "password": people()["password"]}
        answer = person.send(person.open("/sign-in"), "/sign-in", given, follow=False)
        assert answer.status_code == 302, answer.text
    return person


def beginnings(house: House, username: str) -> tuple[str, ...]:
    """Return addresses that no link leads to: forms and redirects do."""
    scenario = read_scenario(RESTAURANT)
    answers = {**scenario.answers, "region": scenario.region}
    spelt = as_posted(answers)
    asked = (f"/matters/{scenario.matter}/needs?{urlencode(spelt, doseq=True)}",)
    if username != "window-a":
        return asked
    with house.transaction() as session:
        job = session.execute(text("SELECT id FROM office.bulk_jobs")).scalar_one()
    return (*asked, f"/inbox/bulk/{job}", f"/inbox/bulk/{job}/progress")


def fill(house: House) -> None:
    """Make what the pages show."""
    actors = Actors(house)
    for path, applicant, steps in CASES:
        actors.walk(replace(read_scenario(MATTERS / path), applicant=applicant), steps)
    draft_of(house, read_scenario(RESTAURANT))
    app = create_app(house)
    _office(house, visitor(app, "window-a"))
    _studio(house, visitor(app, "analyst-a"), visitor(app, "analyst-b"))
    _operations(house, visitor(app, "operator"))
    _applicant(house, visitor(app, "applicant-a"))


def _office(house: House, window: Person) -> None:
    """A saved view, a job on many and one claimed task of the window's."""
    page = window.open("/inbox?q=示例")
    window.send(page, "/inbox/views", {"list": "all", "query": "q=示例", "name": "示例餐饮店"})
    with house.transaction() as session:
        account = _account(session, "window-a")
        mine = [one.id for one in worklist.inbox(session, account)][:2]
    window.send(page, "/inbox/bulk", {"do": "claim", "item": mine, "from": "/inbox"})
    Worker(house, "bulk").drain()


def _studio(house: House, first: Person, second: Person) -> None:
    """A publication that waits for the second; a draft that both have changed in one place, rehearsed to its end."""
    waiting = _opened(first, REVIEWED)
    page = first.open(f"{waiting}/publish")
    today = clocks.today(house.clock()).isoformat()
    sent = first.send(page, f"{waiting}/publish", {"valid_from": today, "note": "核对期限"})
    assert "/studio/publications/" in sent.request.path, sent.text
    _opened(first, "open-restaurant")  # a one-thing: its draft has a report of what it lightens
    draft = _opened(first, SIGN)
    read = first.open(f"{draft}/files/{YAML}").get_json()["text"]
    for person, promised in ((first, "promised: 4"), (second, "promised: 3")):
        changed = read.replace("promised: 2", promised)
        _post(person, f"{draft}/files/{YAML}", {"text": changed, "revision": 1})
    begun = {
        "do": "begin",
        "start": today,
        "scenario": "processes/scenarios/filed.yaml",
        "far": "end",
    }
    second.send(second.open(f"{draft}/rehearsal"), f"{draft}/rehearsal", begun)


def _operations(house: House, operator: Person) -> None:
    """An incident, days of the calendar, a delegation."""
    with house.transaction() as session:
        house.engine.enqueue(session, "seal.apply", {})
        job = house.engine.lease(session, worker="walk")[0]
        house.engine.fail(session, job.id, job.token, reason="电子印章系统没有回应", retry=False)
        lender, holder = (_account(session, name).id for name in ("market-b", "market-a"))
        today = clocks.today(house.clock())
    days = {"first": f"{today.year}-12-31", "last": "", "working": "false", "note": "示例放假通知"}
    operator.send(operator.open("/admin/calendar"), "/admin/calendar", days)
    away = {
        "lender": lender,
        "holder": holder,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=3)).isoformat(),
        "reason": "外出学习",
    }
    operator.send(operator.open("/admin/delegations"), "/admin/delegations", away)


def _applicant(house: House, applicant: Person) -> None:
    """The 告知书 of one commitment read, so that the 承诺书 can be seen."""
    with house.transaction() as session:
        draft = _drafts(session, "applicant-a")[0]
    base = f"/drafts/{draft}/commitments/{FIRE}"
    applicant.send(applicant.open(base), base, {})


def _opened(analyst: Person, code: str) -> str:
    answer = analyst.send(analyst.open("/studio"), "/studio/drafts", {"code": code}, follow=False)
    return str(answer.headers["Location"])


def _post(person: Person, address: str, sent: object) -> None:
    token = person.open("/studio").text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    person.client.post(address, json=sent, headers={"X-CSRF-Token": token})


def _account(session: Session, username: str) -> Account:
    found = accounts.account_named(session, username)
    assert found is not None
    return found


def _drafts(session: Session, username: str) -> list[str]:
    return [one.id for one in filing.drafts_of(session, _account(session, username))]
