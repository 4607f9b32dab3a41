"""`serve` with the real services, in real processes."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from cli.keeper import children
from tests.e2e.conftest import NewServer
from tests.e2e.house import House, client
from tests.e2e.server import ROOT, SERVICES, Server, exists, listening, tree, wait_until


def nothing_left(pids: list[int], server: Server) -> bool:
    return not any(map(exists, pids)) and not any(listening(server.port + offset) for offset in range(5))


def test_the_page_answers(house: House) -> None:
    with client(house.url) as http:
        answer = http.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_the_screen_is_calm(house: House) -> None:
    lines = [line for line in house.server.screen.splitlines() if line.strip()]
    assert len(lines) < 12
    assert house.url in house.server.screen
    assert str(house.folder) in house.server.screen
    assert not any("{" in line or "Traceback" in line for line in lines)


def test_only_the_gateway_is_reached_from_outside(server: Server) -> None:
    """The others listen on 127.0.0.1, whatever --host says; here the gateway does so too."""
    listening_on = {
        line.split()[1].partition(":")[0]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) in range(server.port, server.port + 5)
    }
    assert listening_on == {"0100007F"}


def share_of(pid: int) -> float:
    """MiB of a process; what processes share counts once, in equal parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def test_a_server_suits_a_small_machine(new_server: NewServer, tmp_path: Path) -> None:
    """150 MiB when it has started; `python -m bench.memory` measures it in use and idle."""
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    assert share_of(server.pid) < 10
    processes = server.pid, children(server.pid)[0], *server.pids().values()
    assert sum(map(share_of, processes)) < 175
    first = server.pids()["auth"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: "The auth service is back." in server.screen, "auth's return")
    assert share_of(server.pids()["auth"]) < 45, "a service that comes back shares what the others share (alone: 60)"


def test_one_thread_forks(server: Server) -> None:
    for pid in (server.pid, *children(server.pid)):
        assert len(os.listdir(f"/proc/{pid}/task")) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_a_killed_service_comes_back_and_the_gateway_recovers(house: House, service: str) -> None:
    first = house.server.pids()[service]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: f"The {service} service is back." in house.server.screen, f"{service}'s return")
    assert house.server.pids()[service] != first
    cover = house.comics[0]["cover"] if service != "gateway" else None

    def well() -> bool:
        with client(house.url) as http:
            answers = [
                http.post("/api/auth/login", json={"username": house.admin.username, "password": house.admin.password}),
                http.get("/api/books?limit=1"),
                http.get("/api/scan/status"),
                *([http.get(cover)] if cover else []),
            ]
        return all(answer.status_code == 200 for answer in answers)

    wait_until(well, "every part to answer again")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_leaves_no_process_and_no_port(new_server: NewServer, tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    pids = tree(server.pid)
    assert len(pids) >= 7
    assert server.stop(number) == 0
    assert nothing_left(pids, server)
    assert not (server.data / "run.json").exists()
    assert "Traceback" not in server.said()


@pytest.mark.parametrize("who", ["keeper", "supervisor"])
def test_kill_9_leaves_nothing(new_server: NewServer, tmp_path: Path, who: str) -> None:
    (tmp_path / "comics").mkdir()
    server = new_server(tmp_path / "comics").start()
    pids = tree(server.pid)
    os.kill(server.pid if who == "keeper" else children(server.pid)[0], signal.SIGKILL)
    server.running.wait(30)
    wait_until(lambda: nothing_left(pids, server), "the end of everything")


def refused(command: list[str], server: Server) -> str:
    """What a server says that has to refuse to start."""
    run = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 2
    return run.stderr


def test_a_second_server_on_the_same_data_is_refused(house: House) -> None:
    second = Server(house.server.data, house.folder)
    assert refused(second.command, second) == (
        f"quarterbin: Another server already runs on the data folder {house.server.data}: "
        "stop it first, or choose another with --data.\n"
    )


def test_a_second_server_on_the_same_ports_is_refused(house: House, tmp_path: Path) -> None:
    second = Server(tmp_path / "data", house.folder)
    said = refused([*second.command, "--port", str(house.server.port)], second)
    assert said.startswith(f"quarterbin: Port {house.server.port}")
    assert "is taken" in said
