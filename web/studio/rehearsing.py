"""From a rehearsal's forms to its steps, and from its values to what the page shows."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from office import matters, rehearsal
from office.clocks import SHANGHAI, local
from office.filing import Draft, is_readonly
from office.matters import Field
from office.rehearsal import Moment, Script, Step, Task, View
from office.run.demo.samples import TITLES
from office.words import Words, words
from web.layout import read_values
from web.studio import preview

PORTS: Mapping[str, Words] = {
    "identity": words("身份核验"),
    "licence": words("电子证照"),
    "credit": words("信用平台"),
    "seal": words("电子印章"),
    "notification": words("消息通知"),
}
MODES: Mapping[str, Words] = {
    rehearsal.NORMAL: words("正常"),
    rehearsal.SLOW: words("缓慢"),
    rehearsal.REFUSE: words("拒绝"),
    rehearsal.DOWN: words("不可用"),
}
OUTCOMES: Mapping[str, Words] = {
    "accept": words("受理"),
    "supplement": words("一次性告知补正"),
    "refuse": words("不予"),
    "agree": words("同意"),
    "grant": words("准予"),
    "submit": words("提交"),
}
STATES: Mapping[str, Words] = {
    "slow": words("等对方答复"),
    "retry": words("等待重试"),
    "stopped": words("已停下，需人工处理"),
}
_FILE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_MORNING = time(9)
SLOT, ITEM = "paper-", "item-"


def start_from(text: str, now: datetime) -> datetime | None:
    """Return the morning of a typed day; none where it is no day."""
    try:
        day = date.fromisoformat(text) if text else local(now).date()
    except ValueError:
        return None
    return datetime.combine(day, _MORNING, SHANGHAI).astimezone(UTC)


def day_of(now: datetime) -> str:
    """Return the day of a moment as a date field writes it."""
    return local(now).date().isoformat()


def path_of(file: str) -> str | None:
    """Return the path of a scenario's file; none for what is no name of one."""
    return f"{rehearsal.FOLDER}{file}.yaml" if _FILE.fullmatch(file) else None


def papers_from(view: View, form: "MultiDict[str, str]") -> dict[str, str]:
    """Return the sample papers chosen for the slots."""
    chosen = {one.element: form.get(SLOT + one.element, "") for one in rehearsal.slots(view)}
    return {slot: kind for slot, kind in chosen.items() if kind}


def step_from(task: Task, view: View, form: "MultiDict[str, str]") -> Step:
    """Return the step that a task's form says."""
    item = task.item
    root = view.root
    member = item.matter if root is not None and item.matter != root.matter else ""
    named: dict[str, Any] = {"task": item.element, "by": task.by, "member": member}
    opinion = form.get("opinion", "").strip()
    if task.supplement is not None:
        changed, papers = _changed(task.supplement, view, form)
        return Step(**named, outcome="submit", opinion=opinion, values=changed, attachments=papers)
    outcome = form.get("outcome", "")
    ticked = form.getlist("point")
    if outcome in {"accept", "agree", "grant"} and form.get("all"):
        ticked = [one.id for one in task.points]
    items = tuple(
        {"point": point.id, "text": text}
        for point in task.points
        if (text := form.get(ITEM + point.id, "").strip())
    )
    return Step(
        **named,
        outcome=outcome,
        opinion=opinion,
        points=tuple(ticked),
        items=items if outcome == "supplement" else (),
    )


def _changed(
    draft: Draft, view: View, form: "MultiDict[str, str]"
) -> tuple[dict[str, Any], dict[str, str]]:
    asked = view.edition.compiled.asked(frozenset(draft.needed))
    values = read_values(asked, form)
    changed = {name: one for name, one in values.items() if draft.values.get(name) != one}
    return changed, papers_from(view, form)


def shown(view: View, script: Script, problems: Mapping[str, str]) -> dict[str, Any]:
    """Return the names that the templates of a rehearsal read."""
    supplement = next(
        (one for one in view.tasks if one.supplement and one.key == request.args.get("task")), None
    )
    filling = view.draft if view.root is None else supplement.supplement if supplement else None
    return {
        "ports": PORTS,
        "modes": MODES,
        "outcomes": OUTCOMES,
        "states": STATES,
        "supplement": supplement,
        "questions": preview.asked(matters.questions(view.edition)),
        "answers": script.answers or {},
        "sections": _sections(view, filling) if filling else {},
        "filled": _filled(filling, script, view) if filling else {},
        "papers": list(_papers(view, script, first=view.root is None)) if filling else [],
        "locked": _locked(view, filling) if filling else frozenset(),
        "problems": _by_field(problems),
        "lines": [_line(one, number) for number, one in enumerate(view.moments)],
        "rest": script.steps[len(view.moments) :],
        "told": step_words,
        "elements": {one.name: one for one in view.edition.compiled.fields},
        "actions": actions_of,
    }


def actions_of(task: Task, view: View) -> list[str]:
    """Return the outcomes that a task offers now: a supplement is asked for once."""
    root = view.root
    return [
        one
        for one in task.item.outcomes
        if not (one == "supplement" and root is not None and root.supplemented)
    ]


def step_words(step: Step) -> Words:
    """Return a step in one sentence."""
    if step.by == rehearsal.CLOCK:
        return _clock_words(step.outcome)
    if step.by == rehearsal.AUTHORITY:
        port, mode = PORTS.get(step.task, step.task), MODES.get(step.outcome, step.outcome)
        return words("{port}改为：{mode}", port=port, mode=mode)
    if step.by == rehearsal.OPERATOR:
        return words("运维重试 {element}", element=step.task)
    if step.task == rehearsal.APPLICATION:
        return words("申请人提交申请")
    if step.by == rehearsal.APPLICANT:
        return words("申请人提交补正")
    outcome = OUTCOMES.get(step.outcome, step.outcome)
    return words("{who}：{outcome}", who=step.role, outcome=outcome)


def _clock_words(wanted: str) -> Words:
    if wanted == rehearsal.NEXT:
        return words("时钟走到下一个期限")
    if wanted.startswith("+"):
        return words("时钟往后 {n} 个工作日", n=int(wanted[1:]))
    return words("时钟走到 {day}", day=wanted)


def _line(moment: Moment, number: int) -> dict[str, Any]:
    step = moment.step
    return {
        "number": number,
        "at": moment.at,
        "text": step_words(step),
        "where": step.task if step.by not in {rehearsal.CLOCK, rehearsal.AUTHORITY} else "",
        "member": step.member,
        "opinion": step.opinion,
        "waits": moment.waits,
    }


def _sections(view: View, draft: Draft) -> dict[str, list[Any]]:
    asked = view.edition.compiled.asked(frozenset(draft.needed))
    return preview.by_topic(asked)


def _filled(draft: Draft, script: Script, view: View) -> dict[str, Any]:
    typed = request.form
    if typed.get("do") in {"submit", "act"} and typed.get("whole"):
        asked = view.edition.compiled.asked(frozenset(draft.needed))
        return {**draft.values, **read_values(asked, typed)}
    return {**draft.values, **(script.values if view.root is None else {})}


def _locked(view: View, draft: Draft) -> frozenset[str]:
    return frozenset(one.name for one in view.edition.compiled.fields if _stands(one, draft))


def _stands(field: Field, draft: Draft) -> bool:
    """Whether what a source has answered stands in the field."""
    if not is_readonly(field) or field.source is None:
        return False
    known = draft.fetched.get(field.source["from"], {}).get("state") == "known"
    return known and field.name in draft.values


def _papers(view: View, script: Script, *, first: bool) -> Iterator[dict[str, Any]]:
    """The slots with what may be put there: nothing, a sample by the slot's own name, one that scenarios use."""
    for one in rehearsal.slots(view):
        own = one.name["zh"]
        chosen = script.attachments.get(one.element, "") if first else ""
        kinds = dict.fromkeys(filter(None, (own, chosen, *_kinds(script, one.element))))
        yield {
            "name": SLOT + one.element,
            "label": one.name,
            "chosen": chosen,
            "options": [(kind, TITLES.get(kind, kind)) for kind in kinds],
        }


def _kinds(script: Script, slot: str) -> list[str]:
    return [one.attachments[slot] for one in script.steps if slot in one.attachments]


def _by_field(problems: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, message in problems.items():
        found[SLOT + place.removeprefix("material:") if ":" in place else place] = message
    return found
