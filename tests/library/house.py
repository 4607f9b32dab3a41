"""A library service for tests: its app, people who ask it, and a scanner that brings it comics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from kit.wire.catalog import version_of
from kit.wire.scan import columns_of, comic_file
from services.library.app import create_app
from services.library.settings import Settings
from tests.identities import HouseTransport, Issuer


def comic(path: str, series: int = 0, **more: Any) -> dict[str, Any]:
    """A comic as the scanner brings it; its root is filled in by `House.bring`."""
    name = path.rpartition("/")[2]
    said = {"path": path, "filename": name, "title": name.rpartition(".")[0], "series": series, "format": "cbz"}
    return {**said, "size_bytes": 1000, "mtime": 1_600_000_000.25, **more}


def shelf(name: str, category: str = "Manga", subcategory: str | None = None, **more: Any) -> dict[str, Any]:
    """A series as the scanner brings it."""
    return {"name": name, "category": category, "subcategory": subcategory, **more}


def columns(comics: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Comics as a batch has them."""
    return columns_of([comic_file(**{"comic_id": None, **one}) for one in comics])


class House:
    """The service behind its HTTP interface."""

    def __init__(self, client: TestClient, issuer: Issuer) -> None:
        self.client, self.issuer = client, issuer

    @classmethod
    def open(cls, url: str, data: Path, **settings: Any) -> House:
        """Over the database at `url`; to be used as `with house.client`."""
        issuer = Issuer()
        made = Settings(data_dir=data, database_url=url, **settings)
        app = create_app(made, transport=HouseTransport(issuer))
        return cls(TestClient(app, raise_server_exceptions=False), issuer)

    @property
    def database(self) -> Any:
        return self.client.app.state.database  # type: ignore[attr-defined]

    def ask(self, method: str, path: str, who: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """A request of a reader (`who`: claims of their token), an admin where nothing is said."""
        claims = {"subject": "admin-1", "role": "admin"} if who is None else who
        return self.client.request(method, path, headers=self.issuer.headers("library", **claims), **more)

    def get(self, path: str, who: dict[str, Any] | None = None, **params: Any) -> Any:
        """The JSON at `path`, which must be a 200."""
        answer = self.ask("GET", path, who, params={key: value for key, value in params.items() if value is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, who: dict[str, Any] | None = None, method: str = "POST") -> Any:
        """The JSON answer to a POST that must go well."""
        answer = self.ask(method, path, who, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def inner(self, method: str, path: str, service: str = "scanner", **more: Any) -> httpx.Response:
        """A request of another service."""
        return self.client.request(method, path, headers=self.issuer.service("library", service), **more)

    def library(self, name: str = "Comics", *roots: str) -> dict[str, Any]:
        """A new library with its roots."""
        made: dict[str, Any] = self.post("/api/libraries", {"name": name, "roots": roots or (f"/{name}",)})
        return made

    def bring(self, library: dict[str, Any], series: list[Any], comics: list[Any], **more: Any) -> dict[str, int]:
        """A batch of the scanner; comics without a root lie in the library's first."""
        root = library["roots"][0]["id"]
        filled = columns([{"root_id": root, **one} for one in comics])
        body = {"library_id": library["id"], "series": series, "comics": filled, **more}
        answer = self.inner("POST", "/internal/scan/batch", json=body)
        assert answer.status_code == 200, answer.text
        counted: dict[str, int] = answer.json()
        return counted

    def inspect(self, book: dict[str, Any], **found: Any) -> bool:
        """What thumbs found inside a comic."""
        version = book["cover"].partition("?v=")[2]
        body = {"version": version, **found}
        answer = self.inner("POST", f"/internal/comics/{book['id']}/inspection", "thumbs", json=body)
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["applied"])

    def books(self, who: dict[str, Any] | None = None, **params: Any) -> dict[str, dict[str, Any]]:
        """Up to 200 books by path-like title."""
        return {one["title"]: one for one in self.get("/api/books", who, limit=200, **params)["items"]}

    def walk(self, path: str, who: dict[str, Any] | None = None, **params: Any) -> list[dict[str, Any]]:
        """All items of a list, page by page by its cursors."""
        items: list[dict[str, Any]] = []
        cursor = None
        while True:
            page = self.get(path, who, cursor=cursor, **params)
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                assert page["total"] == len(items)
                return items

    def lines(self, library: dict[str, Any], **part: Any) -> list[str]:
        """A snapshot, a line a comic: `[root_id, path, size, mtime, id, missing]`."""
        answer = self.inner("GET", f"/internal/libraries/{library['id']}/snapshot", params=part)
        assert answer.status_code == 200, answer.text
        told = [json.loads(line) for line in answer.text.splitlines()]
        found = []
        for (root, folder, present), listed, (ids, missing) in zip(told[::3], told[1::3], told[2::3], strict=True):
            assert present == len(listed)
            comics = [[*one, comic, 0] for one, comic in zip(listed, ids, strict=True)]
            comics += [[*one, 1] for one in missing]
            found += [json.dumps([root, f"{folder}/{one[0]}".lstrip("/"), *one[1:]]) for one in comics]
        return found


def reader(name: str = "reader-1", **claims: Any) -> dict[str, Any]:
    """The claims of a reader's token."""
    return {"subject": name, **claims}


__all__ = ["House", "comic", "reader", "shelf", "version_of"]
