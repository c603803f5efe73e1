"""Which pages there are: the routes of the application, their arguments filled in from what links lead to.

A person begins at every route without arguments that opens for them and follows what the answers lead to, a few
addresses a route. What an answer is, its status and its media type say: pages are whole HTML documents.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.web.city import Person

PAGE, PART, OTHER, REDIRECT, REFUSED = "page", "part", "other", "redirect", "refused"

AT_WORK = "data-matrix-progress"

# How many addresses of a route one person looks at, where one does not show all of its states.
SEVERAL = {"portal.case": 4, "inbox.task": 3, "portal.draft": 2, "studio.summary": 3}

# Addresses that only scripts or forms make: what follows the address of a route that links lead to.
BESIDE = {
    "portal.draft": ("/state",),
    "studio.matrix": ("/progress",),
    "studio.scenarios": ("/diagram",),
    "studio.summary": ("/merge", "/files/processes/matter.yaml"),
}


@dataclass(frozen=True)
class Found:
    """An address that answered one person; kind is one of the constants above."""

    endpoint: str
    address: str
    kind: str
    status: int


def readable(app: Flask) -> list[str]:
    """The endpoints of all routes that answer a GET."""
    return sorted(
        {one.endpoint for one in app.url_map.iter_rules() if "GET" in (one.methods or ())}
    )


def crawl(app: Flask, person: Person, *more: str) -> list[Found]:
    """Everything that this person's pages lead to; `more` are addresses to begin with."""
    found: list[Found] = []
    seen: set[str] = set()
    waiting = [*more, *_without_arguments(app)]
    while waiting:
        address = waiting.pop(0)
        endpoint = _endpoint(app, address)
        path = address.partition("?")[0]
        if not endpoint or (path in seen and address not in more) or _enough(found, endpoint):
            continue
        seen.add(path)
        answer = _finished(person, address)
        one = Found(endpoint, address, _kind(answer), answer.status_code)
        found.append(one)
        waiting += [f"{path}{rest}" for rest in BESIDE.get(endpoint, ())]
        if one.kind in {PAGE, PART}:
            waiting += _led_to(answer)
        answer.close()
    return found


def programs(app: Flask, person: Person, missing: Iterable[str]) -> set[str]:
    """Those of the endpoints that answer whatever is asked with something else than HTML: programs ask them."""
    answered = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in missing and "GET" in (rule.methods or ()):
            with app.test_request_context():
                _, address = rule.build(dict.fromkeys(rule.arguments, 1)) or ("", "")
            if person.client.get(address).mimetype != "text/html":
                answered.add(rule.endpoint)
    return answered


def _finished(person: Person, address: str) -> TestResponse:
    """The answer of an address; of a page that works on while it is looked at, what it shows at the end."""
    answer = person.client.get(address)
    while answer.mimetype == "text/html" and AT_WORK in answer.text:
        answer = person.client.get(address)
    return answer


def _without_arguments(app: Flask) -> list[str]:
    return [
        one.rule
        for one in app.url_map.iter_rules()
        if "GET" in (one.methods or ()) and not one.arguments
    ]


def _enough(found: list[Found], endpoint: str) -> bool:
    answered = [one for one in found if one.endpoint == endpoint and one.kind != REFUSED]
    return len(answered) >= SEVERAL.get(endpoint, 1)


def _endpoint(app: Flask, address: str) -> str:
    """The route that a GET of this address reaches, "" where it reaches none."""
    try:
        endpoint, _values = app.url_map.bind("").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint)


def _kind(answer: TestResponse) -> str:
    if answer.mimetype != "text/html":  # a program's answer, even where it refuses
        return OTHER
    if answer.status_code >= 400:
        return REFUSED
    if answer.status_code >= 300:
        return REDIRECT
    return PAGE if "<html" in answer.text[:500] else PART


def _led_to(answer: TestResponse) -> Iterator[str]:
    """Addresses of this house in any attribute of a page: links, pictures, what scripts fetch."""
    if answer.text.strip():
        for value in html.fromstring(answer.text).xpath("//@*"):
            if str(value).startswith("/"):
                yield urlsplit(str(value))._replace(fragment="").geturl()
