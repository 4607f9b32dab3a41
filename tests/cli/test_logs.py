import os
from pathlib import Path

from cli.logs import Log


def test_a_log_is_bounded_while_it_is_written_to(tmp_path: Path) -> None:
    log = Log(tmp_path / "logs", "auth", limit=1_000)
    writer = log.open()
    for number in range(100):
        os.write(writer, f"line {number:04} {'x' * 30}\n".encode())
        log.trim()
    os.write(writer, b"the last one\n")
    assert log.size() <= 1_100
    assert log.last_line() == "the last one"
    before = Path(f"{log.path}.1").read_text()
    assert before.startswith("line ")
    assert "\0" not in Path(log.path).read_text()
    os.close(writer)


def test_new_lines_come_once_and_whole_also_after_trimming(tmp_path: Path) -> None:
    log = Log(tmp_path, "auth", limit=30)
    writer = log.open()
    os.write(writer, b"one\ntwo\nthr")
    assert log.new_lines() == ["one", "two"]
    assert log.new_lines() == []
    os.write(writer, b"ee\n" + b"y" * 30 + b"\n")
    assert log.new_lines()[0] == "three"
    log.trim()
    os.write(writer, b"after\n")
    assert log.new_lines() == ["after"]
    os.close(writer)


def test_logs_are_for_their_owner_only(tmp_path: Path) -> None:
    log = Log(tmp_path / "logs", "auth")
    os.close(log.open())
    assert os.stat(log.path).st_mode & 0o777 == 0o600
    assert os.stat(tmp_path / "logs").st_mode & 0o777 == 0o700


def test_a_log_that_is_not_there_yet_says_nothing(tmp_path: Path) -> None:
    log = Log(tmp_path, "auth")
    assert (log.size(), log.new_lines(), log.last_line()) == (0, [], "")
