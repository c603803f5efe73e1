"""From a template to an edition in force, by two analysts with forms alone; drafts go out, in, and away."""

from collections.abc import Iterator
from io import BytesIO

import pytest

from office import matters
from office.run.assembly import House
from tests.houses import house, published
from tests.web.city import Person, words
from tests.web.city import Person as Visitor
from web import app as web_app

__all__ = ["house", "published"]
NEW = {
    "source": "template:standard-permit",
    "code": "pet-shop",
    "zh": "宠物店开办许可",
    "en": "Pet shop permit",
    "department": "market",
    "outcome": "宠物店许可证",
    "licence_type": "11230000T0000001XP777",
}


@pytest.fixture
def people(house: House) -> Iterator[tuple[Person, Person]]:
    app = web_app.create_app(house)
    yield (
        _signed_in(Visitor(app.test_client()), "analyst-a"),
        _signed_in(Visitor(app.test_client()), "analyst-b"),
    )


def _signed_in(person: Person, username: str) -> Person:
    person.send(
        person.open("/sign-in"), "/sign-in", {"username": username, "password": "tongban-demo"}
    )
    return person


def made(person: Person, **other: str) -> str:
    answer = person.send(person.open("/studio/new"), "/studio/new", {**NEW, **other}, follow=False)
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["Location"])


def test_two_analysts_publish_a_new_matter_without_a_file_system(
    house: House, people: tuple[Person, Person]
) -> None:
    first, second = people
    draft = made(first)
    page = first.open(f"{draft}/publish")
    assert "没有写设定依据" in words(page) and "先解决 1 个问题" in words(page)

    with_basis = first.send(
        first.open(draft),
        draft,
        {"basis-0-law": "某管理办法", "basis-0-article": "第三条", "part": "basis"},
    )
    assert with_basis.status_code == 200
    page = first.open(f"{draft}/publish")
    assert "没有问题" in words(page)
    sent = first.send(page, f"{draft}/publish", {"valid_from": _today(house), "note": "新事项"})
    assert "提交的人不能自己复核" in words(sent)

    listed = second.open("/studio")
    assert "待我复核" in words(listed)
    link = next(
        one.get("href")
        for one in _links(listed)
        if (one.get("href") or "").startswith("/studio/publications/")
    )
    review = second.open(link)
    digest = _digest(review)
    done = second.send(review, link, {"digest": digest, "decision": "approve", "reason": ""})

    assert "已发布" in words(done)
    with house.transaction() as session:
        assert matters.published(session, "pet-shop").version == 1
    for page in (
        "/",
        "/matters?q=宠物店",
        "/matters/pet-shop",
        "/open/guides",
        "/open/guides/pet-shop",
    ):
        assert "宠物店开办许可" in second.open(page).text, page


def test_a_return_needs_a_reason_and_goes_back(people: tuple[Person, Person], house: House) -> None:
    first, second = people
    draft = _opened(first, "residence-permit")
    sent = first.send(first.open(f"{draft}/publish"), f"{draft}/publish", {"valid_from": _today(house)}, follow=False)  # fmt: skip
    link = str(sent.headers["Location"])
    page = second.open(link)

    refused = second.send(page, link, {"digest": _digest(page), "decision": "return", "reason": ""})
    assert "退回须写明理由" in words(refused)
    back = second.send(
        page, link, {"digest": _digest(page), "decision": "return", "reason": "再核对"}
    )

    assert "退回修改" in words(back) and "再核对" in words(back)
    own = first.send(first.open(link), link, {"digest": _digest(page), "decision": "approve"})
    assert "这次发布已不在复核中" in words(own)


def test_a_draft_goes_out_as_a_file_comes_in_again_and_is_deleted_after_asking(
    people: tuple[Person, Person],
) -> None:
    first, _second = people
    draft = _opened(first, "outdoor-sign")
    content = first.open(f"{draft}/export").data
    assert content == first.open("/studio/published/outdoor-sign/export").data

    asked = first.send(first.open(f"{draft}/delete"), f"{draft}/delete", {})
    assert "请先勾选确认" in words(asked)
    gone = first.send(first.open(f"{draft}/delete"), f"{draft}/delete", {"sure": "yes"})
    assert "草稿已删除" in gone.text and first.status(draft) == 404

    back = first.send(
        first.open("/studio/new"),
        "/studio/import",
        {"file": (BytesIO(content), "outdoor-sign.zip")},
    )
    assert "已导入为草稿" in back.text
    refused = first.send(
        first.open("/studio/new"), "/studio/import", {"file": (BytesIO(b"PK no"), "x.zip")}
    )
    assert "这不是可以读取的 zip 文件" in words(refused)


def test_a_taken_code_is_said_beside_the_field(people: tuple[Person, Person]) -> None:
    first, _second = people

    answer = first.send(first.open("/studio/new"), "/studio/new", {**NEW, "code": "outdoor-sign"})

    assert "编码 outdoor-sign 已有发布的事项" in words(answer)
    assert 'value="宠物店开办许可"' in answer.text


def _opened(person: Person, code: str) -> str:
    answer = person.send(person.open("/studio"), "/studio/drafts", {"code": code}, follow=False)
    return str(answer.headers["Location"])


def _links(page: object) -> list[object]:
    from tests.web.city import tree

    return list(tree(page).xpath("//main//a"))  # type: ignore[arg-type]


def _digest(page: object) -> str:
    from tests.web.city import tree

    found = tree(page).xpath("//input[@name='digest']/@value")  # type: ignore[arg-type]
    return str(found[0])


def _today(house: House) -> str:
    from office import clocks

    return clocks.today(house.clock()).isoformat()
