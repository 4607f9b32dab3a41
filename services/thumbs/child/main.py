"""The loop of a child: one request at a time over a socket, the answer's bytes in a memory file.

Request: one packet of JSON `{"task", "cpu", ...}` and the open files of the comic. Answer: news, if the task has any;
then one packet of JSON, either `{"ok": {...}, "parts": [sizes]}`, with the parts one after the other behind a line feed
or, where they are large, in a memory file; or `{"problem": sentence}`, with `"passing": true` where it is not the
comic's fault; and `"retire": true` where this was its last task. Beside that there is a file of one byte, `1` once the
comic is open: it tells what a child failed over, and nobody has to be woken for it.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import traceback
from typing import Any

from kit.contents import MOST_VOLUMES
from services.thumbs.archives import tool as volumes
from services.thumbs.archives.archive import ToolMissing, Unreadable
from services.thumbs.child import launcher, sandbox

PACKET = 64 * 1024
SMALL = 64 * 1024  # bytes of parts that go with the packet
TOO_LARGE = "It needs more memory than one comic may have."
UNKNOWN = "It is damaged in an unknown way."


def main(channel: int, mark: int, parent: int, tool: str | None) -> None:
    """Serves requests from the socket `channel` until it is closed; says in the file `mark` that a comic is open."""
    missing = sandbox.enter(parent)
    volumes.volumes = os.environ["VOLUMES"]
    if tool:
        launcher.split_off(tool)
    missing += sandbox.enclose(os.environ["TMPDIR"])
    # rarfile would load it for passwords, of which there are none here: 15 MB more to attack, for nothing.
    sys.modules["cryptography.hazmat.backends"] = None  # type: ignore[assignment]
    from services.thumbs.child import tasks  # its imports happen under the limits

    connection = socket.socket(fileno=channel)
    tasks.set_up(tool or None, missing, connection.send, lambda: os.pwrite(mark, b"1", 0))
    while True:
        packet, fds, _, _ = socket.recv_fds(connection, PACKET, MOST_VOLUMES + 1)
        if not packet:
            return
        request = json.loads(packet)
        sandbox.allow_cpu(request["cpu"])
        try:
            answer, parts = answered(tasks.TASKS, request, fds)
            send(connection, {**answer, "retire": sandbox.grown()}, parts)
        finally:
            for fd in fds:
                os.close(fd)


def answered(tasks: dict[str, Any], request: dict[str, Any], fds: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    """The answer to one request; whatever goes wrong is an answer too."""
    try:
        result, parts = tasks[request["task"]](fds, **request.get("options", {}))
        return {"ok": result}, parts
    except Unreadable as why:
        return {"problem": str(why), "passing": isinstance(why, ToolMissing)}, []
    except MemoryError:
        gc.collect()
        return {"problem": TOO_LARGE}, []
    except Exception:  # noqa: BLE001 - the outermost guard: hostile bytes find every kind; the service logs the trace
        return {"problem": UNKNOWN, "trace": traceback.format_exc(limit=-4)[-4000:]}, []


def send(connection: socket.socket, answer: dict[str, Any], parts: list[bytes]) -> None:
    """Sends an answer and its parts."""
    if not parts:
        connection.send(json.dumps(answer).encode())
        return
    packet = json.dumps({**answer, "parts": [len(part) for part in parts]}).encode()
    if len(packet) + sum(map(len, parts)) <= SMALL:
        connection.sendmsg([packet, b"\n", *parts])
        return
    memory = os.memfd_create("answer", os.MFD_CLOEXEC)
    try:
        for part in parts:
            view = memoryview(part)
            while view:
                view = view[os.write(memory, view) :]
        socket.send_fds(connection, [packet], [memory])
    finally:
        os.close(memory)
