"""The last hours of this process's log, kept in memory: bounded, and asked for by administrators."""

from __future__ import annotations

import json
import logging
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any

from kit.ids import new_id
from kit.times import written

KEPT = 1024 * 1024  # bytes of all lines
LONGEST = 16 * 1024  # bytes of one; the rest of a trace is in the log itself
TAIL = 256 * 1024  # bytes of a log file that are taken over after a restart
ORDER = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}


class Recent(logging.Handler):
    """Keeps the newest lines, as text, up to a size in bytes."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__()
        self._lines: deque[dict[str, Any]] = deque()
        self._kept, self._size = kept, 0

    def emit(self, record: logging.LogRecord) -> None:
        """Takes a line of the log."""
        try:
            self._add(self.format(record), record.levelname.lower())
        except (ValueError, TypeError):
            self.handleError(record)

    def take_over(self, path: Path, service: str) -> None:
        """What was said before a restart: the end of the log file, where there is one."""
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - TAIL))
                whole = file.tell() == 0
                lines = file.read().decode(errors="replace").splitlines()
        except OSError:
            return
        stamp = ""
        for text in lines if whole else lines[1:]:
            line = _parsed(text)
            if line is None and text.strip():  # what a crash left: a plain trace of Python, or of a library in C
                line = {"time": stamp, "level": "error", "service": service, "event": text.strip()[:LONGEST]}
            if line is not None:
                stamp = str(line.get("time", stamp))
                self._keep(line)

    def lines(
        self, *, level: str = "debug", q: str = "", since: datetime | None = None, limit: int = 200
    ) -> list[dict[str, Any]]:
        """The newest `limit` lines at `level` or above that hold `q` (of several lines in it, one), said at `since` or
        later; in their order."""
        lowest, wanted = ORDER.get(level, 10), [one for line in q.casefold().splitlines() if (one := line.strip())]
        start = written(since) if since else ""
        found: list[dict[str, Any]] = []
        for line in reversed(list(self._lines)):
            if len(found) >= limit or (start and line["time"] and line["time"] < start):
                break
            if ORDER.get(line["level"], 20) >= lowest and _holds(line, wanted):
                found.append({key: value for key, value in line.items() if key != "text"})
        return found[::-1]

    def _add(self, text: str, level: str) -> None:
        line = _parsed(text)
        if line is not None:
            self._keep({**line, "level": level})

    def _keep(self, line: dict[str, Any]) -> None:
        known = {name: str(line.get(name) or "")[:LONGEST] for name in ("time", "level", "service", "event")}
        more = {name: value for name, value in line.items() if name not in known}
        trace, request = str(more.pop("trace", ""))[-LONGEST:], more.pop("request_id", None)
        text = json.dumps([known["event"], more, trace, request], ensure_ascii=False)
        kept = {"id": new_id(), **known, "request_id": request, "trace": trace or None, "details": more, "text": text}
        self._lines.append(kept)
        self._size += len(text)
        while self._size > self._kept and self._lines:
            self._size -= len(self._lines.popleft()["text"])


def _holds(line: dict[str, Any], wanted: list[str]) -> bool:
    text = line["text"].casefold() if wanted else ""
    return not wanted or any(one in text for one in wanted)


def _parsed(text: str) -> dict[str, Any] | None:
    """A line as JsonLines writes them; None where it is none."""
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and isinstance(line.get("event"), str) else None


RECENT = Recent()
