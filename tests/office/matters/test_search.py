"""Plain words, in any order, in pinyin or by initials, find the matter; what finds nothing is told what is near."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.matters import Compiled, Edition, Member
from office.matters.folder import parse, read_tree
from office.matters.schemas import ROOT
from office.matters.search import ALSO, MEMBER, NAME, Found, near, search
from office.matters.spelling import spelled

MEMBERS = ("food-operation-licence", "outdoor-sign", "fire-safety-inspection")
CHARACTERS = (
    "食品经营许可户外招牌居住证签发烟草专卖零售消防安全检查卫生公共场所开办餐饮店银行重庆绿化安装"
)


def edition(document: Mapping[str, Any], questions: Any = (), members: Any = ()) -> Edition:
    name = document["name"]
    return Edition(
        id=document["code"],
        code=document["code"],
        version=1,
        kind=document["kind"],
        state="published",
        origin="shipped",
        name_zh=name["zh"],
        name_en=name.get("en", ""),
        document=document,
        questions=tuple(questions),
        compiled=Compiled(members=tuple(members)),
        process_id="",
        definition_id=None,
        digest="",
        published_at=None,
        published_by=None,
    )


def shipped() -> list[Edition]:
    every = [parse(folder) for folder in read_tree(ROOT).matters]
    said = [one for one in every if not one.document.get("platform")]  # the house's own
    names = {one.code: one.document["name"] for one in said}
    members = [Member(code, names[code], code, "") for code in MEMBERS]
    return [
        edition(
            one.document,
            one.questions.get("questions", ()),
            members if one.document["kind"] == "one-thing" else (),
        )
        for one in said
    ]


SHIPPED = shipped()


def found(typed: str) -> list[str]:
    return [one.edition.name_zh for one in search(SHIPPED, typed)]


def first(typed: str) -> Found:
    return search(SHIPPED, typed)[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("开饭店", "开办餐饮店"),
        ("开个小饭馆", "开办餐饮店"),
        ("我想开一家奶茶店", "开办餐饮店"),
        ("开一个烧烤店怎么办", "开办餐饮店"),
        ("饭馆 开", "开办餐饮店"),
        ("饭馆证", "开办餐饮店"),
        ("健康证", "食品经营许可"),
        ("许可 食品", "食品经营许可"),
        ("装门头招牌", "户外招牌设施设置"),
        ("卖香烟", "烟草专卖零售许可"),
        ("烟证", "烟草专卖零售许可"),
        ("办居住证", "居住证签发"),
        ("暂住证怎么办", "居住证签发"),
        ("开理发店", "公共场所卫生许可"),
        ("消防检查", "公众聚集场所投入使用、营业前消防安全检查"),
        ("tobacco", "烟草专卖零售许可"),
        ("Residence Permit", "居住证签发"),
        ("ｔｏｂａｃｃｏ", "烟草专卖零售许可"),
        ("spjyxk", "食品经营许可"),
        ("KBCYD", "开办餐饮店"),
        ("juzhuzheng", "居住证签发"),
        ("ju zhu zheng", "居住证签发"),
        ("kaifandian", "开办餐饮店"),
        ("zhaopai", "户外招牌设施设置"),
    ],
)
def test_plain_words_find_the_matter_first(typed: str, expected: str) -> None:
    assert found(typed)[0] == expected


@given(st.text(CHARACTERS, min_size=2, max_size=12))
def test_the_initials_and_the_pinyin_of_any_name_find_it(name: str) -> None:
    one = edition({"code": "any", "kind": "matter", "name": {"zh": name}})
    sound = spelled(name)

    for typed in (sound.initials, "".join(sound.syllables), " ".join(sound.syllables), name):
        assert [hit.edition for hit in search([one], typed)] == [one], typed


@given(st.sampled_from([one for each in SHIPPED for one in each.document["synonyms"]]))
def test_every_synonym_finds_its_matter_and_says_so(synonym: str) -> None:
    hits = [one for one in search(SHIPPED, synonym) if synonym in one.edition.document["synonyms"]]

    assert hits
    assert all(one.place in {NAME, ALSO, MEMBER} for one in hits)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    for one in (*search(SHIPPED, typed), *near(SHIPPED, typed)):
        assert one.score > 0


@given(st.permutations(["食品", "经营", "许可"]))
def test_the_order_of_words_does_not_matter(words: list[str]) -> None:
    assert found(" ".join(words))[0] == "食品经营许可"
    assert "食品经营许可" in found("".join(words))


def test_a_hit_says_which_words_did_it() -> None:
    assert first("开饭店").place == ALSO
    assert first("开饭店").phrase == {"zh": "开饭店"}
    assert first("居住证签发").place == NAME
    assert first("spjyxk").by_pinyin
    assert {
        one.place for one in search(SHIPPED, "户外招牌设施") if one.edition.kind != "matter"
    } == {MEMBER}


def test_a_restaurant_is_no_public_place_that_needs_hygiene_papers() -> None:
    assert "公共场所卫生许可" not in found("开个小饭馆")
    assert "公共场所卫生许可" not in found("饭馆")


def test_words_that_find_nothing_get_what_sounds_near() -> None:
    assert found("造火箭") == []
    assert near(SHIPPED, "造火箭造卫星") == ()
    assert [one.edition.name_zh for one in near(SHIPPED, "巨主正")][0] == "居住证签发"


def test_no_words_find_nothing() -> None:
    assert search(SHIPPED, "  ") == ()
    assert search(SHIPPED, "，。") == ()
