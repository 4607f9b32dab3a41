"""thumbs as it runs, with a library that answers what the test puts there. Only HTTP's transport is no real one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from kit.errors import BadRequest
from kit.paths import to_text
from kit.wire.catalog import ChosenCover, ComicLocation, CoverChoice, version_of
from kit.wire.export import Described
from kit.wire.inspection import Inspected, InspectionBatch, Locations, LocationsAsked, WorkAsked
from services.thumbs.app import create_app
from services.thumbs.settings import Settings
from tests.identities import HouseTransport, Issuer
from tests.thumbs.s3 import s3

NAME = "thumbs"

__all__ = ["s3"]  # a fixture


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Library:
    """What the library service knows, and what it was told."""

    root: Path
    comics: dict[str, ComicLocation] = field(default_factory=dict)
    told: dict[str, list[Inspected]] = field(default_factory=dict)
    work: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    questions: int = 0
    down: bool = False
    refused: str = ""  # a comic of which it takes no report
    held: asyncio.Event | None = None  # until when it answers nothing

    def add(self, file: Path, comic_id: str | None = None, **more: Any) -> ComicLocation:
        """Puts a file beneath the root into the catalogue, as a scan would."""
        comic_id = comic_id or f"comic{len(self.comics)}"
        about = file.stat() if file.exists() else None
        size, mtime = (about.st_size, about.st_mtime) if about else (1, 1.0)
        known = {
            "comic_id": comic_id,
            "library_id": "lib-1",
            "root": to_text(str(self.root)),
            "path": to_text(os.path.relpath(file, self.root)),
            "size_bytes": size,
            "mtime": mtime,
            "version": version_of(size, mtime),
            "format": file.suffix[1:],
            "pages": None,
            "age_rating": None,
        }
        self.comics[comic_id] = ComicLocation.model_validate({**known, **more})
        return self.comics[comic_id]

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.middleware("http")
        async def sometimes_down(request: Any, call_next: Any) -> Any:
            if self.down:
                raise httpx.ConnectError("nobody is there")
            return await call_next(request)

        @app.get("/readyz")
        async def readyz() -> dict[str, bool]:
            return {"ready": True}

        @app.post("/internal/comics/locations")
        async def locations(wanted: LocationsAsked) -> Locations:
            self.asked += len(wanted.ids)
            self.questions += 1
            if self.held:
                await self.held.wait()
            return Locations(items=[self.comics[one] for one in wanted.ids if one in self.comics])

        @app.post("/internal/comics/{comic_id}/cover")
        async def choose_cover(comic_id: str, choice: CoverChoice) -> ChosenCover:
            self.comics[comic_id] = self.comics[comic_id].model_copy(update={"cover_page": choice.page})
            return ChosenCover(cover=f"/api/cover/{comic_id}?v={self.comics[comic_id].cover_version}")

        @app.get("/internal/comics/{comic_id}/described")
        async def described(comic_id: str, pages: int) -> Described:
            name = os.path.basename(self.comics[comic_id].path)
            info = f"<ComicInfo><Title>{comic_id}</Title><PageCount>{pages}</PageCount></ComicInfo>"
            return Described(title=self.titles.get(comic_id, comic_id), filename=name, comic_info=info)

        @app.post("/internal/inspections/take")
        async def take(wanted: WorkAsked) -> Locations:
            some, self.work = self.work[: wanted.limit], self.work[wanted.limit :]
            return Locations(items=[self.comics[one] for one in some])

        @app.post("/internal/inspections")
        async def inspections(found: InspectionBatch) -> Any:
            if self.refused in {one.comic_id for one in found.items}:
                return BadRequest("bad_value", "This is nothing a database can hold.").response()
            for one in found.items:
                self.told.setdefault(one.comic_id, []).append(one)
            return {"applied": len(found.items)}

        return app


@dataclass
class Thumbs:
    """A running instance, and a client that is logged in as a reader of everything."""

    app: FastAPI
    client: httpx.AsyncClient
    issuer: Issuer

    @property
    def pool(self) -> Any:
        return self.app.state.parts.pool

    async def kept(self) -> None:
        """Returns once every cover that was shown is kept."""
        async with asyncio.timeout(10):
            while self.app.state.parts.covers._flights._under_way:
                await asyncio.sleep(0.005)

    async def get(self, path: str, *, headers: dict[str, str] | None = None, **who: Any) -> httpx.Response:
        return await self.client.get(path, headers={**self.issuer.headers(NAME, **who), **(headers or {})})


@pytest.fixture
def library(tmp_path: Path) -> Library:
    root = tmp_path / "comics"
    root.mkdir()
    return Library(root)


async def heard(library: Library, comic_id: str) -> Inspected:
    """What the library was told of a comic last, as soon as it was told."""
    async with asyncio.timeout(20):
        while comic_id not in library.told:
            await asyncio.sleep(0.01)
    return library.told[comic_id][-1]


Start = Callable[..., Any]


@pytest.fixture
async def start(tmp_path: Path, library: Library) -> AsyncIterator[Start]:
    """Starts instances of thumbs: `await start(THUMBS_WORKERS=1)`; they stop after the test."""
    issuer = Issuer()
    transport = HouseTransport(issuer, {"127.0.0.1:8002": library.app()})

    async def begin(**settings: Any) -> Thumbs:
        secret = tmp_path / "secrets" / NAME / "secret"
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text("a-secret-of-thumbs")
        wanted = {"data_dir": tmp_path, "secrets_dir": tmp_path / "secrets", "thumbs_workers": 2}
        wanted |= {"thumbs_inspect": False, **settings}
        app = create_app(Settings(**wanted), transport=transport)
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://thumbs")
        await stack.enter_async_context(client)
        return Thumbs(app, client, issuer)

    async with AsyncExitStack() as stack:
        yield begin


@pytest.fixture
async def thumbs(start: Start) -> Thumbs:
    """One instance with the usual settings, on SQLite."""
    instance: Thumbs = await start()
    return instance
