"""The scenarios of a draft: run one by one in a sandbox, compared with what they expect, written from a rehearsal."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from datetime import time as hour
from typing import Any

import yaml
from marshmallow import ValidationError

from engine import Taken
from office.clocks import SHANGHAI, local
from office.matters import Folder, Stopped
from office.rehearsal.play import CannotGoOn, Player
from office.rehearsal.sandbox import sandbox
from office.rehearsal.script import Script, script_of, step_to_json
from office.rehearsal.view import papers_of, view_of
from office.run.assembly import House
from office.run.demo.scenario import Scenario, Step, parse_scenario
from office.words import words

FOLDER = "processes/scenarios/"
DONE = "done"  # of a member that ends without an outcome
_MORNING = hour(9)


@dataclass(frozen=True)
class Difference:
    """What a scenario expects and what came instead; `what` is a sentence or a word for people."""

    what: str
    expected: str
    came: str


@dataclass(frozen=True)
class Result:
    """One scenario run to its end: green, or red with the step (counted from 1) or the differences.

    taken are the flows that its case went along, for the coverage of the diagram.
    """

    path: str
    name: str
    steps: int
    failed_at: int = 0
    step: Step | None = None
    reason: str = ""
    differences: tuple[Difference, ...] = ()
    taken: frozenset[Taken] = frozenset()
    seconds: float = 0.0

    @property
    def green(self) -> bool:
        return not self.reason and not self.differences


def scenario_paths(folder: Folder) -> list[str]:
    """Return the paths of a folder's scenario files."""
    return sorted(
        path for path in folder.files if path.startswith(FOLDER) and path.endswith(".yaml")
    )


def read_scenario_of(folder: Folder, path: str) -> Scenario:
    """Return one scenario of a folder; raises CannotGoOn with what is wrong in the file."""
    try:
        return parse_scenario(folder.files[path])
    except (KeyError, ValidationError, yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise CannotGoOn(words("这个场景文件读不懂：{wrong}", wrong=str(wrong))) from None


def run_scenarios(house: House, folder: Folder) -> tuple[Result, ...]:
    """Run every scenario of a draft (office.studio.folder_of) and say which end as their files say.

    Nothing is kept, and no session is needed: each scenario has its own transaction, which is taken back.
    """
    return tuple(run_scenario(house, folder, path) for path in scenario_paths(folder))


def run_scenario(house: House, folder: Folder, path: str) -> Result:
    """Run one scenario of a draft."""
    began = time.perf_counter()
    try:
        scenario = read_scenario_of(folder, path)
        script = script_of(scenario, start_of(scenario, house.clock()))
        with sandbox(house, folder, script.start, key=path) as box:
            player = Player(box, script)
            return _compared(player, scenario, script, path, began)
    except CannotGoOn as stopped:
        return Result(path, path.removeprefix(FOLDER), 0, reason=stopped.reason)
    except Stopped as stopped:
        reason = words("草稿还不能运行：{why}", why=str(stopped))
        return Result(path, scenario.name, len(script.steps), reason=reason)


def start_of(scenario: Scenario, now: datetime) -> datetime:
    """Return the moment at which a scenario begins: the morning of its day, else of today."""
    day = date.fromisoformat(scenario.start) if scenario.start else local(now).date()
    return datetime.combine(day, _MORNING, SHANGHAI)


def write_scenario(player: Player, name: str) -> bytes:
    """Return the scenario file of a rehearsal: what was done, and what has come of it as what is expected."""
    scenario = player.script.scenario(name, expected_of(player))
    said: dict[str, Any] = {
        key: value
        for key, value in asdict(scenario).items()
        if key in {"name", "matter", "applicant", "region", "answers", "values"}
    }
    said["start"] = local(player.script.start).date().isoformat()
    said["attachments"] = dict(scenario.attachments)
    said["steps"] = [step_to_json(step) for step in scenario.steps]
    said["expect"] = dict(scenario.expect)
    return yaml.safe_dump(_plain(said), allow_unicode=True, sort_keys=False, width=100).encode()


def _plain(value: Any) -> Any:
    """Return values as a file writes them: sentences of the house are text there."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def expected_of(player: Player) -> dict[str, Any]:
    """Return how the case stands, as a scenario's `expect` says it."""
    view = view_of(player)
    if view.root is None:
        return {"outcome": ""}
    expect: dict[str, Any] = {"outcome": view.root.outcome_label}
    members = {
        one.matter: one.outcome or (DONE if one.closed_at else "open") for one in view.family[1:]
    }
    if members:
        needed = {code: members.get(code) for code in view.edition.compiled.codes}
        expect["members"] = needed
    expect["documents"] = [
        {"layout": one.kind} | ({"member": one.matter} if one.matter != view.root.matter else {})
        for one in view.papers
        if one.delivered
    ]
    if view.root.closed_at is None:
        expect["open"] = [
            {"member": one.item.matter, "task": one.item.element} for one in view.tasks
        ]
    return expect


def _compared(
    player: Player, scenario: Scenario, script: Script, path: str, began: float
) -> Result:
    def result(**more: Any) -> Result:
        return Result(
            path,
            scenario.name,
            len(script.steps),
            taken=player.box.taken(),
            seconds=time.perf_counter() - began,
            **more,
        )

    try:
        player.play(script)
    except CannotGoOn as stopped:
        at = len(player.moments)
        details = "；".join(stopped.problems.values())
        reason = words("{reason}：{details}", reason=stopped.reason, details=details)
        return result(
            failed_at=at + 1,
            step=script.steps[at] if at < len(script.steps) else None,
            reason=reason if details else stopped.reason,
        )
    return result(differences=tuple(_differences(scenario.expect, player)))


def _differences(expect: Mapping[str, Any], player: Player) -> Iterator[Difference]:
    came = expected_of(player)
    if (expect.get("outcome") or "") != came["outcome"]:
        yield Difference(words("结果"), _text(expect.get("outcome")), _text(came["outcome"]))
    waiting = player.root() is not None and "open" in came
    if waiting and "open" not in expect:
        left = "、".join(one["task"] for one in came["open"]) or words("没有人的任务")
        yield Difference(words("办结"), words("已办结"), words("还在等：{left}", left=left))
    elif "open" in expect and expect["open"] != came.get("open"):
        yield Difference(words("在等"), _text(expect["open"]), _text(came.get("open")))
    for code, wanted in (expect.get("members") or {}).items():
        got = (came.get("members") or {}).get(code)
        if wanted != got and not (wanted == DONE and _closed(player, code)):
            yield Difference(words("成员 {code}", code=code), _text(wanted), _text(got))
    if "documents" in expect:
        yield from _papers(expect["documents"], came["documents"])
    if any(
        not one.sealed and one.seal is not None for one in papers_of(player) if one.delivered_at
    ):
        yield Difference(words("文书"), words("盖章后送达"), words("没有盖章"))


def _papers(wanted: Any, came: Any) -> Iterator[Difference]:
    def plain(papers: Any) -> list[str]:
        return sorted(" ".join(filter(None, (p["layout"], p.get("member", "")))) for p in papers)

    if plain(wanted) != plain(came):
        yield Difference(words("文书"), "、".join(plain(wanted)), "、".join(plain(came)))


def _closed(player: Player, code: str) -> bool:
    return any(one.matter == code and one.closed_at for one in view_of(player).family)


def _text(value: Any) -> str:
    if value in (None, "", []):
        return words("无")
    if isinstance(value, list):
        return "、".join(f"{one.get('member', '')} {one.get('task', '')}".strip() for one in value)
    return str(value)
