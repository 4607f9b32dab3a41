"""The log in memory: what it keeps, what it finds, and that it ends somewhere."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from kit.logs import Recent
from kit.observe import JsonLines


def recent(kept: int = 1024 * 1024) -> tuple[Recent, logging.Logger]:
    handler = Recent(kept)
    handler.setFormatter(JsonLines("library"))
    logger = logging.Logger("test", logging.DEBUG)
    logger.addHandler(handler)
    return handler, logger


def test_lines_are_found_by_level_text_and_time() -> None:
    handler, log = recent()
    log.debug("request", extra={"data": {"route": "/api/books", "ms": 3.5}})
    log.warning("database failed", extra={"data": {"reason": "locked"}})
    log.error("request failed")
    assert [line["event"] for line in handler.lines()] == ["request", "database failed", "request failed"]
    assert [line["event"] for line in handler.lines(level="warning")] == ["database failed", "request failed"]
    assert [line["details"] for line in handler.lines(q="LOCKED")] == [{"reason": "locked"}]
    assert [line["event"] for line in handler.lines(q="nothing\n locked \n\n")] == ["database failed"]
    assert [line["event"] for line in handler.lines(limit=1)] == ["request failed"]
    assert handler.lines(since=datetime(2999, 1, 1, tzinfo=UTC)) == []
    assert len(handler.lines(since=datetime(2000, 1, 1, tzinfo=UTC))) == 3
    assert len({line["id"] for line in handler.lines()}) == 3


def test_a_trace_is_kept_with_its_line() -> None:
    handler, log = recent()
    try:
        raise RuntimeError("the disk is gone")
    except RuntimeError:
        log.exception("request failed")
    assert "the disk is gone" in handler.lines(q="disk is gone")[0]["trace"]


def test_the_oldest_go_first() -> None:
    handler, log = recent(kept=20_000)
    for number in range(1000):
        log.info("line", extra={"data": {"number": number}})
    kept = [line["details"]["number"] for line in handler.lines(limit=1000)]
    assert 100 < len(kept) < 1000
    assert kept[-1] == 999
    assert kept == sorted(kept)
    log.info("x" * 1_000_000)
    assert sum(len(line["event"]) for line in handler.lines(limit=1000)) <= 20_000


def test_a_restart_takes_over_what_the_file_has_and_what_a_crash_left(tmp_path: Path) -> None:
    file = tmp_path / "library.log"
    file.write_text(
        '{"time": "2026-01-02T03:04:05.006Z", "level": "info", "service": "library", "event": "begun", "port": 8}\n'
        "Fatal Python error: Segmentation fault\n\n[1, 2]\n"
    )
    handler, _ = recent()
    handler.take_over(file, "library")
    handler.take_over(tmp_path / "nothing.log", "library")
    begun, crash, odd = handler.lines()
    assert (begun["event"], begun["details"]) == ("begun", {"port": 8})
    assert (crash["event"], crash["level"], crash["time"]) == (
        "Fatal Python error: Segmentation fault",
        "error",
        "2026-01-02T03:04:05.006Z",
    )
    assert odd["event"] == "[1, 2]"
