"""Tasks by HTTP: read with least data, claimed, given back, decided once; what a colleague has is told with who and when."""

from collections.abc import Callable

from office import audit
from tests.web.api.program import Program
from tests.web.city import City

Make = Callable[..., Program]
OPINION = "经审查符合条件"


def accepted(city: City) -> tuple[str, str]:
    """A food licence accepted; returns its number and its open review task."""
    with city.desk() as desk:
        case = desk.accepted(desk.draft())
        return case.number, desk.open_item("review").id


def test_a_task_shows_form_points_outcomes_and_law(city: City, program: Make) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
        task = desk.open_item("formal_review")
    shown = program("window").get(f"/tasks/{task.id}")

    assert shown["state"] == "open"
    assert {one["name"] for one in shown["form"]} >= {"area", "storey"}
    assert shown["review_points"]
    assert {one["outcome"] for one in shown["outcomes"]} == {"accept", "supplement", "refuse"}
    assert shown["basis"]
    assert [one["slot"] for one in shown["materials"]] == ["premises.plan-set"]
    assert shown["barred_because"] is None


def test_a_department_sees_its_own_members_fields_alone(city: City, program: Make) -> None:
    with city.desk() as desk:
        desk.accepted(desk.restaurant())
        task = desk.open_item("review", "outdoor-sign")
    shown = program("urban-handler").get(f"/tasks/{task.id}")

    names = {one["name"] for one in shown["form"]}
    assert "sign_width" in names
    assert "fire_safety_inspection__exits" not in names
    assert "fire.safety-plan" not in {one["slot"] for one in shown["materials"]}


def test_a_task_is_claimed_told_to_the_colleague_and_given_back(city: City, program: Make) -> None:
    with city.desk() as desk:
        desk.staff("market-handler-2", "market", "承办")
    _, task = accepted(city)
    first, second = program("market-handler"), program("market-handler-2")

    assert first.post(f"/tasks/{task}/claim")["holder"]["me"]
    assert [one["id"] for one in first.get("/tasks", list="mine")["items"]] == [task]
    taken = second.post(f"/tasks/{task}/claim", status=409)
    assert taken["type"].endswith("#task-taken")
    assert taken["holder"]["name"] == "演示承办"
    assert taken["holder"]["at"]
    said = {"outcome": "agree", "opinion": OPINION}
    assert second.post(f"/tasks/{task}/decision", said, 409)["holder"]["name"] == "演示承办"
    second.post(f"/tasks/{task}/return", status=409)

    assert first.post(f"/tasks/{task}/return")["holder"] is None
    assert second.post(f"/tasks/{task}/claim")["holder"]["me"]


def test_a_decision_counts_once_and_the_audit_names_the_key(city: City, program: Make) -> None:
    number, task = accepted(city)
    officer = program("market-handler")
    said = {"outcome": "agree", "opinion": OPINION}

    decided = officer.post(f"/tasks/{task}/decision", said, key="d")

    assert decided["case_number"] == number
    assert officer.post(f"/tasks/{task}/decision", said, key="d") == decided
    again = officer.post(f"/tasks/{task}/decision", said, 409)
    assert again["type"].endswith("#task-done")
    assert again["holder"]["me"]
    assert officer.get("/tasks", list="done")["items"][0]["id"] == task
    with city.desk() as desk:
        entry = audit.latest(desk.session, "key.use")
        assert entry is not None
        assert entry.data == {"operation": "tasks.decide"}
        assert entry.actor == desk.who("market-handler").id


def test_the_rules_of_the_case_page_hold(city: City, program: Make) -> None:
    with city.desk() as desk:
        desk.submit(desk.draft())
        task = desk.open_item("formal_review").id
    window = program("window")
    shown = window.get(f"/tasks/{task}")

    def wrong(**said: object) -> str:
        problem = window.post(f"/tasks/{task}/decision", said, 422)
        return str(problem["errors"][0]["pointer"])

    assert wrong(outcome="grant") == "/outcome"
    assert wrong(outcome="accept", points=[]) == "/points"
    assert wrong(outcome="accept", points=["nothing"]) == "/points/0"
    assert wrong(outcome="refuse") == "/opinion"
    assert wrong(outcome="refuse", opinion="不属于本机关职权") == "/basis"
    assert wrong(outcome="refuse", opinion="不属于", basis=["《某法》"]) == "/basis/0"
    assert wrong() == "/outcome"
    points = [one["id"] for one in shown["review_points"]]
    window.post(f"/tasks/{task}/decision", {"outcome": "accept", "points": points})


def test_nobody_decides_what_he_alone_has_handled(city: City, program: Make) -> None:
    _, review = accepted(city)
    with city.desk() as desk:
        desk.staff("market-all", "market", "承办", "审核", "批准")
    alone = program("market-all")
    alone.post(f"/tasks/{review}/decision", {"outcome": "agree", "opinion": OPINION})
    with city.desk() as desk:
        check = desk.open_item("check").id

    refused = alone.post(f"/tasks/{check}/decision", {"outcome": "agree", "opinion": OPINION}, 409)

    assert refused["type"].endswith("#task-not-allowed")
    assert alone.get(f"/tasks/{check}")["barred_because"] == refused["detail"]


def test_tasks_come_page_by_page(city: City, program: Make) -> None:
    with city.desk() as desk:
        for _ in range(3):
            desk.submit(desk.draft())
    window = program("window")

    first = window.get("/tasks", limit=2)
    rest = window.get("/tasks", limit=2, after=first["next"])

    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    window.get("/tasks", 422, after="%%")
