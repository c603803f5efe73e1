"""Finding a matter, its guide, its questions, the result card."""

from typing import Any

import pytest

from tests.office.desk import REGION
from tests.web.city import City, answered, chinese, tree, words

SIGN = {
    "region": REGION,
    "sign_position": "fascia",
    "sign_width": "5.2",
    "sign_height": "1.2",
}


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

    names = [one.text for one in tree(page).xpath("//a[@class='hit']//strong")]
    assert names[0] == first


def test_a_restaurant_is_no_public_place_that_needs_hygiene_papers(city: City) -> None:
    page = city.visitor().open("/matters?q=开个小饭馆")

    assert "公共场所卫生许可" not in words(page, "//*[@id='found']")


def test_a_hit_says_why_it_fits(city: City) -> None:
    page = city.visitor().open("/matters?q=烟证")

    assert "也叫 烟证" in words(page, "//a[@class='hit']")


def test_what_is_typed_is_found_without_a_whole_page_and_counted_for_screen_readers(
    city: City,
) -> None:
    page = city.visitor().open("/matters/found?q=jzz")

    assert "<html" not in page.text
    assert "居住证签发" in page.text
    assert words(page, "//*[@id='found-count']") == "找到 1 项"
    assert city.visitor().open("/matters/found?q=").text.count("<li>") == 0


def test_words_that_almost_fit_get_what_is_near(city: City) -> None:
    page = city.visitor().open("/matters?q=巨主正")

    assert "您是不是要办" in words(page)
    assert "居住证签发" in words(page, "//a[@class='hit']")


def test_matters_are_narrowed_by_life_topic_and_organ(city: City) -> None:
    visitor = city.visitor()

    def names(query: str) -> set[str]:
        page = visitor.open(f"/matters?{query}")
        return {one.text for one in tree(page).xpath("//a[@class='tile']//strong")}

    assert "居住证签发" in names("audience=person")
    assert "食品经营许可" not in names("audience=person")
    assert names("organ=tobacco") == {"开办餐饮店", "烟草专卖零售许可"}
    assert names("topic=户籍居住") == {"居住证签发"}
    assert names("audience=person&organ=tobacco") == set()
    assert "这样筛选没有事项" in words(visitor.open("/matters?audience=person&organ=tobacco"))


def test_a_search_within_a_filter_offers_to_leave_it(city: City) -> None:
    page = city.visitor().open("/matters?q=居住证&organ=tobacco")

    assert "不限类别再找一次" in words(page)


def test_what_one_used_lately_stands_on_the_home_page(city: City) -> None:
    person = city.person("applicant-a")
    card = person.client.get("/matters/outdoor-sign/needs", query_string=SIGN)
    person.send(card, "/matters/outdoor-sign/drafts", SIGN)

    page = person.open("/")

    assert "户外招牌设施设置" in words(page, "//*[@class='recent']")
    assert not tree(city.visitor().open("/")).xpath("//*[@class='recent']")


def test_words_that_fit_nothing_say_so_and_keep_what_was_typed(city: City) -> None:
    page = city.visitor().open("/matters?q=造火箭")

    assert "没有找到与“造火箭”有关的事项" in words(page)
    assert tree(page).xpath("string(//input[@name='q']/@value)") == "造火箭"


def test_every_published_matter_has_a_guide(city: City) -> None:
    visitor = city.visitor()
    addresses = tree(visitor.open("/matters")).xpath("//a[@class='tile']/@href")

    assert len(addresses) >= 7
    for address in addresses:
        said = words(visitor.open(address))
        assert "个工作日 承诺办结" in said or "当场 办结" in said
    assert visitor.status("/matters/no-such-matter") == 404


def test_the_result_card_says_what_is_needed_and_why(city: City) -> None:
    page = city.visitor().client.get("/matters/open-restaurant/needs", query_string=answered())

    assert page.status_code == 200
    assert "要办 4 个事项" in words(page)
    assert "您要在门口装招牌" in words(page)
    assert "不卖香烟" in words(page, "//li[@class='unneeded']")
    assert words(page, "//table[@class='before-after']/tbody/tr[1]") == "材料（份）136"


def test_each_member_names_the_answers_that_decided_it(city: City) -> None:
    page = city.visitor().client.get("/matters/open-restaurant/needs", query_string=answered())

    said = {
        words_of(one.find(".//strong")): words_of(one)
        for one in tree(page).xpath("//*[@class='result-members']//li")
    }
    fire = said["公众聚集场所投入使用、营业前消防安全检查"]
    assert "一共多少平方米？ 86 平方米" in fire
    assert "在哪里办？" in fire
    assert "卖香烟吗？ 否" in said["烟草专卖零售许可"]
    assert "看这些回答" not in said["食品经营许可"]


def test_the_card_says_whether_one_may_declare_first(city: City) -> None:
    visitor = city.visitor().client
    restaurant = visitor.get("/matters/open-restaurant/needs", query_string=answered())
    sign = visitor.get("/matters/outdoor-sign/needs", query_string=SIGN)

    assert "撤销许可" in words(restaurant, "//*[@class='commitment']")
    assert "20 个工作日内" in words(restaurant, "//*[@class='commitment']")
    assert "不能。" in words(sign, "//*[@class='commitment']")


def test_a_paper_that_the_form_decides_on_is_said_to_hang_on_it(city: City) -> None:
    page = city.visitor().client.get(
        "/matters/residence-permit/needs", query_string={"region": REGION}
    )

    assert page.status_code == 200
    assert "就业证明 看填写内容再定" in words(page, "//*[@class='bring'][1]")


def test_the_pages_to_find_by_speak_english(city: City) -> None:
    visitor = city.visitor()
    visitor.client.set_cookie("tongban-language", "en")

    for address in ("/", "/matters", "/matters?q=sign", "/matters/outdoor-sign"):
        assert chinese(visitor.open(address)) == [], address
    for matter in ("open-restaurant", "residence-permit"):
        assert chinese(visitor.open(f"/matters/{matter}/questions")) == []
    asked = visitor.open("/matters/open-restaurant/questions")
    assert words(asked, "//*[@id='f-tobacco']//*[@class='choices']") == "Yes No"
    needs = visitor.client.get("/matters/open-restaurant/needs", query_string=answered())
    assert chinese(needs) == []


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


def words_of(node: Any) -> str:
    return " ".join(node.text_content().split())
