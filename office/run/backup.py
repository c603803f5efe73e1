"""One file that holds a whole house: its database, the local authorities' one, the seal keys; and the way back.

The file is a tar: manifest.json (digests of the rest), database.sql.gz, adapters.sql.gz where that is another
database, seal/keys.bin. It holds personal data and the seal's keys: it is written for its owner alone (mode 600).
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from office import audit
from office.run.condition import newest_revision
from office.run.embedded.postgres import Postgres, binaries_for
from office.run.embedded.process import Place, take_lock
from office.run.schema import migrate
from office.run.settings import Settings
from office.run.transaction import Transaction

FORMAT = 1
KEYS = "seal/keys.bin"
MAIN, ADAPTERS = "database.sql.gz", "adapters.sql.gz"
_SCHEMAS = ("engine", "office", "adapters", "audit")
_CHUNK = 1 << 20


class CannotBackUp(Exception):
    """The backup was not made; the message says why."""


class CannotRestore(Exception):
    """Nothing was restored and nothing changed; the message says why."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds; size in bytes."""

    path: Path
    size: int
    revision: str
    made_at: datetime


def back_up(settings: Settings, path: Path) -> Backup:
    """Write the file; a running house goes on meanwhile. Raises CannotBackUp.

    The authorities' own database is dumped after the house's: what the house has asked of them is in it, and a
    question asked again after a restore gets its first answer (request ids).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with with_database(settings) as served, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o700)
        _dump(served.require_database(), folder / MAIN)
        if served.adapters_database_url != served.database_url:
            _dump(served.adapters_database_url, folder / ADAPTERS)
        keys = settings.home / KEYS
        if keys.exists():
            (folder / "seal").mkdir()
            shutil.copy(keys, folder / KEYS)
        made_at = datetime.now(UTC)
        revision = _revision(served.require_database())
        _write_manifest(folder, revision, made_at)
        _pack(folder, path)
    return Backup(path, path.stat().st_size, revision, made_at)


def restore(settings: Settings, path: Path, *, replacing: bool = False) -> Backup:
    """Bring a house back from the file into an empty database, or in place of what is there.

    The file is verified whole before anything is touched. Raises CannotRestore.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o700)
        manifest = _unpack(path, folder)
        keys = settings.home / KEYS
        if not replacing and keys.exists() and _other_keys(keys, folder / KEYS):
            raise CannotRestore(
                f"{keys} 是另一套印章密钥；确认要替换请加 --replace。"
                f" {keys} holds other seal keys; add --replace to replace them."
            )
        with _alone(settings), with_database(settings) as served:
            urls = {MAIN: served.require_database()}
            if (folder / ADAPTERS).exists():
                urls[ADAPTERS] = served.adapters_database_url
            for url in urls.values():
                _ensure_free(url, replacing=replacing)
            for name, url in urls.items():
                _load(url, folder / name, replacing=replacing)
            migrate(served.require_database())
        if (folder / KEYS).exists():
            keys.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / KEYS, keys)
            keys.chmod(0o600)
    made_at = datetime.fromisoformat(manifest["made_at"])
    return Backup(path, path.stat().st_size, manifest["revision"], made_at)


def note_backup(settings: Settings, made: Backup) -> None:
    """Keep in the audit trail that a backup was made: operators see when the last one was."""
    with with_database(settings) as served:
        transaction = Transaction(served.require_database(), ring=lambda: None)
        with transaction() as session:
            audit.record(
                session,
                actor=None,
                verb="house.backup",
                subject=made.path.name,
                data={"size": made.size, "revision": made.revision},
                now=made.made_at,
            )
        transaction.close()


@contextmanager
def with_database(settings: Settings) -> Iterator[Settings]:
    """Settings whose database answers: the one named, the one that `up` runs, or the home's own, started for this."""
    if settings.database_url:
        yield settings
        return
    server = Postgres(settings.home)
    url = server.start()
    try:
        adapters = settings.adapters_database_url or url
        yield replace(settings, database_url=url, adapters_database_url=adapters)
    finally:
        server.stop()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = take_lock(Place(settings.home / "up", None, moved=False))
    if lock is None:
        raise CannotRestore(
            f"通办正在 {settings.home} 运行，请先停止。 Tongban runs in {settings.home}: stop it first."
        )
    try:
        yield
    finally:
        lock.close()


def _dump(url: str, target: Path) -> None:
    command = ["pg_dump", "--no-owner", "--no-privileges", "--quote-all-identifiers"]
    with gzip.open(target, "wb", compresslevel=6) as kept, tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            _program(command), stdout=subprocess.PIPE, stderr=said, env=_environment(url)
        ) as dump:
            assert dump.stdout is not None
            shutil.copyfileobj(dump.stdout, kept, _CHUNK)
        said.seek(0)
        if dump.returncode != 0:
            raise CannotBackUp(said.read().decode(errors="replace").strip())


def _load(url: str, source: Path, *, replacing: bool) -> None:
    command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            _program(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=_environment(url),
        ) as client:
            assert client.stdin is not None
            try:
                if replacing:
                    client.stdin.write(_dropping().encode())
                with gzip.open(source, "rb") as kept:
                    for line in kept:
                        # A newer pg_dump sets what an older server does not know; it means nothing here.
                        if not line.startswith(b"SET transaction_timeout"):
                            client.stdin.write(line)
                client.stdin.close()
            except BrokenPipeError:
                pass  # psql has stopped; its reason follows
        said.seek(0)
        if client.returncode != 0:
            reason = said.read().decode(errors="replace").strip()
            raise CannotRestore(f"数据库没有改动。 The database is unchanged. {reason}")


def _dropping() -> str:
    schemas = "".join(f"DROP SCHEMA IF EXISTS {name} CASCADE;\n" for name in _SCHEMAS)
    return f"{schemas}DROP TABLE IF EXISTS public.alembic_version;\n"


def _ensure_free(url: str, *, replacing: bool) -> None:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).scalar_one()
            filled = connection.execute(
                text("SELECT count(*) FROM pg_namespace WHERE nspname = ANY(:names)"),
                {"names": list(_SCHEMAS)},
            ).scalar_one()
    finally:
        engine.dispose()
    if others:
        raise CannotRestore(
            f"数据库还有 {others} 个连接，请先停止网页和后台。"
            f" {others} other connections are open: stop web and workers first."
        )
    if filled and not replacing:
        raise CannotRestore(
            "数据库不是空的；确认要替换请加 --replace。"
            " The database is not empty; add --replace to replace what is there."
        )


def _revision(url: str) -> str:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return str(
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            )
    finally:
        engine.dispose()


def _write_manifest(folder: Path, revision: str, made_at: datetime) -> None:
    files = {
        str(path.relative_to(folder)): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "format": FORMAT,
        "tongban": version("tongban"),
        "revision": revision,
        "made_at": made_at.isoformat(),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2))


def _pack(folder: Path, path: Path) -> None:
    partial = path.with_name(path.name + ".part")
    handle = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        for one in sorted(folder.rglob("*")):
            if one.is_file():
                archive.add(one, str(one.relative_to(folder)))
        raw.flush()
        os.fsync(raw.fileno())
    partial.rename(path)


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    known = {"manifest.json", MAIN, ADAPTERS, KEYS}
    try:
        with tarfile.open(path, mode="r:") as archive:
            for one in archive.getmembers():
                if not one.isfile() or one.name not in known:
                    raise CannotRestore(f"备份里有不认识的内容：{one.name}。 Unknown entry.")
            archive.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
        files: dict[str, str] = manifest["files"]
        if manifest["format"] != FORMAT or MAIN not in files:
            raise CannotRestore("备份的格式不认识。 Unknown format of backup.")
        for name, digest in files.items():
            if name not in known or _digest(folder / name) != digest:
                raise CannotRestore(f"{name} 已损坏。 {name} is damaged.")
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise CannotRestore(f"这不是完整的备份：{error}。 Not a whole backup.") from error
    if manifest["revision"] > newest_revision():
        raise CannotRestore(
            f"备份来自更新的版本（{manifest['revision']}），请先升级。 The backup is of a newer version."
        )
    return manifest


def _other_keys(mine: Path, theirs: Path) -> bool:
    return theirs.exists() and _digest(mine) != _digest(theirs)


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _program(command: list[str]) -> list[str]:
    return [str(binaries_for() / command[0]), *command[1:]]


def _environment(url: str) -> dict[str, str]:
    """How libpq's programs find the database: never on the command line, where others can read a password."""
    parts = make_url(url)
    host = parts.host or parts.query.get("host", "")
    found = {
        "PGHOST": host if isinstance(host, str) else host[0],
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": str(parts.password or ""),
        "PGDATABASE": parts.database or "",
        "PGCLIENTENCODING": "UTF8",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {name: value for name, value in found.items() if value}
