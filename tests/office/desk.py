"""A city's desks for the tests of cases: shipped matters, organs, people; authorities that answer at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import Advance, Call, Done, Engine, Later
from office import accounts, cases, clocks, filing, matters, worklist
from office.accounts import Account, Identity
from office.cases import Case
from office.filing import Draft
from office.verbs import VERBS, Inline
from office.worklist import WorkItem

NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)  # a Thursday before two holidays
PASSWORD = "a-long-password"
REGION = "230102"
PNG = b"\x89PNG\r\n\x1a\n" + b"drawing"
ORGANS = {
    "service": ("11230102T000001168", "示例市示例区政务服务中心"),
    "market": ("11230102T00000220C", "示例市示例区市场监督管理局"),
    "urban": ("11230102T00000335J", "示例市示例区城市管理局"),
    "fire": ("11230102T0000044XK", "示例市示例区消防救援大队"),
    "tobacco": ("11230102T00000554W", "示例市示例区烟草专卖局"),
}
REGISTRATION = {
    "name": "示例一号餐饮店有限公司",
    "uscc": "91230102MA00000153",
    "kind": "limited",
    "legal_representative": "演示法定代表人",
    "legal_representative_id": "230102199001010019",
    "address": "示例市道里区示例大街12号1层",
}
FOOD_ANSWERS = {"area": 86, "food": ["hot", "cold"]}
FOOD_VALUES = {
    "contact_mobile": "13800000000",
    "area": 86,
    "storey": "ground",
    "business_form": "restaurant",
    "business_items": ["hot", "cold"],
    "staff": 8,
    "food_safety_officer": "演示管理员丁",
    "opening_day": "2027-01-18",
}
ANSWERS = {
    "area": 86,
    "food": ["hot", "drinks"],
    "has_sign": True,
    "sign_position": "fascia",
    "sign_width": 5.2,
    "sign_height": 1.2,
    "tobacco": False,
}
VALUES = {
    "entity_contact_mobile": "13800000000",
    "premises_region": REGION,
    "premises_area": 86,
    "premises_storey": "ground",
    "premises_title": "leased",
    "business_form": "restaurant",
    "business_items": ["hot", "drinks"],
    "business_staff": 8,
    "food_operation_licence__food_safety_officer": "演示管理员丁",
    "business_opening_day": "2027-01-18",
    "sign_position": "fascia",
    "outdoor_sign__sign_lighting": "inner",
    "sign_width": 5.2,
    "sign_height": 1.2,
    "outdoor_sign__sign_text": "示例一号",
    "fire_safety_inspection__exits": 2,
    "fire_safety_inspection__capacity": 48,
}
RESTAURANT_SLOTS = (
    "premises.plan-set",
    "sign.design-set",
    "premises.site-agreement",
    "fire.safety-plan",
)
STEPS = ("review", "check", "decide")
OTHER_VERBS = {
    "credit.query",
    "identity.check-person",
    "licence.verify",
    "licence.reserve",
    "seal.apply",
    "licence.issue",
    "notification.send",
}


class DeskHost:
    """The cases' own verbs are real; what other rooms and authorities do is done at once and gives nothing."""

    def __init__(self) -> None:
        self.at = NOW
        self.functions = clocks.functions(self.now)
        self.engine: Engine

    def now(self) -> datetime:
        return self.at

    def perform(self, session: Session, call: Call) -> Done | Later:
        verb = VERBS.get(call.verb)
        if call.verb.startswith(("case.", "edition.")) and isinstance(verb, Inline):
            return Done(verb.perform(session, self.engine, call))
        return Done()

    def follow(self, session: Session, advance: Advance) -> None:
        cases.follow(session, self.engine, advance)


@dataclass
class Desk:
    """What a test does as applicant and as staff; `now` may be moved."""

    session: Session
    host: DeskHost = field(default_factory=DeskHost)
    root_id: str = ""

    def __post_init__(self) -> None:
        self.engine = Engine(self.host)
        self.host.engine = self.engine

    @property
    def now(self) -> datetime:
        return self.host.at

    def set_up(self) -> "Desk":
        """Publish the shipped matters and give every organ a person a role."""
        matters.publish_shipped(
            self.session, self.engine, frozenset(VERBS) | frozenset(OTHER_VERBS), NOW
        )
        for department, (code, name) in ORGANS.items():
            accounts.create_organ(
                self.session, accounts.Organ(code, name, department, REGION, department)
            )
        for username in ("applicant-a", "applicant-b"):
            accounts.create_account(
                self.session,
                username=username,
                name="演示申请人",
                password=PASSWORD,
                kind="applicant",
                identity=Identity("230102199001010019", "13800000000", "91230102MA00000153"),
            )
        self.staff("window", "service", "综合窗口")
        for department in ORGANS:
            if department != "service":
                self.staff(f"{department}-handler", department, "承办")
                self.staff(f"{department}-reviewer", department, "审核")
                self.staff(f"{department}-approver", department, "批准")
        return self

    def staff(self, username: str, department: str, *roles: str) -> Account:
        made = accounts.create_account(
            self.session, username=username, name=f"演示{roles[0]}", password=PASSWORD, kind="staff"
        )
        return accounts.assign(self.session, made.id, ORGANS[department][0], roles)

    def who(self, username: str) -> Account:
        found = accounts.account_named(self.session, username)
        assert found is not None
        return found

    def draft(
        self,
        code: str = "food-operation-licence",
        answers: Mapping[str, Any] = FOOD_ANSWERS,
        values: Mapping[str, Any] = FOOD_VALUES,
        slots: Sequence[str] = ("premises.plan-set",),
    ) -> Draft:
        """A draft that is filled in, its sources answered."""
        draft = filing.open_draft(
            self.session,
            self.engine,
            matters.published(self.session, code),
            self.who("applicant-a"),
            answers=answers,
            region=REGION,
            now=self.now,
        )
        filing.keep_fetched(self.session, draft.id, "registration", REGISTRATION, now=self.now)
        if values:
            filing.save_draft(self.session, draft.id, values, now=self.now)
        for slot in slots:
            filing.add_attachment(self.session, draft.id, slot, "图.png", PNG, now=self.now)
        return filing.draft(self.session, draft.id)

    def restaurant(self, slots: Sequence[str] = RESTAURANT_SLOTS, **answers: Any) -> Draft:
        """A filled-in draft of 开办餐饮店 with members 0 to 3."""
        return self.draft("open-restaurant", {**ANSWERS, **answers}, VALUES, slots)

    def submit(self, draft: Draft) -> Case:
        case = cases.submit(self.session, self.engine, draft.id, self.who("applicant-a"), self.now)
        self.root_id = case.id
        return case

    def open_item(self, element: str, matter: str = "") -> WorkItem:
        """The one open task of an element (of a member) in the case submitted last."""
        found = [
            item
            for item in worklist.of_root(self.session, self.root_id)
            if item.state == worklist.OPEN
            and item.element == element
            and (not matter or item.matter == matter)
        ]
        assert len(found) == 1, f"{len(found)} open {element} {matter}"
        return found[0]

    def act(
        self, username: str, element: str, outcome: str, *, matter: str = "", **more: Any
    ) -> Case:
        """Do the open task; accepting ticks all points unless the test names some."""
        item = self.open_item(element, matter)
        if outcome == "accept":
            points = cases.review_points(self.session, item)
            more.setdefault("points", [point.id for point in points])
        return cases.act(
            self.session,
            self.engine,
            item.id,
            self.who(username),
            outcome,
            now=self.now,
            **more,
        )

    def accepted(self, draft: Draft) -> Case:
        """Submit a draft and accept it at the window."""
        case = self.submit(draft)
        self.act("window", "formal_review", "accept")
        return cases.case(self.session, case.id)

    def handle(self, department: str, matter: str, outcome: str = "grant") -> None:
        """Take a member through review, check and decision by three people."""
        said = {"opinion": "不符合条件"} if outcome == "refuse" else {}
        self.act(f"{department}-handler", "review", "agree", matter=matter)
        self.act(f"{department}-reviewer", "check", "agree", matter=matter)
        self.act(f"{department}-approver", "decide", outcome, matter=matter, **said)

    def supplement(self, values: Mapping[str, Any], slots: Sequence[str] = ()) -> Case:
        """Answer the open supplement as the applicant."""
        item = self.open_item("supplement")
        applicant = self.who("applicant-a")
        draft = cases.open_supplement(self.session, item.id, applicant, self.now)
        filing.save_draft(self.session, draft.id, {**draft.values, **values}, now=self.now)
        for slot in slots:
            filing.add_attachment(
                self.session, draft.id, slot, "新图.png", PNG + b"2", now=self.now
            )
        return cases.answer_supplement(self.session, self.engine, draft.id, applicant, self.now)
