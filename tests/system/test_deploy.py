"""What an installation is made of agrees with what the program reads."""

import configparser
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from office.accounts import Organ, throttle
from office.run.assembly import House
from office.run.people import CannotMake, make_operator
from office.run.shown import shown
from tests.system.test_keeping import field
from web.app import create_app

DEPLOY = Path("deploy")
ORGAN = Organ("11230102T00001055T", "示例市道里区政务服务中心", "道里政务", "230102", "service")


def test_every_variable_of_the_example_is_a_setting(house: House) -> None:
    known = {one.name for one in shown(house.settings)}

    named = set(re.findall(r"^(TONGBAN_\w+)=", (DEPLOY / "tongban.env.example").read_text(), re.M))

    assert named
    assert named <= known


def test_readme_and_operating_manual_name_no_unknown_variable(house: House) -> None:
    known = {one.name for one in shown(house.settings)} | {"TONGBAN_CONFORMANCE"}

    for page in ("README.md", "README.zh-CN.md", "docs/operate.md"):
        named = set(re.findall(r"TONGBAN_[A-Z_]+", Path(page).read_text()))
        assert named <= known, page


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("systemd/*.service")), ids=lambda one: one.name)
def test_a_unit_runs_a_command_that_exists_as_a_user_of_its_own(unit: Path) -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(unit)

    service = read["Service"]
    assert service["User"] == "tongban"
    assert service["NoNewPrivileges"] == "yes"
    assert re.search(r"tongban (web|worker|backup)", service["ExecStart"])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_unknown_word_in_the_units() -> None:
    units = [str(one) for one in DEPLOY.glob("systemd/*") if "@" not in one.name]

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True
    ).stderr

    assert "Unknown" not in said
    assert "Failed to parse" not in said


def test_the_first_operator_signs_in_with_the_printed_password(house: House) -> None:
    password = make_operator(house.settings, "first-operator", "系统运维员甲", ORGAN)

    client = create_app(house).test_client()
    form = {"username": "first-operator", "password": password}
    client.post("/sign-in", data={**form, "csrf_token": field(client.get("/sign-in").text)})
    assert client.get("/admin/house").status_code == 200
    with pytest.raises(CannotMake):
        make_operator(house.settings, "first-operator", "系统运维员甲", ORGAN)


@pytest.mark.parametrize(("proxies", "slowed"), [(0, True), (1, False)])
def test_throttling_sees_the_visitor_behind_a_trusted_proxy_and_believes_no_other(
    house: House, proxies: int, slowed: bool
) -> None:
    settings = replace(house.settings, trusted_proxies=proxies)
    client = create_app(replace(house, settings=settings)).test_client()
    with house.transaction() as session:
        for number in range(30):
            throttle.count_failure(session, f"nobody-{number}", "127.0.0.1", house.clock())

    assert (_guess(client, "nobody-more", "10.2.0.1") == 429) == slowed


def _guess(client: FlaskClient, username: str, visitor: str) -> int:
    token = field(client.get("/sign-in").text)
    form = {"username": username, "password": "a wrong guess", "csrf_token": token}
    return client.post("/sign-in", data=form, headers={"X-Forwarded-For": visitor}).status_code
