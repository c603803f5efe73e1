"""A city behind a web application: published matters, people, every request in one outer transaction."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import EnvironBuilder, FlaskClient
from lxml import html
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engine import Engine
from tests.office.desk import ANSWERS, PASSWORD, PNG, REGION, VALUES, Desk, DeskHost
from tests.web.house import settings_for
from web import app as web_app

SLOTS = {
    "file-premises-plan-set": "平面图.png",
    "file-sign-design-set": "招牌.png",
    "file-premises-site-agreement": "协议.png",
    "file-fire-safety-plan": "预案.png",
}


class Joined:
    """Transactions of an application that all belong to the test's own, which is rolled back at its end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        with Session(
            self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
            session.commit()

    @contextmanager
    def undone(self) -> Iterator[Session]:
        """As office.run.transaction has it: nothing is kept."""
        with Session(
            self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as session:
            yield session
            session.rollback()


@dataclass
class City:
    """The application, its house, and what a test does behind the pages' back."""

    connection: Connection
    url: str
    host: DeskHost = field(default_factory=DeskHost)
    ports: Any = None
    adapters: Any = None
    root_id: str = ""

    def __post_init__(self) -> None:
        self.engine = Engine(self.host)
        self.host.engine = self.engine
        self.settings = settings_for(self.url)
        self.transaction = Joined(self.connection)
        self.clock = self.host.now
        self.app: Flask = web_app.create_app(self)  # type: ignore[arg-type]  # shaped like a House

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The rooms behind the pages, in a transaction of their own."""
        with self.transaction() as session:
            desk = Desk(session, self.host)
            desk.root_id = self.root_id  # the case that it submitted last, as a desk remembers it
            yield desk
            self.root_id = desk.root_id

    def visitor(self) -> "Person":
        return Person(self.app.test_client())

    def person(self, username: str) -> "Person":
        """Somebody who has signed in through the form."""
        person = self.visitor()
        page = person.open("/sign-in")
        answer = person.send(
            page, "/sign-in", {"username": username, "password": PASSWORD}, follow=False
        )
        assert answer.status_code == 302, answer.text
        return person

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that reach the database meanwhile."""
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(self.connection, "before_cursor_execute", note)
        yield seen
        event.remove(self.connection, "before_cursor_execute", note)


@dataclass
class Person:
    """One browser: opens pages, sends the forms that stand on them."""

    client: FlaskClient

    def open(self, address: str, status: int = 200) -> TestResponse:
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == status, f"{answer.status_code} for {address}"
        return answer

    def status(self, address: str) -> int:
        return self.client.get(address).status_code

    def send(
        self,
        page: TestResponse,
        address: str,
        values: Mapping[str, Any],
        *,
        follow: bool = True,
    ) -> TestResponse:
        """Post values with the page's own token."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token, "the page carries no form token"
        builder = EnvironBuilder(
            self.client.application,
            path=address,
            method="POST",
            data={"csrf_token": token[1], **values},
        )
        environ = builder.get_environ()
        answer = self.client.open(environ, follow_redirects=follow)
        environ["wsgi.input"].close()  # large bodies lie in a file that nobody else closes
        builder.close()
        return answer


def tree(answer: TestResponse) -> Any:
    return html.fromstring(answer.text)


def words(answer: TestResponse, path: str = "//main") -> str:
    """The text of a part of a page, spaces made one."""
    return " ".join(" ".join(node.text_content().split()) for node in tree(answer).xpath(path))


def chinese(answer: TestResponse) -> list[str]:
    """Chinese texts of an English page that are not marked as Chinese."""
    marked = "ancestor-or-self::*[@lang='zh-CN']"
    texts = tree(answer).xpath(f"//body//text()[not({marked}) and not(ancestor::script)]")
    hints = tree(answer).xpath(
        f"//@*[name() != 'value' and name() != 'href' and not(parent::*[{marked}])]"
    )
    return [
        str(one).strip()
        for one in (*texts, *hints)
        if any("\u3400" <= sign <= "\u9fff" for sign in str(one))
    ]


def as_posted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a form spells them."""

    def spell(value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        return [str(one) for one in value] if isinstance(value, list) else str(value)

    return {name: spell(value) for name, value in values.items()}


def answered(**other: Any) -> dict[str, Any]:
    return as_posted({**ANSWERS, **other, "region": REGION})


def filled(**other: Any) -> dict[str, Any]:
    return as_posted({**VALUES, **other})


def files(*without: str) -> dict[str, Any]:
    """A small picture for each slot."""
    return {
        name: (BytesIO(PNG), filename) for name, filename in SLOTS.items() if name not in without
    }
