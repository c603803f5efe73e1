"""Example cases in several states, made through the rooms' public functions: the same scenarios, cut short."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from office import accounts, cases, filing, matters, worklist
from office.accounts import Account
from office.cases import Case
from office.matters import Edition
from office.run.assembly import House
from office.run.demo.people import username_of
from office.run.demo.samples import sample
from office.run.demo.scenario import APPLICANT, MATTERS, Scenario, Step, read_scenario
from office.run.worker import Worker

# scenario file → after how many steps the case is left (None: to its end)
EXAMPLES: tuple[tuple[str, str, int | None], ...] = (
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-a", None),
    ("open-restaurant/scenarios/demonstration-2.yaml", "applicant-b", None),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-c", 0),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-b", 1),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-c", 2),
    ("open-restaurant/scenarios/demonstration-1.yaml", "applicant-a", 3),
    ("open-restaurant/scenarios/demonstration-2.yaml", "applicant-c", 4),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-b", 1),
    ("food-operation-licence/scenarios/granted.yaml", "applicant-a", 2),
    ("food-operation-licence/scenarios/not-accepted.yaml", "applicant-c", None),
)


def make_examples(house: House, say: Callable[[str], None]) -> None:
    """Make the example cases once, where there are none."""
    with house.transaction() as session:
        someone = accounts.account_named(session, "applicant-a")
        if someone is None or cases.cases_of(session, someone):
            return
    say(f"生成 {len(EXAMPLES)} 个示例办件 making {len(EXAMPLES)} example cases")
    actors = Actors(house)
    for path, applicant, steps in EXAMPLES:
        scenario = replace(read_scenario(MATTERS / path), applicant=applicant)
        actors.walk(scenario, steps)


class Actors:
    """Everybody of a scenario, acting through the rooms' functions; jobs are done in between."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.worker = Worker(house, "examples")

    def walk(self, scenario: Scenario, steps: int | None = None) -> Case:
        """File the case and take the first `steps` steps (None: all); return the case as it then is."""
        number = self.file(scenario)
        taken = scenario.steps if steps is None else scenario.steps[:steps]
        for step in taken:
            self.take(scenario, number, step)
        with self.house.transaction() as session:
            return cases.case(session, number)

    def file(self, scenario: Scenario) -> str:
        """Fill in and submit the form; return the case number."""
        return self.hand_in(scenario, self.open(scenario))

    def open(self, scenario: Scenario) -> str:
        """Answer the questions, let the sources fill in what they know; return the draft's id."""
        house = self.house
        with house.transaction() as session:
            draft = filing.open_draft(
                session,
                house.engine,
                self.edition(session, scenario),
                self.account(session, scenario.applicant),
                answers=scenario.answers,
                region=scenario.region,
                now=house.clock(),
            )
        self.worker.drain()
        return draft.id

    def hand_in(self, scenario: Scenario, draft_id: str) -> str:
        """Fill in the rest and submit; return the case number."""
        house = self.house
        with house.transaction() as session:
            known = filing.draft(session, draft_id).values
            filing.save_draft(session, draft_id, {**known, **scenario.values}, now=house.clock())
            for slot, kind in scenario.attachments.items():
                self._attach(session, draft_id, slot, kind)
            account = self.account(session, scenario.applicant)
            number = cases.submit(
                session, house.engine, draft_id, account, now=house.clock()
            ).number
        self.worker.drain()
        return number

    def take(self, scenario: Scenario, number: str, step: Step) -> None:
        """Take one step of the scenario and do the jobs that it causes."""
        house = self.house
        with house.transaction() as session:
            root = cases.case(session, number)
            if step.by == APPLICANT:
                self._answer(session, scenario, root, step)
            else:
                item = self.task(session, root, step)
                cases.act(
                    session,
                    house.engine,
                    item.id,
                    self.official(session, scenario, step, item),
                    step.outcome,
                    opinion=step.opinion,
                    points=step.points,
                    items=step.items,
                    now=house.clock(),
                )
        self.worker.drain()

    def _answer(self, session: Session, scenario: Scenario, root: Case, step: Step) -> None:
        account = self.account(session, scenario.applicant)
        item = self.task(session, root, step)
        draft = cases.open_supplement(session, item.id, account, now=self.house.clock())
        filing.save_draft(
            session, draft.id, {**draft.values, **step.values}, now=self.house.clock()
        )
        for slot, kind in step.attachments.items():
            for kept in filing.attachments_of(session, draft.id):
                if kept.slot == slot:
                    filing.remove_attachment(session, draft.id, kept.id, now=self.house.clock())
            self._attach(session, draft.id, slot, kind)
        cases.answer_supplement(
            session, self.house.engine, draft.id, account, now=self.house.clock()
        )

    def _attach(self, session: Session, draft_id: str, slot: str, kind: str) -> None:
        name, content, media = self.paper(kind)
        filing.add_attachment(
            session, draft_id, slot, name, content, media=media, now=self.house.clock()
        )

    def paper(self, kind: str) -> tuple[str, bytes, str]:
        """Return (file name, content, media type) of a paper that the applicant hands in."""
        return sample(kind)

    def task(self, session: Session, root: Case, step: Step) -> worklist.WorkItem:
        """Return the open task that a step is about; raises LookupError."""
        for item in worklist.of_root(session, root.id):
            if (
                item.state == worklist.OPEN
                and item.element == step.task
                and step.member in {"", item.matter}
            ):
                return item
        raise LookupError(f"没有打开的任务 no open task {step.member} {step.task}")

    def edition(self, session: Session, scenario: Scenario) -> Edition:
        """Return the edition that the scenario applies for: the one in force."""
        return matters.published(session, scenario.matter)

    def official(
        self, session: Session, scenario: Scenario, step: Step, item: worklist.WorkItem
    ) -> Account:
        """Return who takes a step of the staff."""
        username = username_of(step.role, step.department, scenario.region)
        return self.account(session, username)

    def account(self, session: Session, username: str) -> Account:
        """Return the demonstration's account of this name."""
        found = accounts.account_named(session, username)
        assert found is not None
        return found
