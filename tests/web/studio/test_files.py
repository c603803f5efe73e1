"""The editors' JSON: files read and saved on a revision, both writers' work joined, the draft checked unsaved."""

import time

from tests.web.city import City
from tests.web.studio.conftest import Analyst

FORM, YAML, BPMN = "forms/form.json", "processes/matter.yaml", "processes/process.bpmn"


def test_a_file_is_read_and_saved_on_the_revision_that_was_read(first: Analyst, food: str) -> None:
    read = first.open(f"{food}/files/{YAML}").get_json()
    text = read["text"].replace("promised: 7", "promised: 6")

    saved = first.post(f"{food}/files/{YAML}", {"text": text, "revision": read["revision"]})

    assert saved.get_json() == {"revision": 2, "merged": False, "text": text}
    assert first.open(f"{food}/files/{YAML}").get_json()["text"] == text


def test_what_two_analysts_changed_apart_is_joined(
    first: Analyst, second: Analyst, food: str
) -> None:
    read = first.open(f"{food}/files/{BPMN}").get_json()
    mine = read["text"].replace('name="审查"', 'name="实质审查"')
    theirs = read["text"].replace('name="决定"', 'name="作出决定"')
    first.post(f"{food}/files/{BPMN}", {"text": theirs, "revision": 1})

    answer = second.post(f"{food}/files/{BPMN}", {"text": mine, "revision": 1})

    assert answer.status_code == 200 and answer.get_json()["merged"]
    assert 'name="实质审查"' in answer.get_json()["text"]
    assert 'name="作出决定"' in answer.get_json()["text"]


def test_a_clash_answers_with_both_sides_and_keeps_the_second_writers_text(
    first: Analyst, second: Analyst, food: str
) -> None:
    text = first.open(f"{food}/files/{YAML}").get_json()["text"]
    first.post(
        f"{food}/files/{YAML}", {"text": text.replace("promised: 7", "promised: 6"), "revision": 1}
    )

    answer = second.post(
        f"{food}/files/{YAML}", {"text": text.replace("promised: 7", "promised: 5"), "revision": 1}
    )

    said = answer.get_json()
    assert answer.status_code == 409
    assert "promised: 7" in said["base"] and "promised: 6" in said["theirs"]["text"]
    assert said["theirs"]["revision"] == 2
    page = second.open(said["merge"])
    assert "limits/promised" in page.text


def test_a_removed_file_can_be_written_again(first: Analyst, food: str) -> None:
    removed = first.post(f"{food}/files/forms/result.json", {"remove": True, "revision": 1})
    assert removed.status_code == 200
    assert first.status(f"{food}/files/forms/result.json") == 404

    again = first.post(f"{food}/files/forms/result.json", {"text": "{}", "revision": 2})

    assert again.get_json()["revision"] == 3


def test_a_file_that_no_draft_can_have_is_refused(first: Analyst, food: str) -> None:
    for path in ("forms/../../x.json", "processes/run.py", "other/form.json", "forms/.hidden.json"):
        answer = first.post(f"{food}/files/{path}", {"text": "{}", "revision": 0})
        assert answer.status_code in (404, 422), path


def test_the_check_sees_what_is_not_saved_and_names_file_and_element(
    first: Analyst, food: str
) -> None:
    text = first.open(f"{food}/files/{BPMN}").get_json()["text"]
    wrong = text.replace('id="case.decide"', 'id="case.dream"')

    found = first.post(f"{food}/check", {"files": {BPMN: wrong}}).get_json()["findings"]

    assert [one["element"] for one in found if "case.dream" in one["text"]] == ["record_decision"]
    assert {one["file"] for one in found} == {BPMN}
    assert all(one["remedy"] for one in found)
    assert first.post(f"{food}/check", {"files": {}}).get_json()["findings"] == []


def test_the_restaurants_check_takes_less_than_300_ms(first: Analyst, restaurant: str) -> None:
    text = first.open(f"{restaurant}/files/{BPMN}").get_json()["text"]
    first.post(f"{restaurant}/check", {"files": {}})
    taken = []
    for count in range(3):
        changed = text.replace('name="开办餐饮店"', f'name="开办餐饮店 {count}"', 1)
        began = time.perf_counter()
        answer = first.post(f"{restaurant}/check", {"files": {BPMN: changed}})
        taken.append(time.perf_counter() - began)
        assert answer.get_json()["findings"] == []

    assert min(taken) < 0.3, taken


def test_nobody_but_analysts_reads_a_draft(city: City, food: str) -> None:
    assert city.person("window").status(f"{food}/files/{YAML}") == 403
    assert city.person("applicant-a").status(f"{food}/files/{YAML}") == 403
