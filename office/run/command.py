"""The command line: `tongban up`, `demo`, `web`, `worker`, `migrate`, `backup`, `restore`, `settings`, `matters …`."""

import argparse
import json
import logging
import os
import platform
import signal
import sys
import threading
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from office.run import log
from office.run.settings import Settings, SettingsError, read_settings

_LAST_JOB_SECONDS = 8.0  # less than the supervisor waits before it kills


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    parsed = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        done: int = parsed.run(settings, parsed)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tongban", description="Tongban 通办: matters as diagrams, executed"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="start everything on this machine")
    up.add_argument("--reload", action="store_true", help="reload the web server when code changes")
    up.add_argument(
        "--no-examples", action="store_true", help="no example cases in demonstration mode"
    )
    up.set_defaults(run=_up)

    demo = commands.add_parser("demo", help="walk the main job through HTTP, as its users do")
    demo.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    demo.add_argument("--scenario", type=int, choices=(1, 2), default=1, help="which demonstration")
    demo.set_defaults(run=_demo)

    web = commands.add_parser("web", help="serve the pages (gunicorn)")
    web.set_defaults(run=_web)

    worker = commands.add_parser("worker", help="do jobs: listen to the bell, poll beside it")
    worker.set_defaults(run=_worker)

    migrate = commands.add_parser("migrate", help="newest schema, shipped matters published")
    migrate.set_defaults(run=_migrate)

    shown = commands.add_parser("settings", help="every setting in force and where it comes from")
    shown.add_argument("--json", action="store_true", help="print one JSON object")
    shown.set_defaults(run=_settings)

    backup = commands.add_parser("backup", help="write the whole house into one file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="bring a house back from a backup")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="replace what is there")
    restore.set_defaults(run=_restore)

    people = commands.add_parser("accounts", help="the first operator of a house")
    making = people.add_subparsers(required=True, metavar="VERB")
    operator = making.add_parser("make-operator", help="make an operator, print the first password")
    operator.add_argument("username")
    operator.add_argument("name", help="the person's name")
    operator.add_argument("--organ", required=True, help="unified social credit code, 18 signs")
    operator.add_argument("--organ-name", required=True)
    operator.add_argument("--region", required=True, help="region code, six digits")
    operator.add_argument("--department", default="service", help="the department's key")
    operator.set_defaults(run=_make_operator)

    lint = commands.add_parser(
        "lint", help="say what the engine would refuse in a diagram or decision"
    )
    lint.add_argument("files", type=Path, nargs="+", metavar="FILE")
    lint.set_defaults(run=_lint)

    matters = commands.add_parser("matters", help="load, export and list matters")
    verbs = matters.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="bring a matter's folders in as a draft")
    load.add_argument("path", type=Path, help="a folder with processes/ and forms/ in it")
    load.add_argument(
        "--publish", action="store_true", help="publish what was loaded when the checks pass"
    )
    load.set_defaults(run=_matters_load)
    export = verbs.add_parser("export", help="write the published edition's folders")
    export.add_argument("code")
    export.add_argument("path", type=Path)
    export.set_defaults(run=_matters_export)
    listed = verbs.add_parser("list", help="the catalogue")
    listed.set_defaults(run=_matters_list)
    return parser


def _up(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.embedded.process import CannotStart
    from office.run.up import running, wait_for_interrupt  # web and worker do not load it

    logging.getLogger("alembic").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also while it starts: stop all
    examples = settings.demo and not parsed.no_examples
    try:
        with running(settings, say=_say, example_cases=examples, reload=parsed.reload) as house:
            for note in house.notes:
                _say(note)
            if settings.demo:
                from office.run.demo.people import sign_in_table  # loads the house: not before now

                print(sign_in_table())
            print(f"\n通办已启动 Tongban is up: {house.url}   (Ctrl-C 停止 stops all)", flush=True)
            wait_for_interrupt()
            _say("正在停止 stopping")
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _demo(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.walk import demonstrate  # needs packages that web and worker do not load

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    demo_settings = replace(settings, home=settings.home / "demo", mode="demo")
    return demonstrate(demo_settings, number=parsed.scenario, as_json=parsed.json)


def _web(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.up import web_command

    settings.require_database()
    command = web_command(settings)
    os.execv(command[0], command)  # noqa: S606 - replaces this process by gunicorn, no shell


def _worker(settings: Settings, parsed: argparse.Namespace) -> int:
    from celery.signals import setup_logging, worker_ready

    from office.run.assembly import build  # imports the whole house
    from office.run.bell import LOOK, celery_app
    from office.run.worker import Worker

    log.set_up()
    worker = Worker(build(settings), f"{platform.node()}:{os.getpid()}")
    if not settings.broker_url:
        worker.poll()
        return 0
    poll = threading.Thread(target=worker.poll, name="poll", daemon=True)
    poll.start()
    setup_logging.connect(_keep_our_logging, weak=False)
    worker_ready.connect(_stop_quietly, weak=False)
    # As root we run on a machine of our own (make run); the house's units name a user.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
    app = celery_app(settings.broker_url)
    app.task(name=LOOK, ignore_result=True)(worker.look)
    try:
        app.worker_main(
            ["--quiet", "worker", "--pool=solo", "--loglevel=WARNING", "--without-gossip"]
            + ["--without-mingle", "--without-heartbeat", "-Q", "tongban"]
            + ["-n", f"tongban-{os.getpid()}@%h"]
        )
    finally:
        worker.stop()
        poll.join(_LAST_JOB_SECONDS)
    return 0


def _keep_our_logging(**_: object) -> None:
    """Celery leaves logging alone where somebody listens to this signal."""


def _stop_quietly(**_: object) -> None:
    """Let SIGTERM and SIGINT end Celery after the bell in hand, without its own words on our log."""
    from celery.worker import state

    def ask(*_: object) -> None:
        state.should_stop = 0  # type: ignore[assignment]  # the exit code; declared as None

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


def _migrate(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.assembly import build
    from office.run.first import prepare
    from office.run.schema import migrate  # alembic is not needed elsewhere

    logging.getLogger("alembic").setLevel(logging.WARNING)
    migrate(settings.require_database())
    prepare(build(settings), say=_say, example_cases=False)
    return 0


def _settings(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.shown import shown

    rows = shown(settings)
    if parsed.json:
        found = {one.name: {"value": one.value, "source": one.source} for one in rows}
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    for one in rows:
        print(f"{one.name}={one.value}\t[{one.source}]\t{one.about}")
    return 0


def _backup(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.backup import CannotBackUp, back_up, note_backup

    try:
        made = back_up(settings, parsed.file)
    except CannotBackUp as error:
        print(error, file=sys.stderr)
        return 1
    note_backup(settings, made)
    _say(f"已备份 {made.size} 字节到 {made.path} backed up {made.size} bytes to {made.path}")
    return 0


def _restore(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.backup import CannotRestore, restore

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        found = restore(settings, parsed.file, replacing=parsed.replace)
    except CannotRestore as error:
        print(error, file=sys.stderr)
        return 1
    _say(f"已恢复 {found.made_at:%Y-%m-%d %H:%M} UTC 的备份 restored the backup of that moment")
    return 0


def _make_operator(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.accounts import Organ
    from office.run.people import CannotMake, make_operator

    organ = Organ(
        code=parsed.organ,
        name=parsed.organ_name,
        short=parsed.organ_name[:60],
        region=parsed.region,
        department=parsed.department,
    )
    try:
        password = make_operator(settings, parsed.username, parsed.name, organ)
    except CannotMake as error:
        print(error, file=sys.stderr)
        return 1
    print(password)
    return 0


def _lint(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.lint import lint  # imports the engine

    return lint(parsed.files)


def _matters_load(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.matters import load  # imports the whole house

    return load(settings, parsed.path, publish=parsed.publish)


def _matters_export(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.matters import export

    return export(settings, parsed.code, parsed.path)


def _matters_list(settings: Settings, parsed: argparse.Namespace) -> int:
    from office.run.matters import catalogue

    return catalogue(settings)


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
