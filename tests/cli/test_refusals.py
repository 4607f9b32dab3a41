"""Everything `serve` refuses before it starts anything: one sentence on standard error, exit code 2, nothing made."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import main, preflight
from kit import VERSION, sqlite
from kit.errors import StartupError
from tests.e2e.server import ROOT, SETTINGS, free_ports, listening, wait_until


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command sets the environment from its options: here it is put back after each test."""
    for name in SETTINGS:
        monkeypatch.setenv(name, "")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def port() -> int:
    return free_ports()


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The sentence with which `serve` refuses these arguments."""
    assert main.run(["serve", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("quarterbin: ")
    assert said.err.count("\n") == 1, said.err
    return said.err.removeprefix("quarterbin: ").strip()


@pytest.mark.parametrize(
    "offset, service", [(0, "gateway"), (1, "auth"), (2, "library"), (3, "thumbs"), (4, "scanner")]
)
def test_a_taken_port(capsys: pytest.CaptureFixture[str], data: Path, port: int, offset: int, service: str) -> None:
    with socket.create_server(("127.0.0.1", port + offset)):
        said = refusal(capsys, "--data", data, "--port", str(port))
    assert said == (
        f"Port {port + offset} on 127.0.0.1 is taken, and the {service} service needs it: "
        "stop what uses it, or choose other ports with --port."
    )


def test_a_port_too_near_the_end(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert refusal(capsys, "--data", data, "--port", "65532").startswith("The port 65532 is too high")


def test_a_host_that_is_not_this_machine(capsys: pytest.CaptureFixture[str], data: Path, port: int) -> None:
    said = refusal(capsys, "--data", data, "--port", str(port), "--host", "192.0.2.1")
    assert said.startswith("It is not possible to listen on 192.0.2.1")


def test_a_comics_folder_that_does_not_exist(capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path) -> None:
    said = refusal(capsys, "--data", data, tmp_path, tmp_path / "gone")
    assert said == f"The comics folder {tmp_path / 'gone'} does not exist."


def test_a_comics_folder_in_the_environment_is_looked_at_too(
    capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMICS_DIR", f"{tmp_path}:{tmp_path / 'gone'}")
    assert refusal(capsys, "--data", data) == f"The comics folder {tmp_path / 'gone'} does not exist."


def test_a_comics_folder_that_is_a_file(capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path) -> None:
    (tmp_path / "one.cbz").touch()
    said = refusal(capsys, "--data", data, tmp_path / "one.cbz")
    assert said == f"The comics folder {tmp_path / 'one.cbz'} is a file, not a folder."


def test_a_comics_folder_with_a_colon(capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path) -> None:
    (tmp_path / "a:b").mkdir()
    assert "separates folders" in refusal(capsys, "--data", data, tmp_path / "a:b")


@pytest.fixture
def unreadable(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "private"
    folder.mkdir(mode=0o000)
    yield folder
    folder.chmod(0o700)


def test_an_unreadable_comics_folder(unreadable: Path) -> None:
    """Root may read everything, so the check runs as somebody else."""
    assert as_nobody(lambda: preflight.check_comics(unreadable), unreadable.parent) == (
        f"The comics folder {unreadable} cannot be read: Permission denied."
    )


def as_nobody(check, reachable: Path) -> str:  # type: ignore[no-untyped-def]
    """The StartupError of `check` in a child that is not root."""
    for folder in (reachable, *reachable.parents):
        if os.geteuid() == 0 and folder.stat().st_uid == 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        try:
            check()
            said = "nothing"
        except StartupError as error:
            said = str(error)
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    with os.fdopen(read) as answer:
        return answer.read()


def test_a_data_folder_that_is_a_file(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    data.touch()
    assert refusal(capsys, "--data", data) == f"The data folder {data} is a file, not a folder."


def test_a_data_folder_that_cannot_be_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written to" in refusal(capsys, "--data", tmp_path / "file" / "data")


def test_a_data_folder_on_a_network_file_system(
    capsys: pytest.CaptureFixture[str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "network_file_system", lambda folder: "nfs4")
    said = refusal(capsys, "--data", data)
    assert "is on a network file system (nfs4)" in said
    assert "DATABASE_URL" in said


def test_a_log_level_that_is_none(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert "LOG_LEVEL" in refusal(capsys, "--data", data, "--log-level", "loud")


@pytest.mark.parametrize("name, value", [("PORT", "eighty"), ("DATABASE_URL", "mysql://localhost/comics")])
def test_a_setting_that_is_wrong(
    capsys: pytest.CaptureFixture[str], data: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert name in refusal(capsys, "--data", data)
    assert not data.exists()


def test_a_python_that_is_too_old() -> None:
    program = "import sys, runpy; sys.version_info = (3, 10, 2); runpy.run_module('cli', run_name='__main__')"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (2, "Quarterbin needs Python 3.11 or later, and this is Python 3.10.\n")


@pytest.mark.parametrize("command", [["scan"], ["user", "list"], ["sample", "remove"]])
def test_commands_without_a_running_server(
    capsys: pytest.CaptureFixture[str], data: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTH_URL")
    assert main.run([*command, "--data", str(data)]) == 2
    assert capsys.readouterr().err == (
        f"quarterbin: No server runs on the data folder {data}: "
        "start one with 'quarterbin serve', or name its folder with --data.\n"
    )


def test_doctor_without_a_running_server_still_looks_at_the_folder(
    capsys: pytest.CaptureFixture[str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTH_URL")
    data.mkdir()
    assert main.run(["doctor", "--data", str(data)]) == 2
    said = capsys.readouterr().out
    assert "GiB free" in said
    assert "No server runs on" in said


def test_help_names_the_command_for_the_tests(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--help"]) == 0
    assert "quarterbin test" in capsys.readouterr().out


@pytest.mark.parametrize("module", ["cli", "cli.serving"])
def test_ctrl_c_while_it_is_being_loaded_ends_it_without_a_word(module: str, data: Path, port: int) -> None:
    """Both halves of `serve`: the command itself, and what it becomes. Nothing has been started yet."""
    # Where the tests run in the background SIGINT is ignored, and would be by whatever they start.
    arguments = ["env", "--default-signal=INT", sys.executable, "-m", "cli", "serve"]
    arguments += ["--data", str(data), "--port", str(port)]
    loading = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process = Path(f"/proc/{loading.pid}")
    wanted = f"-m\0{module}\0"
    wait_until(
        lambda: wanted in (process / "cmdline").read_text() and "_pydantic_core" in (process / "maps").read_text(),
        "its packages are loaded",
    )
    loading.send_signal(signal.SIGINT)
    assert loading.communicate(timeout=60) == ("", "")
    # Both are 130 to a shell. It may have gone on to its other half, and Python's own first moment ends by the signal.
    assert loading.returncode in (130, -signal.SIGINT)
    assert not any(listening(port + offset) for offset in range(5))


def test_the_version_is_said() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "cli", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"quarterbin {VERSION}\n"
