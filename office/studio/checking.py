"""What stands against a draft as it is being written: publication's own rules, each at its file and element."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import Engine, Refusal
from office import matters
from office.matters import Finding, Folder
from office.studio import rows, trees
from office.studio.differences import titles_of
from office.studio.drafts import Draft
from office.studio.places import Titles, named
from office.studio.saying import chinese_of, remedy_of
from office.words import words

PROCESS = "processes/process.bpmn"
_EXACTLY = "引擎能准确执行"


@dataclass(frozen=True)
class Problem:
    """What is wrong where, in words: `place` is what the studio's pages call it.

    `file` is the path in the draft, `element` the drawn element's id or the field's name ("" for the file).
    """

    file: str
    element: str
    place: str
    rule: str
    text: str
    remedy: str


def laid_over(draft: Draft, unsaved: Mapping[str, bytes | None]) -> Folder:
    """Return the draft's folder with contents that nobody saved yet in place of its own; None removes a file."""
    files = {path: one.content for path, one in draft.files.items()}
    files.update({path: content for path, content in unsaved.items() if content is not None})
    return Folder(draft.code, {path: files[path] for path in files if _stays(unsaved, path)})


def problems(
    session: Session, engine: Engine, folder: Folder, verbs: frozenset[str]
) -> tuple[Problem, ...]:
    """Return what stops this folder's publication, the diagram's own faults also where a file is malformed.

    A test row that does not come out as expected stops it as well.
    """
    found = matters.read_matter(session, engine, folder, verbs).findings
    known = {one.at for one in found if one.at}
    drawn = [one for one in engine.check(folder.process_files()) if one.element not in known]
    if any(one.rule.startswith(_EXACTLY) for one in found):
        drawn = []
    titles = titles_of(session) if found else {}
    return (
        *(problem_of(one, folder, titles) for one in found),
        *(_refused(one, folder) for one in drawn),
        *_failing(engine, folder),
    )


def problem_of(finding: Finding, folder: Folder, titles: Titles) -> Problem:
    """Return a finding with the path of the file and the element that it is about.

    `titles` are what shared elements are called.
    """
    paths = {path.rsplit("/", 1)[-1]: path for path in folder.files}
    file, _, rest = finding.element.partition(" · ")
    path = paths.get(file) or _usual(file)
    if path == PROCESS and finding.at:
        path = _drawn_in(finding.at, folder)
    return Problem(
        file=path,
        element=finding.at or rest.partition(" · ")[0],
        place=named(path, rest, folder, titles),
        rule=_EXACTLY if finding.rule.startswith(_EXACTLY) else finding.rule,
        text=chinese_of(finding.message),
        remedy=remedy_of(finding.remedy),
    )


def _failing(engine: Engine, folder: Folder) -> Iterator[Problem]:
    """The test rows of the decisions that fail, each named with its decision; a file of rows that nobody can read."""
    for path, content in sorted(folder.files.items()):
        if not (path.startswith("processes/") and path.endswith(".dmn")):
            continue
        try:
            tried = rows.failing({path: content, **_rows_beside(path, folder)}, engine.decisions)
        except trees.Unreadable as reason:
            said = words("测试行读不懂：{reason}", reason=str(reason))
            yield _row_problem(path, "", rows.rows_path(path), said)
            continue
        for one in tried:
            place = words(
                "{decision} 的测试行 {row}",
                decision=one.row.decision,
                row=one.row.name or one.row.id,
            )
            yield _row_problem(path, one.row.decision, place, _came_otherwise(one))


def _rows_beside(path: str, folder: Folder) -> dict[str, bytes]:
    beside = rows.rows_path(path)
    return {beside: folder.files[beside]} if beside in folder.files else {}


def _row_problem(path: str, decision: str, place: str, said: str) -> Problem:
    return Problem(
        file=path,
        element=decision,
        place=place,
        rule=words("决策的测试行全部通过"),
        text=said,
        remedy=words("请改决策表，或者改这一行应得的结果"),
    )


def _came_otherwise(tried: rows.Tried) -> str:
    if tried.verdict is None:
        return words("没有这个决策")
    return words(
        "应得 {expect}，实际 {value}",
        expect=_shown(tried.row.expect),
        value=_shown(tried.verdict.value),
    )


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _stays(unsaved: Mapping[str, bytes | None], path: str) -> bool:
    return path not in unsaved or unsaved[path] is not None


def _usual(file: str) -> str:
    side = "forms" if file.endswith(".json") else "processes"
    return f"{side}/{file}"


def _refused(refusal: Refusal, folder: Folder) -> Problem:
    return Problem(
        file=_drawn_in(refusal.element, folder),
        element=refusal.element,
        place=refusal.name or refusal.element,
        rule=_EXACTLY,
        text=chinese_of(refusal.reason),
        remedy=remedy_of(refusal.remedy) or "请改画",
    )


def _drawn_in(element: str, folder: Folder) -> str:
    """Return the file that draws an element: the diagram, or one of the decisions."""
    wanted = f'id="{element}"'.encode()
    drawings = sorted(one for one in folder.files if one.endswith((".bpmn", ".dmn")))
    found = [path for path in drawings if wanted in folder.files[path] or path.endswith(element)]
    return PROCESS if PROCESS in found or not found else found[0]
