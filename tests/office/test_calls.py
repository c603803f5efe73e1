"""Calls to other authorities, prepared from a case, made with no transaction of ours, recorded on the case."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.engine import Engine as Database
from sqlalchemy.orm import Session, sessionmaker

from adapters.credit.local import LocalCredit
from adapters.faults import Faults
from adapters.identity.local import LocalIdentity
from adapters.licence.identifier import read_identifier
from adapters.licence.local import LocalLicences
from adapters.licence.port import BUSINESS_LICENCE, Registration
from adapters.notification.local import LocalNotification
from adapters.seal.local import LocalSeal
from adapters.tables import Rows
from engine import Call, Done, Later
from office import cases, documents, filing
from office.cases import Case
from office.ports import Ports
from office.verbs import VERBS, Inline, Queued
from tests.office.desk import ORGANS, REGISTRATION, Desk, DeskHost


class QueueingHost(DeskHost):
    """Performs verbs as the house does: inline ones now, queued ones as jobs."""

    def perform(self, session: Session, call: Call) -> Done | Later:
        verb = VERBS[call.verb]
        if isinstance(verb, Inline):
            return Done(verb.perform(session, self.engine, call))
        case = cases.case_of_call(session, call)
        return Later({"case": case.id, "parameters": dict(call.parameters)})


class Office(Desk):
    """A desk whose jobs are done by the local authorities."""

    ports: Ports

    def work(self) -> list[str]:
        """Do all jobs that are due, each twice as if its reply had been lost once; return their verbs."""
        done = []
        while jobs := self.engine.lease(self.session, worker="test"):
            for job in jobs:
                verb = VERBS[job.verb]
                assert isinstance(verb, Queued)
                request = verb.prepare(self.session, self.engine, job)
                port = getattr(self.ports, verb.port) if verb.port else None
                verb.call(port, request, job.request_id)
                reply = verb.call(port, request, job.request_id)
                variables = verb.record(self.session, self.engine, job, reply)
                self.engine.finish(self.session, job.id, job.token, variables)
                done.append(job.verb)
        return done


@pytest.fixture
def office(city: Database, tmp_path: Path) -> Iterator[Office]:
    sessions = sessionmaker(city, expire_on_commit=False)
    with city.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            office = Office(session, QueueingHost())
            office.ports = authorities(sessions, office, tmp_path)
            yield office
        outer.rollback()
    with sessions.begin() as emptied:
        for table in reversed(Rows.metadata.sorted_tables):
            emptied.execute(delete(table))


def authorities(sessions: sessionmaker[Session], office: Office, folder: Path) -> Ports:
    clock, faults = office.host.now, Faults(sessions)
    licence = LocalLicences(sessions, clock=clock, faults=faults)
    licence.register(
        Registration(
            type_code=BUSINESS_LICENCE,
            number=REGISTRATION["uscc"],
            name="营业执照",
            holder_code=REGISTRATION["uscc"],
            holder_name=REGISTRATION["name"],
            organ=ORGANS["market"][0],
            organ_name=ORGANS["market"][1],
            valid_from=date(2026, 1, 5),
            fields=REGISTRATION,
        )
    )
    return Ports(
        seal=LocalSeal(sessions, clock=clock, faults=faults, keys=folder / "seal"),
        licence=licence,
        credit=LocalCredit(sessions, clock=clock, faults=faults),
        identity=LocalIdentity(sessions, clock=clock, faults=faults),
        notification=LocalNotification(sessions, clock=clock, faults=faults),
        licence_register=licence,
    )


def granted(office: Office) -> Case:
    """The food licence, accepted and granted, all its documents made."""
    case = office.submit(office.draft())
    office.work()
    office.act("window", "formal_review", "accept")
    office.work()
    office.handle("market", "food-operation-licence")
    assert "licence.issue" in office.work()
    return cases.case(office.session, case.id)


def test_a_granted_licence_is_numbered_sealed_registered_and_delivered(office: Office) -> None:
    case = granted(office)

    result = documents.newest(office.session, case.id, documents.RESULT)
    assert result is not None and result.sealed and result.delivered_at is not None
    pdf = documents.get(office.session, result.sha256)
    verification = office.ports.seal.verify(pdf)
    status = office.ports.licence.status(result.identifier or "")
    assert (verification.valid, verification.organ) == (True, ORGANS["market"][0])
    assert (status.state, status.number) == ("valid", result.number)
    assert status.digest_sha256 == hashlib.sha256(pdf).hexdigest()
    assert read_identifier(result.identifier or "").organ == ORGANS["market"][0]


def test_the_register_gets_the_face_of_the_licence_and_no_phone_number(office: Office) -> None:
    granted(office)

    (licence,) = office.ports.licence.lookup(
        REGISTRATION["uscc"], "11230000T0000001XP901", "核对登记内容"
    )

    assert licence.holder_name == REGISTRATION["name"]
    assert licence.valid_to == date(2031, 9, 23)
    assert licence.fields
    assert "13800000000" not in str(licence.fields)


def test_the_restaurant_s_first_member_keeps_two_answers_as_evidence(office: Office) -> None:
    case = office.submit(office.restaurant())
    office.work()
    office.act("window", "formal_review", "accept")
    done = office.work()

    assert {"credit.query", "licence.verify"} <= set(done)
    kept = cases.evidence(
        office.session, *(one.id for one in cases.family(office.session, case.id))
    )
    assert [(one.kind, one.statement) for one in kept] == [
        ("credit.query", "未列入严重失信主体名单"),
        ("licence.verify", "登记状态：有效；名称与申请信息一致"),
    ]
    assert kept[0].number.startswith("XY2026")


def test_a_draft_is_filled_from_the_business_register(office: Office) -> None:
    draft = office.draft()
    office.engine.enqueue(
        office.session, "registration.fetch", {"draft": draft.id, "code": REGISTRATION["uscc"]}
    )

    assert "registration.fetch" in office.work()

    fetched = filing.draft(office.session, draft.id).fetched["registration"]
    assert fetched["state"] == "known"
    assert fetched["data"]["address"] == REGISTRATION["address"]


def test_a_draft_of_a_company_nobody_knows_is_left_to_the_applicant(office: Office) -> None:
    draft = office.draft()
    filing.act_for(
        office.session, office.engine, draft.id, "91230102MA0000023X", now=office.engine.now()
    )

    office.work()

    assert filing.draft(office.session, draft.id).fetched["registration"]["state"] == "missing"


def test_the_applicant_of_a_closed_restaurant_finds_a_message(office: Office) -> None:
    case = office.submit(office.restaurant())
    office.work()
    office.act("window", "formal_review", "accept")
    office.work()
    office.handle("market", "food-operation-licence")
    office.handle("urban", "outdoor-sign")
    office.handle("fire", "fire-safety-inspection", "refuse")
    assert "notification.send" in office.work()

    (message,) = office.ports.notification.inbox(case.applicant_id)

    assert message.case == case.id
    closed = cases.case(office.session, case.id)
    assert closed.outcome == cases.PARTLY_GRANTED
