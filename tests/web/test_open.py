"""The open page: what is real, what was altered, what has lapsed; nobody needs to sign in."""

import hashlib
import io
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from adapters.credit.local import LocalCredit
from adapters.faults import Faults
from adapters.identity.local import LocalIdentity
from adapters.licence.local import LocalLicences
from adapters.licence.port import Issue, Reserve
from adapters.notification.local import LocalNotification
from adapters.seal.local import LocalSeal
from adapters.seal.port import SignRequest
from office import documents
from office.ports import Ports
from office.run.transaction import Transaction
from tests.web.conftest import token_in
from tests.web.house import NOW, StandingClock, WebHouse, settings_for
from web.app import create_app

ORGAN = "11230102T00001055T"
ORGAN_NAME = "示例市道里区市场监督管理局"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture
def faults(sessions: sessionmaker[Session]) -> Faults:
    return Faults(sessions)


@pytest.fixture
def ports(sessions: sessionmaker[Session], faults: Faults, keys: Path) -> Ports:
    clock = StandingClock()
    return Ports(
        seal=LocalSeal(sessions, clock=clock, faults=faults, keys=keys),
        licence=LocalLicences(sessions, clock=clock, faults=faults),
        credit=LocalCredit(sessions, clock=clock, faults=faults),
        identity=LocalIdentity(sessions, clock=clock, faults=faults),
        notification=LocalNotification(sessions, clock=clock, faults=faults),
    )


@pytest.fixture
def visitor(database_url: str, ports: Ports) -> Iterator[FlaskClient]:
    transaction = Transaction(database_url, ring=lambda: None, pool_size=2)
    house = WebHouse(settings_for(database_url), transaction, ports=ports)
    yield create_app(house).test_client()  # type: ignore[arg-type]
    transaction.close()


class Outcome:
    """A sealed licence, registered and kept as a document of a case."""

    def __init__(self, sessions: sessionmaker[Session], ports: Ports) -> None:
        case = str(uuid.uuid4())
        reserved = ports.licence.reserve(
            Reserve(
                type_code="11100000000013338W011",
                organ=ORGAN,
                organ_name=ORGAN_NAME,
                region="230102",
                holder_code="91230102MA00000153",
                holder_name="示例一号餐饮店有限公司",
                number_rule="JY2{region}{serial:6}{check}",
                case=case,
            ),
            str(uuid.uuid4()),
        )
        self.number, self.identifier = reserved.number, reserved.identifier
        self.pdf = ports.seal.sign(
            SignRequest(
                pdf=_drawn(self.number),
                organ=ORGAN,
                organ_name=ORGAN_NAME,
                region="230102",
                role="licence",
            ),
            str(uuid.uuid4()),
        ).pdf
        digest = hashlib.sha256(self.pdf).hexdigest()
        ports.licence.issue(
            Issue(
                identifier=self.identifier,
                number=self.number,
                name="食品经营许可证",
                holder_code="91230102MA00000153",
                holder_name="示例一号餐饮店有限公司",
                organ_name=ORGAN_NAME,
                valid_from=date(2026, 11, 24),
                valid_to=date(2031, 11, 23),
                digest_sha256=digest,
            ),
            str(uuid.uuid4()),
        )
        with sessions.begin() as session:
            sha256 = documents.put(session, self.pdf, "application/pdf")
            kept = documents.keep(
                session,
                case_id=case,
                kind="licence",
                layout="result",
                request_id=str(uuid.uuid4()),
                title="食品经营许可证",
                number=self.number,
                identifier=self.identifier,
                sha256=sha256,
                seal=None,
                now=NOW,
            )
            documents.seal(session, kept.id, sha256, NOW)


@pytest.fixture
def outcome(sessions: sessionmaker[Session], ports: Ports) -> Outcome:
    return Outcome(sessions, ports)


def _drawn(text: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 700, text)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _upload(visitor: FlaskClient, content: bytes) -> TestResponse:
    token = token_in(visitor.get("/open/verify"))
    fields = {"csrf_token": token, "file": (io.BytesIO(content), "file.pdf")}
    return visitor.post("/open/verify", data=fields, content_type="multipart/form-data")


def test_the_page_asks_for_an_identifier_or_a_file(visitor: FlaskClient) -> None:
    page = visitor.get("/open/verify")

    assert page.status_code == 200
    assert 'name="identifier"' in page.text
    assert 'type="file"' in page.text
    assert 'id="answer"' not in page.text


def test_a_licence_is_found_by_its_identifier_and_by_its_number(
    visitor: FlaskClient, outcome: Outcome
) -> None:
    for asked in (outcome.identifier, outcome.number):
        page = visitor.get("/open/verify", query_string={"identifier": asked})
        assert "证照有效" in page.text
        assert outcome.number in page.text
        assert ORGAN_NAME in page.text


def test_what_nobody_issued_is_not_found(visitor: FlaskClient) -> None:
    page = visitor.get("/open/verify", query_string={"identifier": "JY22301020000000"})

    assert "没有查到" in page.text


def test_the_untouched_file_is_confirmed_with_seal_and_state(
    visitor: FlaskClient, outcome: Outcome
) -> None:
    page = _upload(visitor, outcome.pdf)

    assert page.status_code == 200
    assert "核验通过" in page.text
    assert ORGAN_NAME in page.text
    assert outcome.identifier in page.text


def test_a_changed_copy_is_refused_and_the_reason_said(
    visitor: FlaskClient, outcome: Outcome
) -> None:
    at = outcome.pdf.index(b"/MediaBox")
    altered = outcome.pdf[:at] + b"/MediaBux" + outcome.pdf[at + 9 :]

    page = _upload(visitor, altered)

    assert "核验不通过" in page.text
    assert "改动" in page.text
    assert "核验通过" not in page.text


def test_something_added_behind_the_seal_is_refused(visitor: FlaskClient, outcome: Outcome) -> None:
    page = _upload(visitor, outcome.pdf + b"\n% added afterwards\n")

    assert "核验通过" not in page.text
    assert "核验不通过" in page.text


def test_a_file_that_is_sealed_by_somebody_else_is_refused(
    visitor: FlaskClient, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    theirs = create_engine(fresh_database())
    elsewhere = sessionmaker(theirs, expire_on_commit=False)
    stranger = LocalSeal(elsewhere, clock=StandingClock(), faults=Faults(elsewhere), keys=tmp_path)
    request = SignRequest(
        pdf=_drawn("x"), organ=ORGAN, organ_name=ORGAN_NAME, region="230102", role="organ"
    )
    forged = stranger.sign(request, str(uuid.uuid4())).pdf
    theirs.dispose()

    page = _upload(visitor, forged)

    assert "核验不通过" in page.text
    assert "不是本平台的机关印章" in page.text


def test_a_sealed_file_that_we_have_no_record_of_is_not_confirmed(
    visitor: FlaskClient, ports: Ports
) -> None:
    sealed = ports.seal.sign(
        SignRequest(
            pdf=_drawn("x"), organ=ORGAN, organ_name=ORGAN_NAME, region="230102", role="organ"
        ),
        str(uuid.uuid4()),
    ).pdf

    page = _upload(visitor, sealed)

    assert "没有出具记录" in page.text
    assert "核验通过" not in page.text


def test_the_real_file_of_a_revoked_licence_is_not_confirmed(
    visitor: FlaskClient, ports: Ports, outcome: Outcome
) -> None:
    assert isinstance(ports.licence, LocalLicences)
    ports.licence.revoke(outcome.identifier, "依法撤销")

    by_file = _upload(visitor, outcome.pdf)
    by_number = visitor.get("/open/verify", query_string={"identifier": outcome.number})

    assert "已撤销或注销" in by_file.text
    assert "核验通过" not in by_file.text
    assert "证照已撤销或注销" in by_number.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "请选择要核验的 PDF 文件"),
        (b"\x89PNG not a document", "这不是 PDF 文件"),
        (b"%PDF-1.7 broken", "不能证明由机关出具"),
    ],
)
def test_what_cannot_be_checked_is_told_in_plain_words(
    visitor: FlaskClient, content: bytes, reason: str
) -> None:
    assert reason in _upload(visitor, content).text


def test_a_file_above_the_limit_is_not_read(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.open.views.LARGEST_FILE", 1000)

    page = _upload(visitor, b"%PDF-" + b"0" * 1000)

    assert page.status_code == 413
    assert "超过 10 MB" in page.text


def test_an_unsealed_pdf_proves_nothing(visitor: FlaskClient) -> None:
    page = _upload(visitor, _drawn("an unsealed sheet"))

    assert "核验不通过" in page.text
    assert "没有电子印章" in page.text


def test_an_absent_register_is_no_verdict_on_the_file(
    visitor: FlaskClient, faults: Faults, outcome: Outcome
) -> None:
    faults.set("licence", "down")

    page = visitor.get("/open/verify", query_string={"identifier": outcome.identifier})

    assert page.status_code == 503
    assert "暂时不能核验" in page.text


def test_the_root_certificate_can_be_taken_away(visitor: FlaskClient) -> None:
    answer = visitor.get("/open/root.pem")

    assert answer.data.startswith(b"-----BEGIN CERTIFICATE-----")
    assert "attachment" in answer.headers["Content-Disposition"]
