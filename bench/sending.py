"""What a page costs that is read at its place and sent, and nothing else: no rights, no cache, no headers to read."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Self

import uvloop

from bench.running import free_port
from services.thumbs.archives import entries

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\ncontent-length: %d\r\n\r\n"


class Sender:
    """A process that answers whatever it is asked on `port` with one page, read anew each time."""

    def __init__(self, path: Path, entry: entries.Entry) -> None:
        self.port = free_port()
        context = multiprocessing.get_context("fork")
        self._ready = context.Event()
        self._process = context.Process(target=_serve, args=(self.port, path, entry, self._ready))

    @property
    def pid(self) -> int:
        return int(self._process.pid or 0)

    def __enter__(self) -> Self:
        self._process.start()
        self._ready.wait(20)
        return self

    def __exit__(self, *failure: object) -> None:
        self._process.terminate()
        self._process.join()


def _serve(port: int, path: Path, entry: entries.Entry, ready: Event) -> None:
    class Sending(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            fd = os.open(path, os.O_RDONLY)
            page = entries.read(fd, entry)
            os.close(fd)
            self.transport.writelines([HEAD % len(page), page])  # type: ignore[attr-defined]

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Sending, "127.0.0.1", port)
        ready.set()
        await server.serve_forever()

    uvloop.run(run())
