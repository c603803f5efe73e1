"""Other authorities over HTTP: a case is sealed and registered over the wire; one that is away costs nobody anything."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.serving import make_server

from adapters.circuit import CLOSED, OPEN
from adapters.faults import DOWN
from office.run.assembly import House, build
from office.run.demo.people import people
from office.run.settings import Remote, Settings, SettingsError, read_settings
from office.run.worker import Worker
from tests.adapters.conftest import _Quiet
from tests.adapters.serving import TOKEN, Authority, authority
from tests.ending import end_of
from tests.houses import Fresh, close, settings_of
from tests.system.test_keeping import field
from web.app import create_app


class Clock:
    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def served(fresh_database: Fresh, decided: str) -> Iterator[tuple[Settings, House, Authority]]:
    """A house whose authorities listen on a socket: the embedded ones of a house beside it."""
    settings = settings_of(fresh_database(decided))
    beside = build(settings)
    door = authority(beside.ports)
    server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    remote = Remote(f"http://127.0.0.1:{server.server_port}", TOKEN)
    yield (
        replace(settings, remotes=dict.fromkeys(("seal", "licence", "credit"), remote)),
        beside,
        door,
    )
    server.shutdown()
    server.server_close()
    thread.join()
    close(beside)


def test_a_licence_is_numbered_sealed_and_registered_over_the_wire(
    served: tuple[Settings, House, Authority],
) -> None:
    settings, _, door = served
    house = build(settings)

    Worker(house, "w").drain()

    assert end_of(house).outcomes == ("granted",)
    assert {operation for operation, _ in door.heard} >= {
        "licence.reserve",
        "licence.issue",
        "seal.apply",
    }
    assert all(key for operation, key in door.heard if operation != "licence.lookup")
    close(house)


def test_an_authority_that_is_away_opens_its_circuit_the_case_waits_and_ends_when_it_is_back(
    served: tuple[Settings, House, Authority],
) -> None:
    settings, beside, door = served
    clock = Clock()
    house = build(settings, clock=clock)
    worker = Worker(house, "w")
    assert beside.ports.lines is not None
    assert house.ports.lines is not None
    beside.ports.lines.faults.set("licence", DOWN)
    circuit = house.ports.lines.circuits["licence"]

    for _ in range(12):
        worker.drain()
        clock.at += timedelta(minutes=2)
        if circuit.state().state == OPEN:
            break
    assert circuit.state().state == OPEN
    assert end_of(house).outcomes == ()

    beside.ports.lines.faults.clear()
    for _ in range(12):
        clock.at += timedelta(minutes=15)
        worker.drain()
    end = end_of(house)
    assert end.outcomes == ("granted",)
    assert len(end.licences) == 1
    assert circuit.state().state == CLOSED
    close(house)


def test_a_line_that_is_down_for_a_day_leaves_no_incident_behind(
    served: tuple[Settings, House, Authority],
) -> None:
    settings, beside, _ = served
    clock = Clock()
    house = build(settings, clock=clock)
    worker = Worker(house, "w")
    assert beside.ports.lines is not None
    assert house.ports.lines is not None
    beside.ports.lines.faults.set("licence", DOWN)

    for _ in range(24):
        worker.drain()
        clock.at += timedelta(hours=1)
    worker.drain()
    assert house.ports.lines.circuits["licence"].state().state != CLOSED
    assert end_of(house).incidents == ()

    beside.ports.lines.faults.clear()
    house.ports.lines.circuits["licence"].reset()
    with house.transaction() as session:
        assert house.engine.hurry(session, ["licence.reserve", "licence.issue"]) == 1
    worker.drain()
    assert end_of(house).outcomes == ("granted",)
    close(house)


def test_an_operator_sees_the_lines_and_switches_one(
    served: tuple[Settings, House, Authority],
) -> None:
    settings, _, door = served
    house = build(settings)
    client = create_app(house).test_client()
    form = {"username": "operator", "password": people()["password"]}
    client.post("/sign-in", data={**form, "csrf_token": field(client.get("/sign-in").text)})
    page = client.get("/admin/adapters").text
    assert "远程接口" in page

    client.post("/admin/adapters/seal", data={"csrf_token": field(page), "backend": "local"})
    Worker(house, "w").drain()

    assert "seal.apply" not in {operation for operation, _ in door.heard}
    assert "licence.issue" in {operation for operation, _ in door.heard}
    unknown = {"csrf_token": field(page), "backend": "nowhere"}
    assert client.post("/admin/adapters/seal", data=unknown).status_code == 400
    close(house)


def test_a_simulated_fault_is_switched_on_and_off(house: House) -> None:
    client = create_app(house).test_client()
    form = {"username": "operator", "password": people()["password"]}
    client.post("/sign-in", data={**form, "csrf_token": field(client.get("/sign-in").text)})
    token = field(client.get("/admin/adapters").text)
    assert house.ports.lines is not None

    client.post("/admin/adapters/credit", data={"csrf_token": token, "backend": "down"})
    fault = house.ports.lines.faults.of("credit")
    assert fault is not None and fault.mode == DOWN
    assert "模拟：系统中断" in client.get("/admin/adapters").text
    client.post("/admin/adapters/credit", data={"csrf_token": token, "backend": "local"})
    assert house.ports.lines.faults.of("credit") is None


def test_an_address_without_its_token_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match="TONGBAN_SEAL_TOKEN"):
        read_settings({"TONGBAN_SEAL_URL": "https://seal.example"})
