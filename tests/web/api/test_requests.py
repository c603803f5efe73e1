"""Requests made from the description: none finds a 500, nor an answer that the description does not tell."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks

from tests.office.desk import REGION, Desk
from tests.web.api.program import Program
from tests.web.city import City

Make = Callable[..., Program]
EXAMPLES = 8  # of requests made well, and as many made badly, for each operation
PLAIN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = (
    "GET /matters",
    "GET /matters/{code}",
    "GET /cases",
    "POST /cases",
    "GET /cases/{number}",
    "GET /cases/{number}/documents",
    "GET /documents/{document_id}",
    "GET /tasks",
    "GET /tasks/{task_id}",
    "POST /tasks/{task_id}/claim",
    "POST /tasks/{task_id}/return",
    "POST /tasks/{task_id}/decision",
)


@pytest.fixture
def description(city: City) -> dict[str, Any]:
    found: dict[str, Any] = city.app.test_client().get("/api/v1/openapi.json").json
    return found


def test_the_description_is_valid_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_every_operation_tells_scopes_and_problems(description: dict[str, Any]) -> None:
    found = [
        (f"{method.upper()} {path.removeprefix('/api/v1')}", one)
        for path, methods in description["paths"].items()
        for method, one in methods.items()
        if method in {"get", "post"}
    ]
    assert {name for name, _ in found} == set(OPERATIONS)
    for name, one in found:
        assert one["summary"], name
        assert "api_key" in one["security"][0], name
        for status in ("401", "403", "404", "422", "429", "500", "503"):
            content = one["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], name


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda one: one.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_no_request_made_from_the_description_finds_a_500(
    city: City, program: Make, name: str, mode: GenerationMode
) -> None:
    method, path = name.split(" ")
    with city.desk() as desk:
        real = _real(desk)
    staff, applicant = program("window"), program("applicant-a")
    tokens = itertools.cycle([staff.token, applicant.token])
    load_all_checks()
    operation = _operation(city.app, method, f"/api/v1{path}")

    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    @settings(PLAIN)
    def ask(case: Any, known: bool) -> None:
        if known:  # what names nothing is answered with 404 before anything else is read
            case.path_parameters = {one: real[one] for one in case.path_parameters or {}}
            if isinstance(case.body, dict) and "matter" in case.body:
                case.body |= {"matter": real["code"], "region": REGION}
        answer = case.call(headers={"Authorization": f"Bearer {next(tokens)}"})
        assert answer.status_code < 500, answer.text
        case.validate_response(
            answer,
            checks=[
                schemathesis.checks.not_a_server_error,
                schemathesis.specs.openapi.checks.status_code_conformance,
                schemathesis.specs.openapi.checks.content_type_conformance,
                schemathesis.specs.openapi.checks.response_schema_conformance,
            ],
        )

    ask()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_a_form_of_any_values_finds_no_500(city: City, program: Make) -> None:
    applicant = program("applicant-a")
    query = {"answers": "{}", "region": REGION}
    matter = applicant.get("/matters/residence-permit", **query)
    fields = sorted(matter["form"]["json_schema"]["properties"])
    slots = sorted(one["slot"] for one in matter["form"]["materials"])
    names = itertools.count()

    @given(
        form=st.dictionaries(st.sampled_from(fields), JSON, max_size=6),
        materials=st.dictionaries(st.sampled_from([*slots, "x"]), JSON, max_size=2),
        disputes=st.dictionaries(st.sampled_from(fields), JSON, max_size=2),
    )
    @settings(PLAIN, max_examples=60)
    def ask(form: Any, materials: Any, disputes: Any) -> None:
        body = {"matter": "residence-permit", "region": REGION, "form": form}
        answer = applicant.client.post(
            "/api/v1/cases",
            json={**body, "materials": materials, "disputes": disputes},
            headers={
                "Authorization": f"Bearer {applicant.token}",
                "Idempotency-Key": f"any-{next(names)}",
            },
        )
        assert answer.status_code in {400, 422}, answer.text
        assert answer.status_code == 400 or all("pointer" in one for one in answer.json["errors"])

    ask()


def _operation(app: Flask, method: str, path: str) -> Any:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    return schema[path][method]


def _real(desk: Desk) -> dict[str, str]:
    """Names of what is there: a case at the window, its task, a document that is none of theirs yet."""
    case = desk.submit(desk.draft())
    return {
        "code": "food-operation-licence",
        "number": case.number,
        "task_id": desk.open_item("formal_review").id,
        "document_id": "00000000-0000-4000-8000-000000000000",
    }
