"""What people do in tasks: accept, ask for a supplement, refuse, agree, grant, answer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from engine import Engine
from office import audit, clocks, filing, worklist
from office.accounts import Account, on_behalf_of
from office.cases.consistency import inconsistencies
from office.cases.differences import differences
from office.cases.lookup import case, submission_of
from office.cases.opinions import keep_opinion, opinions
from office.cases.supplements import keep_items, note_sent
from office.cases.values import ActRefused, Case
from office.filing import Draft
from office.matters import ReviewPoint, edition
from office.words import words
from office.worklist import FORMAL_REVIEW, NotAllowed, WorkItem

REASONED = frozenset({"refuse"})
AGREEING = frozenset({"agree", "grant"})
SUPPLEMENT_FORM = "supplement"


def act(
    session: Session,
    engine: Engine,
    item_id: str,
    account: Account,
    outcome: str,
    *,
    opinion: str = "",
    points: Collection[str] = (),
    items: Sequence[Mapping[str, str]] = (),
    now: datetime,
) -> Case:
    """Do a task of the worklist with one of its outcomes and return the case.

    points are the ids of ticked review points; items say what to supplement, each with its "text" (by
    default the unticked points). Raises worklist.NotAllowed, ActRefused, worklist.UnknownItem.
    """
    item = _held_item(session, engine, item_id)
    wanted = check_act(
        session, item, account, outcome, opinion=opinion, points=points, items=items, now=now
    )
    keep_opinion(
        session,
        item,
        account,
        outcome=outcome,
        opinion=opinion.strip(),
        points=points,
        items=wanted,
        now=now,
    )
    if wanted:
        keep_items(session, item.case_id, wanted, items, review_points(session, item))
    _complete(session, engine, item, account, outcome, now)
    return case(session, item.case_id)


def check_act(
    session: Session,
    item: WorkItem,
    account: Account,
    outcome: str,
    *,
    opinion: str = "",
    points: Collection[str] = (),
    items: Sequence[Mapping[str, str]] = (),
    now: datetime | None = None,
) -> tuple[str, ...]:
    """Return what a supplement would ask for, or raise what `act` would; nothing is written."""
    worklist.may_act(session, account, item, now=now)
    if item.form == SUPPLEMENT_FORM:
        raise NotAllowed(words("请在补正页面提交补正材料。"))
    if outcome not in item.outcomes:
        raise ActRefused(words("请选择处理结果。"), "outcome")
    if outcome in REASONED and not opinion.strip():
        raise ActRefused(
            words("作出不予的意见或决定，须写明理由（行政许可法第三十八条）。"), "opinion"
        )
    if outcome in AGREEING and not opinion.strip():
        _ensure_consistent(session, item)
    return _checked_points(session, item, outcome, points, items)


def review_points(session: Session, item: WorkItem) -> tuple[ReviewPoint, ...]:
    """Return the review points that a task shows: those of the stage that is drawn at it, or none."""
    if not item.points:
        return ()
    found = case(session, item.case_id)
    handed = submission_of(session, found)
    if found.is_root:
        return edition(session, handed.edition_id).compiled.points_of(item.points, handed.needed)
    own = edition(session, found.edition_id).compiled
    return own.points_of(item.points, own.codes)


def open_supplement(session: Session, item_id: str, account: Account, now: datetime) -> Draft:
    """Return the draft in which the applicant answers an open 补正."""
    item = worklist.item(session, item_id)
    worklist.may_act(session, account, item)
    if item.form != SUPPLEMENT_FORM:
        raise NotAllowed(words("这个办件现在不需要补正。"))
    handed = filing.submission(session, item.root_id)
    return filing.open_supplement(session, handed, account, matter=item.matter, now=now)


def answer_supplement(
    session: Session, engine: Engine, draft_id: str, account: Account, now: datetime
) -> Case:
    """Hand in a supplement's draft as the next version and go on to the formal review.

    The same draft answers once. Raises filing.Invalid, worklist.NotAllowed.
    """
    draft = filing.lock_draft(session, draft_id, account)
    if draft.submitted_at is not None:
        return case(session, str(draft.case_id))
    root = case(session, str(draft.case_id))
    engine.hold(session, root.instance_id)
    item = _open_supplement_item(session, root, account)
    worklist.may_act(session, account, item)
    problems = filing.problems_of(session, engine, draft, today=clocks.today(now))
    if problems:
        raise filing.Invalid(problems)
    filing.keep_submission(session, root.id, draft, root.region, now)
    filing.close_draft(session, draft.id, root.id, now)
    note_sent(session, root.id, now=now)
    # The five days to accept or refuse run again from the day the supplement came (§32).
    clocks.start(session, item.case_id, clocks.NOTIFY, clocks.today(now), clocks.NOTIFY_DAYS)
    _complete(session, engine, item, account, "submit", now)
    return case(session, item.case_id)


def changed_fields(session: Session, root: Case) -> frozenset[str]:
    """Return the fields and slots that the last supplement changed, for the reviewer's eye."""
    return differences(session, root).names


def _held_item(session: Session, engine: Engine, item_id: str) -> WorkItem:
    """The task as it is once the case is ours alone."""
    engine.hold(session, worklist.item(session, item_id).instance_id)
    return worklist.item(session, item_id)


def _ensure_consistent(session: Session, item: WorkItem) -> None:
    """Nobody agrees in silence where others contradict the form: the opinion says which of them holds."""
    found = [one for one in inconsistencies(session, item.case_id) if one.certain]
    if found:
        raise ActRefused(
            words(
                "有 {count} 处与其他来源不一致。请在意见里写明采用哪一个，或者先向申请人核实。",
                count=len(found),
            ),
            "opinion",
        )


def _complete(
    session: Session, engine: Engine, item: WorkItem, account: Account, outcome: str, now: datetime
) -> None:
    behalf = on_behalf_of(account, item.group)
    worklist.note_doer(session, item.id, account.id)
    audit.record(
        session,
        actor=account.id,
        verb=f"task.{outcome}",
        subject=item.id,
        case=item.case_id,
        data={"element": item.element, "step": item.step} | ({"for": behalf} if behalf else {}),
        now=now,
    )
    engine.complete(
        session,
        item.instance_id,
        item.task_id,
        {"outcome": outcome},
        actor=account.id,
        on_behalf=behalf,
    )


def _checked_points(
    session: Session,
    item: WorkItem,
    outcome: str,
    points: Collection[str],
    items: Sequence[Mapping[str, str]],
) -> tuple[str, ...]:
    """What a supplement asks for; refuses to accept with open points, or to ask for more a second time."""
    if item.element != FORMAL_REVIEW:
        return ()
    unticked = [point for point in review_points(session, item) if point.id not in set(points)]
    if outcome == "accept" and unticked:
        raise ActRefused(
            words("还有 {count} 条审查要点没有确认，不能受理。", count=len(unticked)), "points"
        )
    if outcome != "supplement":
        return ()
    if any(one.outcome == "supplement" for one in opinions(session, item.case_id)):
        raise ActRefused(
            words("补正只能一次性告知，本办件已经告知过（行政许可法第三十二条）。"), "outcome"
        )
    asked = [one["text"].strip() for one in items if one["text"].strip()]
    wanted = tuple(asked or [point.text["zh"] for point in unticked])
    if not wanted:
        raise ActRefused(words("请写明需要补正的全部内容。"), "items")
    return wanted


def _open_supplement_item(session: Session, root: Case, account: Account) -> WorkItem:
    for item in worklist.todo(session, account):
        if item.root_id == root.id and item.form == SUPPLEMENT_FORM:
            return item
    raise NotAllowed(words("这个办件现在不需要补正。"))
