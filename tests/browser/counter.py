"""Cases of one matter, filed and worked on behind the pages' back, while the browser shows what people see."""

from office import accounts, cases, documents, matters, worklist
from office.run.assembly import House
from office.run.demo.examples import Actors
from office.run.demo.people import people
from office.run.demo.scenario import Scenario, parse_scenario
from tests.browser.conftest import apart

FILED = "processes/scenarios/filed.yaml"


class Counter:
    """Cases of one matter, filed and worked on through the rooms' own functions."""

    def __init__(self, house: House) -> None:
        self._house, self._actors = house, Actors(house)

    def file(self, scenario: Scenario) -> str:
        return apart(lambda: self._actors.file(scenario))

    def take(self, scenario: Scenario, number: str, *tasks: str) -> None:
        """Take the scenario's steps of these tasks, one after the other."""

        def work() -> None:
            for task in tasks:
                step = next(one for one in scenario.steps if one.task == task)
                self._actors.take(scenario, number, step)

        apart(work)

    def told(self, number: str) -> tuple[int, str, list[str], list[str]]:
        """Return a case's edition, outcome, the tasks that it has had, and its documents."""
        with self._house.transaction() as session:
            one = cases.case(session, number)
            return (
                matters.edition(session, one.edition_id).version,
                one.outcome_label,
                [task.element for task in worklist.of_root(session, one.id)],
                [paper.kind for paper in documents.of_case(session, one.id)],
            )

    def edition(self, code: str) -> matters.Edition:
        with self._house.transaction() as session:
            return matters.published(session, code)

    def scenario(self, edition: matters.Edition) -> Scenario:
        """Return the scenario that stands in an edition's own files."""
        with self._house.transaction() as session:
            return parse_scenario(matters.files(session, edition.id)[FILED])

    def hire(self, username: str, like: str) -> None:
        """Give an official of the demonstration a colleague at the same post."""
        with self._house.transaction() as session:
            model = accounts.account_named(session, like)
            assert model is not None and model.organ is not None
            made = accounts.create_account(
                session,
                username=username,
                name="城管核查员",
                password=people()["password"],
                kind=accounts.STAFF,
            )
            accounts.assign(session, made.id, model.organ.code, ("审核",))
