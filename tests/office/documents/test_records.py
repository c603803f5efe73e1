"""Contents and documents as they are kept."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from office import documents
from office.documents import AlreadySealed, ContentMissing, Document, DocumentMissing, SealPlace
from office.documents._rows import ContentRow

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CASE = str(uuid.uuid4())


def _keep(session: Session, request: str, **more: Any) -> Document:
    said = {
        "case_id": CASE,
        "kind": "acceptance",
        "layout": "forms/notices/acceptance.json",
        "title": "受理通知书",
        "number": "道里市监受字〔2026〕第0001号",
        "identifier": None,
        "sha256": documents.put(session, b"%PDF drawn", "application/pdf"),
        "seal": SealPlace("acceptance", 0, 124.6, 40.0, 42.0),
        "now": NOW,
        **more,
    }
    return documents.keep(session, request_id=request, **said)


def test_same_content_is_kept_once_under_its_hash(session: Session) -> None:
    first = documents.put(session, b"plan", "image/png")
    second = documents.put(session, b"plan", "image/png")

    assert first == second == hashlib.sha256(b"plan").hexdigest()
    assert documents.get(session, first) == b"plan"
    assert documents.media(session, first) == "image/png"
    kept = session.scalar(select(func.count()).where(ContentRow.sha256 == first))
    assert kept == 1


def test_unknown_hash_is_an_error_with_a_name(session: Session) -> None:
    with pytest.raises(ContentMissing):
        documents.get(session, "0" * 64)


def test_same_request_gives_the_same_document_and_a_new_one_the_next_round(
    session: Session,
) -> None:
    first, again, other = _keep(session, "job-1"), _keep(session, "job-1"), _keep(session, "job-2")

    assert first == again
    assert (first.round, other.round) == (1, 2)
    assert [one.id for one in documents.of_case(session, CASE)] == [first.id, other.id]


def test_document_keeps_the_place_of_its_seal(session: Session) -> None:
    kept = _keep(session, "job-1")

    assert documents.document(session, kept.id).seal == SealPlace(
        "acceptance", 0, 124.6, 40.0, 42.0
    )
    assert kept.seal is not None
    assert kept.seal.box == (124.6, 40.0, 42.0)


def test_sealed_file_stands_for_the_document_and_no_other_takes_its_place(
    session: Session,
) -> None:
    kept = _keep(session, "job-1")
    sealed = documents.put(session, b"%PDF sealed", "application/pdf")

    documents.seal(session, kept.id, sealed, NOW)
    again = documents.seal(session, kept.id, sealed, NOW + timedelta(hours=1))

    assert again.sealed
    assert again.sha256 == sealed
    assert documents.by_sha256(session, sealed) == again
    with pytest.raises(AlreadySealed):
        documents.seal(session, kept.id, kept.sha256, NOW)


def test_first_delivery_counts(session: Session) -> None:
    kept = _keep(session, "job-1")

    documents.deliver(session, kept.id, NOW)
    again = documents.deliver(session, kept.id, NOW + timedelta(days=1))

    assert again.delivered_at == NOW


def test_document_is_found_by_identifier_number_and_kind(session: Session) -> None:
    notice = _keep(session, "job-1")
    licence = _keep(
        session,
        "job-2",
        kind="result",
        identifier="1.2.156.3005.2.X",
        number="JY22301020003186",
        now=NOW + timedelta(hours=1),
    )

    assert documents.by_identifier(session, "1.2.156.3005.2.X") == licence
    assert documents.by_number(session, "JY22301020003186") == licence
    assert documents.newest(session, CASE) == licence
    assert documents.newest(session, CASE, "acceptance") == notice
    assert documents.newest(session, CASE, "refusal") is None
    with pytest.raises(DocumentMissing):
        documents.document(session, str(uuid.uuid4()))


def test_notices_are_numbered_by_organ_series_and_year(session: Session) -> None:
    def number(request: str, **more: Any) -> str:
        said = {"organ": "11230102T00001012D", "series": "acceptance", "year": 2026, **more}
        return documents.serial(session, request_id=request, **said)

    assert [number("a"), number("b"), number("a")] == ["0001", "0002", "0001"]
    assert number("c", series="refusal") == "0001"
    assert number("d", year=2027) == "0001"
    assert number("e", organ="11230102T000010208") == "0001"


def test_number_given_before_a_crash_is_given_again(sessions: sessionmaker[Session]) -> None:
    said: dict[str, Any] = {"organ": "11230102T00001012D", "series": "acceptance", "year": 2026}

    with sessions.begin() as session:
        before = documents.serial(session, request_id="job-1", **said)
    with sessions.begin() as session:
        after = documents.serial(session, request_id="job-1", **said)
        other = documents.serial(session, request_id="job-2", **said)

    assert (before, after, other) == ("0001", "0001", "0002")
