"""`tongban up`: once a home, a port that is free, nothing left behind; production takes no demonstration."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from office import accounts, matters
from office.run.assembly import build
from office.run.first import prepare
from office.run.settings import SERVERS_FILE, SettingsError, read_settings
from office.run.up import free_port
from tests.houses import Fresh, close, settings_of
from tests.running import COMMAND, Up, environment, up

SECRET = "a secret of this test alone, long enough"  # noqa: S105


@pytest.fixture
def running(fresh_database: Fresh, published: str, tmp_path: Path) -> Iterator[Up]:
    """A house on a database that stands already, with a broker of its own."""
    tmp_path.chmod(0o755)
    url = fresh_database(published)
    with up(tmp_path, TONGBAN_PORT=str(free_port()), TONGBAN_DATABASE_URL=url) as house:
        yield house


def test_a_second_start_in_one_home_is_refused_and_ctrl_c_ends_all_of_the_first(
    running: Up, tmp_path: Path
) -> None:
    servers = running.home / SERVERS_FILE
    assert servers.stat().st_mode & 0o077 == 0

    second = start(TONGBAN_HOME=str(running.home), TONGBAN_PORT=str(free_port()))

    assert second.returncode == 1
    assert f"通办已在 {running.home} 运行" in second.stderr
    assert "Traceback" not in second.stderr
    assert servers.exists(), "the second took the first's addresses away"
    assert {"gunicorn", "command worker", "valkey-server"} <= {
        words
        for words in ("gunicorn", "command worker", "valkey-server")
        if running.child(words) > 0
    }

    assert running.interrupt() == 0

    assert running.left() == []
    assert not servers.exists()


def test_a_taken_port_is_named_with_the_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = start(TONGBAN_HOME=str(tmp_path), TONGBAN_PORT=str(port))

    assert refused.returncode == 1
    assert f"端口 {port} 已被占用；可用 TONGBAN_PORT 换一个" in refused.stderr
    assert not (tmp_path / SERVERS_FILE).exists()
    assert not (tmp_path / "postgres").exists()


def test_production_refuses_to_start_with_a_default_secret(tmp_path: Path) -> None:
    refused = start(TONGBAN_HOME=str(tmp_path), TONGBAN_MODE="production")

    assert refused.returncode == 2
    assert "TONGBAN_SECRET" in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("secret", ["", "short", "tongban-demonstration-secret"])
def test_production_needs_a_long_secret_of_its_own(secret: str) -> None:
    with pytest.raises(SettingsError):
        read_settings({"TONGBAN_MODE": "production", "TONGBAN_SECRET": secret})


@pytest.mark.parametrize(
    "wrong", [{"TONGBAN_MODE": "test"}, {"TONGBAN_PORT": "http"}, {"TONGBAN_LEASE_SECONDS": "-1"}]
)
def test_a_wrong_setting_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        read_settings(wrong)


def test_production_has_the_shipped_matters_and_no_demonstration_account(
    fresh_database: Fresh,
) -> None:
    house = build(settings_of(fresh_database(), TONGBAN_MODE="production", TONGBAN_SECRET=SECRET))

    prepare(house, say=lambda text: None, example_cases=True)

    with house.transaction() as session:
        assert accounts.accounts(session) == []
        assert accounts.organs(session) == []
        assert matters.published(session, "open-restaurant").code == "open-restaurant"
    close(house)


def start(**settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "up", "--no-examples"],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
