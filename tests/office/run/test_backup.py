"""A backup is a whole house: restored elsewhere, its open case goes on to the same end."""

import inspect
import json
import re
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from office.run.assembly import House, build
from office.run.backup import Backup, CannotRestore, back_up, note_backup, restore
from office.run.command import main
from office.run.settings import Settings, read_settings
from office.run.shown import shown
from office.run.worker import Worker
from tests.ending import end_of
from tests.houses import close, settings_of

Fresh = Callable[..., str]


@pytest.fixture
def original(fresh_database: Fresh, decided: str, tmp_path: Path) -> Settings:
    """A house with a food licence granted, whose certificate is not drawn yet; a home of its own."""
    shared = settings_of(fresh_database(decided))
    home = tmp_path / "original"
    shutil.copytree(shared.home / "seal", home / "seal")
    return replace(shared, home=home)


@pytest.fixture
def elsewhere(fresh_database: Fresh, tmp_path: Path) -> Settings:
    """Another machine: an empty database, an empty home."""
    url = fresh_database("template0")
    return read_settings({"TONGBAN_HOME": str(tmp_path / "home"), "TONGBAN_DATABASE_URL": url})


@pytest.fixture
def backup(original: Settings, tmp_path: Path) -> Backup:
    return back_up(original, tmp_path / "kept" / "house.tongban")


def test_a_restored_house_takes_its_open_case_to_the_end_that_the_original_takes_it_to(
    original: Settings, elsewhere: Settings, backup: Backup
) -> None:
    restore(elsewhere, backup.path)

    ends = []
    for settings in (original, elsewhere):
        house = build(settings)
        Worker(house, "after").drain()
        ends.append(end_of(house))
        close(house)
    assert ends[0].outcomes == ("granted",)
    assert ends[0].signatures == ends[1].signatures > 0
    assert ends[0].papers and len(ends[0].papers) == len(ends[1].papers)
    assert (ends[1].outcomes, ends[1].jobs, ends[1].incidents) == (ends[0].outcomes, (), ())
    assert [one[0] for one in ends[1].licences] == [one[0] for one in ends[0].licences]


def test_a_backup_is_for_its_owner_alone_and_names_what_it_holds(backup: Backup) -> None:
    assert backup.path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup.path) as archive:
        manifest = json.loads(archive.extractfile("manifest.json").read())  # type: ignore[union-attr]
    assert set(manifest["files"]) == {"database.sql.gz", "seal/keys.bin"}
    assert manifest["revision"] == backup.revision


def test_a_database_that_is_not_empty_is_replaced_only_when_asked(
    original: Settings, backup: Backup
) -> None:
    with pytest.raises(CannotRestore, match="--replace"):
        restore(original, backup.path)

    restore(original, backup.path, replacing=True)

    house = build(original)
    Worker(house, "after").drain()
    assert end_of(house).outcomes == ("granted",)
    close(house)


def test_a_damaged_backup_is_refused_before_anything_is_touched(
    elsewhere: Settings, backup: Backup
) -> None:
    content = bytearray(backup.path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    backup.path.write_bytes(content)

    with pytest.raises(CannotRestore):
        restore(elsewhere, backup.path)

    engine = create_engine(elsewhere.database_url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT count(*) FROM pg_namespace WHERE nspname = 'office'")
        ).scalar_one()
    engine.dispose()
    assert found == 0


def test_a_house_that_people_work_in_is_not_restored_over(
    original: Settings, backup: Backup
) -> None:
    engine = create_engine(original.database_url)
    with (
        engine.connect() as somebody,
        pytest.raises(CannotRestore, match="1 other connections"),
    ):
        somebody.execute(text("SELECT 1"))
        restore(original, backup.path, replacing=True)
    engine.dispose()


def test_the_audit_trail_says_when_the_last_backup_was_made(
    original: Settings, backup: Backup
) -> None:
    note_backup(original, backup)

    engine = create_engine(original.database_url)
    with engine.connect() as connection:
        noted = connection.execute(
            text("SELECT subject, data FROM audit.entries WHERE verb = 'house.backup'")
        ).one()
    engine.dispose()
    assert noted.subject == "house.tongban"
    assert noted.data["size"] == backup.size


def test_settings_are_shown_with_their_source_and_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONGBAN_DATABASE_URL", "postgresql://office:hush@db.example/tongban")
    monkeypatch.setenv("TONGBAN_SECRET", "s" * 40)
    monkeypatch.delenv("TONGBAN_PORT", raising=False)

    assert main(["settings", "--json"]) == 0

    shown = capsys.readouterr().out
    found = json.loads(shown)
    assert "hush" not in shown
    assert "s" * 40 not in shown
    assert found["TONGBAN_DATABASE_URL"]["source"] == "environment"
    assert found["TONGBAN_PORT"] == {"value": "8000", "source": "default"}


def test_every_setting_that_is_read_is_shown(house: House) -> None:
    source = Path(inspect.getsourcefile(read_settings) or "").read_text()

    named = {one.name for one in shown(house.settings)}

    assert named >= set(re.findall(r"TONGBAN_[A-Z_]+", source))
