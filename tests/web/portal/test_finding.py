"""Finding a matter, its guide, its questions, the result card."""

import pytest

from tests.web.city import City, answered, tree, words


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("开个小饭馆", "开办餐饮店"),
        ("我想开一家奶茶店", "开办餐饮店"),
        ("装门头招牌", "户外招牌设施设置"),
        ("卖香烟", "烟草专卖零售许可"),
        ("办居住证", "居住证签发"),
        ("开理发店", "公共场所卫生许可"),
        ("tobacco", "烟草专卖零售许可"),
    ],
)
def test_plain_words_find_the_matter(city: City, said: str, first: str) -> None:
    page = city.visitor().open(f"/matters?q={said}")

    names = [one.text for one in tree(page).xpath("//a[@class='tile']//strong")]
    assert first in names


def test_a_restaurant_is_no_public_place_that_needs_hygiene_papers(city: City) -> None:
    page = city.visitor().open("/matters?q=开个小饭馆")

    assert "公共场所卫生许可" not in words(page)


def test_words_that_fit_nothing_say_so_and_keep_what_was_typed(city: City) -> None:
    page = city.visitor().open("/matters?q=造火箭")

    assert "没有找到与“造火箭”有关的事项" in words(page)
    assert tree(page).xpath("string(//input[@name='q']/@value)") == "造火箭"


def test_every_published_matter_has_a_guide(city: City) -> None:
    visitor = city.visitor()
    addresses = tree(visitor.open("/matters")).xpath("//a[@class='tile']/@href")

    assert len(addresses) >= 7
    for address in addresses:
        assert "个工作日" in words(visitor.open(address))
    assert visitor.status("/matters/no-such-matter") == 404


def test_the_result_card_says_what_is_needed_and_why(city: City) -> None:
    page = city.visitor().client.get("/matters/open-restaurant/needs", query_string=answered())

    assert page.status_code == 200
    assert "要办 4 个事项" in words(page)
    assert "您要在门口装招牌" in words(page)
    assert "不卖香烟" in words(page, "//li[@class='unneeded']")
    assert "6 份材料（原 13 份）" in words(page)


def test_answers_that_are_missing_are_asked_for_and_the_others_stay(city: City) -> None:
    said = {name: value for name, value in answered().items() if name not in {"area", "region"}}
    page = city.visitor().client.get("/matters/open-restaurant/needs", query_string=said)

    assert page.status_code == 422
    assert "请选择办理地点" in words(page, "//*[@role='alert']")
    assert tree(page).xpath("//input[@name='has_sign'][@value='true']/@checked")


def test_signing_in_from_the_result_card_comes_back_to_it(city: City) -> None:
    visitor = city.visitor()
    card = visitor.client.get("/matters/open-restaurant/needs", query_string=answered())
    address = tree(card).xpath("string(//a[contains(., '登录后填写')]/@href)")
    page = visitor.open(address)
    back = tree(page).xpath("string(//input[@name='next']/@value)")
    assert back.startswith("/matters/open-restaurant/needs?")

    card = visitor.send(
        page, "/sign-in", {"username": "applicant-a", "password": "a-long-password", "next": back}
    )

    assert "开始填写" in words(card)
