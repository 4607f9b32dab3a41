"""A service in a few lines, for the supervisor's tests: `python -m tests.cli.tiny_service NAME`.

Files in DATA_DIR tell it how to behave: `refuse-NAME` holds the sentence with which it refuses to start, `die-NAME`
makes it end at once, `deaf-NAME` makes it ignore SIGTERM. thumbs starts a process of its own, which leaves the group,
and writes its id to `grandchild`; `deaf-grandchild` goes for that.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kit.run import name_process


class Ready(BaseHTTPRequestHandler):
    """Answers 200 to everything."""

    def do_GET(self) -> None:
        print(f"asked for {self.path}", flush=True)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing but its own lines."""


def main(arguments: list[str]) -> int:
    (name,) = arguments
    name_process(f"qb-{name}")
    data = Path(os.environ["DATA_DIR"])
    if (refusal := data / f"refuse-{name}").exists():
        print(refusal.read_text(), file=sys.stderr)
        return 2
    if (data / f"die-{name}").exists():
        return 1
    if name == "thumbs":
        leave_grandchild(data / "grandchild", deaf=(data / "deaf-grandchild").exists())
    deaf = (data / f"deaf-{name}").exists()
    signal.signal(signal.SIGTERM, signal.SIG_IGN if deaf else lambda number, frame: sys.exit(0))
    print(f"{name} reads {os.environ['AUTH_URL']}", flush=True)
    with ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Ready) as server:
        server.daemon_threads = True
        server.serve_forever()
    return 0


def leave_grandchild(note: Path, deaf: bool) -> None:
    pid = os.fork()
    if pid == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN if deaf else signal.SIG_DFL)
        while True:
            time.sleep(3600)
    note.write_text(str(pid))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
