"""The scanner behind its HTTP interface, with a library behind the transport that takes what it is given."""

import threading
import time
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.testclient import TestClient

from kit.errors import Unavailable
from kit.wire.catalog import Contents
from kit.wire.scan import ScanBatch
from services.scanner.app import create_app
from services.scanner.settings import Settings
from tests.identities import HouseTransport, Issuer
from tests.secrets_made import put_secrets


class Library:
    """Stands where the library is, at the HTTP transport."""

    def __init__(self, root: Path) -> None:
        self.batches: list[ScanBatch] = []
        self.availability: list[dict[str, Any]] = []
        self.let_through = threading.Event()
        self.let_through.set()
        self.tell = threading.Event()  # until then nobody learns what is known
        self.tell.set()
        self.failures = 0
        self.known: dict[str, str] = {}  # snapshots, by the folder asked for
        self.series: dict[str, list[str]] = {}  # folders of series
        self.app = FastAPI()
        info = {"id": "lib", "name": "Comics", "roots": [{"id": "r", "path": str(root)}], "online": True}

        @self.app.get("/internal/libraries")
        def libraries() -> dict[str, Any]:
            return {"items": [info]}

        @self.app.get("/internal/libraries/lib/snapshot")
        def snapshot(folder: str = "") -> Response:
            self.tell.wait(30)
            return PlainTextResponse(self.known.get(folder, ""))

        @self.app.get("/internal/series/{series_id}/folders")
        def folders(series_id: str) -> dict[str, Any]:
            found = self.series.get(series_id, [])
            return {"items": [{"library_id": "lib", "root_id": "r", "folder": folder} for folder in found]}

        @self.app.post("/internal/scan/alike")
        def alike(body: Contents) -> dict[str, Any]:
            return {"items": []}

        @self.app.post("/internal/scan/batch")
        def batch(body: ScanBatch) -> Response:
            if self.failures:
                self.failures -= 1
                return Unavailable("busy", "Please wait.").response()
            self.let_through.wait(30)
            self.batches.append(body)
            return JSONResponse({"new": len(body.comics.path)})

        @self.app.post("/internal/libraries/lib/availability")
        async def availability(request: Request) -> None:
            self.availability.append(await request.json())


class House:
    """The scanner with its library, and who may ask it."""

    def __init__(self, tmp_path: Path, database_url: str, **settings: Any) -> None:
        self.root = tmp_path / "comics"
        self.root.mkdir(exist_ok=True)
        self.library, self.issuer = Library(self.root), Issuer()
        put_secrets(tmp_path / "secrets")
        asked = {"scan_on_start": False, "scan_settle_seconds": 0, **settings}
        made = Settings(data_dir=tmp_path, database_url=database_url, **asked)
        transport = HouseTransport(self.issuer, {"127.0.0.1:8002": self.library.app})
        self.app = create_app(made, transport=transport)
        self.client = TestClient(self.app)

    def ask(self, method: str, path: str, role: str | None = "admin", **more: Any) -> Any:
        headers = self.issuer.headers("scanner", role=role) if role else {}
        return self.client.request(method, path, headers=headers, **more)

    def call(self, function: Any, *arguments: Any) -> Any:
        """Calls it on the app's loop."""
        return self.client.portal.call(function, *arguments)  # type: ignore[union-attr]

    def wait(self) -> dict[str, Any]:
        """The job, once no scan runs."""
        self.call(self.app.state.scans.wait)
        return dict(self.ask("GET", "/api/scan/status").json())

    def paths(self) -> set[str]:
        """What the library was sent."""
        return {path for batch in self.library.batches for path in batch.comics.path}

    def until(self, true: Any) -> None:
        """Waits until something has come about that nothing tells of; fails after half a minute."""
        end = time.monotonic() + 30
        while not true():
            assert time.monotonic() < end
            time.sleep(0.02)
