"""Run a server as a child that dies with its parent, as an ordinary user also where we are root."""

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

PUBLIC_ROOT = Path("/var/lib/tongban")
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes, the server appends its own suffix
_PR_SET_PDEATHSIG = 1


class CannotStart(Exception):
    """An embedded server did not start."""


@dataclass(frozen=True)
class Place:
    """Where a server's data stand and which user runs it; `moved` when the asked folder cannot be entered."""

    data: Path
    user: str | None
    moved: bool


def choose_place(home: Path, name: str) -> Place:
    """Return the data folder of server `name` for this home.

    Root may not run PostgreSQL, so as root the server runs as `nobody`, which must be able to enter
    the folder: where it cannot (a clone under /root, a 0700 folder) the data stand in /var/lib/tongban.
    """
    if os.geteuid() != 0:
        return Place(home / name, None, moved=False)
    user = "nobody"
    home.mkdir(parents=True, exist_ok=True)
    if can_enter(home, user):
        return Place(home / name, user, moved=False)
    tag = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    return Place(PUBLIC_ROOT / f"{name}-{tag}", user, moved=True)


def package_folder(name: str) -> Path:
    """Return an installed package's folder without importing it: importing sets up directories of its own."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"the package {name} is not installed")
    return Path(spec.origin).parent


def can_enter(folder: Path, user: str) -> bool:
    """Whether `user` may list and traverse the folder."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0" && test -r "$0"', str(folder.resolve())],
        user=user,
        group=pwd.getpwnam(user).pw_gid,
        extra_groups=[],
        cwd="/",
        check=False,
    )
    return done.returncode == 0


def reachable_copy(source: Path, user: str | None, parts: Sequence[str], version: str) -> Path:
    """Return `source`, or a copy under /var/lib/tongban where `user` cannot enter the wheel's folder."""
    if user is None or all(can_enter(source / part, user) for part in parts):
        return source
    target = PUBLIC_ROOT / version
    if not (target / ".complete").exists():
        target.mkdir(parents=True, exist_ok=True)
        for part in parts:
            shutil.copytree(source / part, target / part, dirs_exist_ok=True, symlinks=True)
        open_up(target)
        (target / ".complete").touch()
    return target


def open_up(folder: Path) -> None:
    """Let others read and enter a copied tree: wheels may have been unpacked with a private umask."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            if not path.is_dir() and path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o011)


def own(folder: Path, user: str | None) -> None:
    """Make the folder private to the server's user."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o700)


def socket_folder(place: Place) -> Path:
    """Return a folder for the socket whose path is short enough for the kernel."""
    if len(str(place.data.resolve())) <= LONGEST_SOCKET_PATH - 24:
        return place.data.resolve()
    tag = hashlib.sha256(str(place.data.resolve()).encode()).hexdigest()[:12]
    folder = Path("/tmp") / f"tongban-{os.geteuid()}-{tag}"  # noqa: S108 - owned and 0700, see own()
    own(folder, place.user)
    return folder


def take_lock(place: Place) -> IO[str] | None:
    """Return the open lock file if we are to run this server, None if another process runs it."""
    place.data.parent.mkdir(parents=True, exist_ok=True)
    lock = (place.data.parent / f"{place.data.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def launch(
    command: Sequence[str], place: Place, log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child that receives SIGINT when the calling thread dies, however it dies.

    Without `environment` the child gets nothing of ours but PATH.
    """
    extra: dict[str, object] = {}
    if place.user is not None:
        entry = pwd.getpwnam(place.user)
        extra = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    with log.open("ab") as sink:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]  # keyword dict
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd="/",
            preexec_fn=_die_with_parent(),
            start_new_session=True,
            env=dict(environment) if environment is not None else _bare_environment(),
            **extra,
        )


def run_once(command: Sequence[str], place: Place) -> None:
    """Run a helper program of the server (initdb) as the server's user; raise CannotStart with its words."""
    entry = pwd.getpwnam(place.user) if place.user else None
    done = subprocess.run(
        list(command),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        extra_groups=[] if entry else None,
        env=_bare_environment(),
        check=False,
    )
    if done.returncode != 0:
        raise CannotStart(done.stderr.decode(errors="replace").strip()[-2000:])


def stop(child: subprocess.Popen[bytes], sign: signal.Signals, seconds: float = 15) -> None:
    """Ask the server to end; kill it when it does not."""
    if child.poll() is not None:
        return
    child.send_signal(sign)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _bare_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _die_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)

    return ask
