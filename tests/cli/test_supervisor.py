"""The supervisor with tiny services: order, restarts, and that nothing ever stays behind."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from cli.keeper import children
from tests.cli.conftest import NewServer
from tests.e2e.server import ROOT, SERVICES, Server, exists, listening, tree, wait_until


def grandchild(server: Server) -> int:
    return int((server.data / "grandchild").read_text())


def nothing_left(pids: list[int], server: Server) -> bool:
    """No process of these, and no port that answers."""
    return not any(map(exists, pids)) and not any(listening(server.port + offset) for offset in range(5))


def test_starts_all_five_and_says_where(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    assert sorted(server.pids()) == sorted(SERVICES)
    assert server.url in server.screen
    assert str(server.data) in server.screen
    assert "Ctrl-C" in server.screen
    assert server.run_json()["pid"] == server.pid
    assert server.run_json()["urls"]["scanner"] == f"http://127.0.0.1:{server.port + 4}"
    # What the services say is in their logs, not on the screen, and they know where the others are.
    assert f"library reads http://127.0.0.1:{server.port + 1}" in (server.data / "logs" / "library.log").read_text()
    assert "library reads" not in server.screen


def test_services_start_in_the_order_of_the_topology(tiny_server: NewServer) -> None:
    server = tiny_server()
    server.data.mkdir()
    (server.data / "die-thumbs").touch()
    server.begin()
    wait_until(lambda: "The thumbs service stopped (exit code 1)" in server.screen, "the death of thumbs")
    assert (server.data / "logs" / "library.log").read_text() != ""
    assert not (server.data / "logs" / "scanner.log").exists(), "nothing after thumbs may have been started"
    (server.data / "die-thumbs").unlink()
    wait_until(lambda: server.ready, "the screen")


def test_the_supervisor_stays_single_threaded_so_that_it_may_fork(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    supervisor = children(server.pid)[0]
    for pid in (server.pid, supervisor):
        assert len(os.listdir(f"/proc/{pid}/task")) == 1


def test_services_hold_no_file_of_the_supervisor(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    for pid in server.pids().values():
        held = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()]
        assert not [name for name in held if name.endswith("/lock") or "screen.txt" in name], held


@pytest.mark.parametrize("service", ["auth", "gateway"])
def test_a_service_that_dies_is_started_again(tiny_server: NewServer, service: str) -> None:
    server = tiny_server().start()
    first = server.pids()[service]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: f"The {service} service is back." in server.screen, "the service's return")
    assert server.pids()[service] != first
    assert f"The {service} service stopped (killed by SIGKILL)" in server.screen


def test_what_a_dead_service_had_started_goes_with_it_unless_it_left_and_then_at_the_end(
    tiny_server: NewServer,
) -> None:
    server = tiny_server()
    server.data.mkdir()
    (server.data / "deaf-grandchild").touch()
    server.start()
    lost = grandchild(server)
    os.kill(server.pids()["thumbs"], signal.SIGKILL)
    wait_until(lambda: "The thumbs service is back." in server.screen, "thumbs' return")
    assert server.stop() == 0
    assert not exists(lost)
    assert not exists(grandchild(server))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stop_leaves_nothing(tiny_server: NewServer, number: signal.Signals) -> None:
    server = tiny_server().start()
    pids = [*tree(server.pid), grandchild(server)]
    assert server.stop(number) == 0
    assert nothing_left(pids, server)
    assert not (server.data / "run.json").exists()


def test_kill_of_the_process_that_was_started_leaves_nothing(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    pids = [pid for pid in tree(server.pid) if pid != grandchild(server)]
    os.kill(server.pid, signal.SIGKILL)
    server.running.wait(10)
    try:
        wait_until(lambda: nothing_left(pids, server), "the end of all services")
    finally:  # with the keeper killed, a stranger that left group and session is beyond reach: only this test's one
        os.kill(grandchild(server), signal.SIGKILL)


def test_kill_of_the_supervisor_beneath_it_leaves_nothing(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    pids = [*tree(server.pid), grandchild(server)]
    os.kill(children(server.pid)[0], signal.SIGKILL)
    assert server.running.wait(30) == 128 + signal.SIGKILL
    assert nothing_left(pids, server)


def test_a_second_ctrl_c_kills_what_does_not_stop(tiny_server: NewServer) -> None:
    server = tiny_server()
    server.data.mkdir()
    (server.data / "deaf-gateway").touch()
    server.start()
    pids = [*tree(server.pid), grandchild(server)]
    server.running.send_signal(signal.SIGINT)
    wait_until(lambda: "Stopping." in server.screen, "the first Ctrl-C to be heard")
    assert not server.ended
    server.running.send_signal(signal.SIGINT)
    assert server.running.wait(10) == 0
    assert nothing_left(pids, server)


def test_a_service_that_refuses_to_start_ends_all_with_its_sentence(tiny_server: NewServer) -> None:
    server = tiny_server()
    server.data.mkdir()
    (server.data / "refuse-library").write_text("quarterbin library: The setting LIBRARY_MOOD is wrong: no such mood.")
    server.begin()
    assert server.running.wait(30) == 2
    assert server.errors_path.read_text() == "quarterbin: The setting LIBRARY_MOOD is wrong: no such mood.\n"
    assert nothing_left([], server)


def test_a_service_that_never_starts_ends_all_after_a_few_attempts(tiny_server: NewServer) -> None:
    server = tiny_server()
    server.data.mkdir()
    (server.data / "die-scanner").touch()
    server.begin()
    assert server.running.wait(30) == 2
    assert "The scanner service does not start" in server.errors_path.read_text()
    assert nothing_left([], server)


def test_a_second_server_on_the_same_data_is_refused_and_the_first_lives_on(tiny_server: NewServer) -> None:
    first = tiny_server().start()
    second = Server(first.data, program=("-m", "tests.cli.tiny"))
    second.screen_path = second.screen_path.with_name("second-screen.txt")
    second.errors_path = second.errors_path.with_name("second-errors.txt")
    second.begin()
    assert second.running.wait(30) != 0
    assert "Another server already runs on the data folder" in second.errors_path.read_text()
    assert len(first.pids()) == 5


def test_a_server_that_was_killed_is_no_obstacle_to_the_next(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    os.kill(children(server.pid)[0], signal.SIGKILL)
    server.running.wait(30)
    again = tiny_server().start()
    assert len(again.pids()) == 5


def test_the_server_outlives_the_terminal_it_was_started_from(tiny_server: NewServer) -> None:
    server = tiny_server()
    read, write = os.pipe()
    server.process = subprocess.Popen(
        server.command, cwd=ROOT, env=server.environment, stdout=write, stderr=write, start_new_session=True
    )
    os.close(write)
    with os.fdopen(read) as screen:
        while "Ctrl-C" not in screen.readline():
            pass
    first = server.pids()["library"]
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: server.pids().get("library", first) != first, "a library service that nobody is told of")
    assert server.stop() == 0


def test_logs_that_were_deleted_do_no_harm(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    shutil.rmtree(server.data / "logs")
    os.kill(server.pids()["library"], signal.SIGKILL)
    wait_until(lambda: "The library service is back." in server.screen, "the service's return")
    assert (server.data / "logs" / "library.log").exists()


def test_each_service_has_its_name(tiny_server: NewServer) -> None:
    server = tiny_server().start()
    for service, pid in server.pids().items():
        assert Path(f"/proc/{pid}/comm").read_text().strip() == f"qb-{service}"
