"""`tongban matters load | export | list`: the folders of matters as the command line moves them."""

import sys
from pathlib import Path

from office import matters
from office.run.assembly import build
from office.run.settings import Settings
from office.verbs import VERBS

ACTOR = "command-line"


def load(settings: Settings, path: Path, *, publish: bool) -> int:
    """Bring in what the folder holds; say what is wrong by element, rule and remedy; return the exit code."""
    house = build(settings)
    try:
        with house.transaction() as session:
            loaded = matters.load_folder(
                session,
                house.engine,
                path,
                frozenset(VERBS),
                actor=ACTOR,
                now=house.clock(),
                publishing=publish,
            )
    except matters.Stopped as stopped:
        _say(stopped.findings)
        return 1
    except matters.FolderRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    for one in loaded:
        print(f"{one.edition.code}\t{one.edition.name_zh}\t{one.state}")
        _say(one.findings)
    return 1 if any(one.findings for one in loaded) else 0


def export(settings: Settings, code: str, target: Path) -> int:
    """Write the published edition's folders below `target`."""
    house = build(settings)
    with house.transaction() as session:
        try:
            edition = matters.published(session, code)
        except matters.UnknownMatter:
            print(f"没有已发布的事项 {code}。 No published matter {code}.", file=sys.stderr)
            return 1
        matters.export(session, edition.id, target)
    return 0


def catalogue(settings: Settings) -> int:
    """Print the published matters."""
    house = build(settings)
    with house.transaction() as session:
        for edition in matters.catalogue(session):
            print(f"{edition.code}\t{edition.version}\t{edition.name_zh}\t{edition.kind}")
    return 0


def _say(findings: tuple[matters.Finding, ...]) -> None:
    for finding in findings:
        print(
            f"  {finding.element}: {finding.rule}: {finding.message} → {finding.remedy}",
            file=sys.stderr,
        )
