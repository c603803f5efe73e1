"""Whatever fails is a problem document in Chinese, in English where asked; pages keep their own."""

from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from tests.web.api.program import Program
from tests.web.city import City

Make = Callable[..., Program]


def test_a_problem_names_kind_place_and_request(city: City, program: Make) -> None:
    answer = city.app.test_client().get("/api/v1/nothing", headers={"X-Request-Id": "abcdefgh-1"})

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "/api/v1/#not-found",
        "title": "没有找到",
        "status": 404,
        "detail": "地址不存在，或者不在这个密钥的范围内。",
        "instance": "/api/v1/nothing",
        "request_id": "abcdefgh-1",
        "errors": [],
    }
    assert f'id="{answer.json["type"].partition("#")[2]}"' in city.visitor().open("/api/v1/").text


def test_english_is_spoken_where_it_is_asked_for(city: City) -> None:
    client = city.app.test_client()
    english = client.get("/api/v1/cases", headers={"Accept-Language": "en-GB,en;q=0.9"})
    both = client.get("/api/v1/cases", headers={"Accept-Language": "zh-CN,en;q=0.5"})

    assert english.json["title"].isascii()
    assert english.json["detail"].isascii()
    assert english.headers["Content-Language"] == "en"
    assert both.json["title"] == "需要接口密钥"


def test_pages_keep_their_own_errors(city: City) -> None:
    answer = city.app.test_client().get("/nothing")

    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_methods_media_types_and_sizes_have_problems_too(city: City, program: Make) -> None:
    applicant = program("applicant-a")
    headers = {"Authorization": f"Bearer {applicant.token}", "Idempotency-Key": "x"}
    wrong_method = applicant.client.delete("/api/v1/cases", headers=headers)
    form = applicant.client.post("/api/v1/cases", data={"a": "b"}, headers=headers)
    city.app.config["MAX_CONTENT_LENGTH"] = 10
    large = applicant.client.post("/api/v1/cases", json={"matter": "x" * 20}, headers=headers)

    assert (wrong_method.status_code, form.status_code, large.status_code) == (405, 415, 413)
    assert "POST" in wrong_method.headers["Allow"]
    for one in (wrong_method, form, large):
        assert one.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"matter": NaN}',
        b'{"matter": 1e999}',
        b'{"matter": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"matter": "\\u0000"}',
        b'{"matter": "\\ud800"}',
        b'{"matter": "\xff"}',
    ],
    ids=str,
)
def test_what_is_no_json_that_can_be_kept_is_a_bad_request(
    city: City, program: Make, body: bytes
) -> None:
    applicant = program("applicant-a")
    answer = applicant.client.post(
        "/api/v1/cases",
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {applicant.token}", "Idempotency-Key": "x"},
    )

    assert answer.status_code == 400
    assert answer.json["type"].endswith("#invalid-request")


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (OperationalError("x", {}, Exception()), 503, "unavailable"),
        (RuntimeError("secret"), 500, "error"),
    ],
)
def test_what_breaks_inside_is_a_problem_without_its_reason(
    city: City,
    program: Make,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    kind: str,
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr("office.matters.catalogue", broken)
    applicant = program("applicant-a")
    answer = applicant.client.get(
        "/api/v1/matters", headers={"Authorization": f"Bearer {applicant.token}"}
    )

    assert answer.status_code == status
    assert answer.json["type"].endswith(f"#{kind}")
    assert "secret" not in answer.text
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
