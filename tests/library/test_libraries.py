"""Libraries: made, changed, removed, back again; those of COMICS_DIR; and the tables beneath."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kit.db import Database
from services.library import schema
from services.library.app import MIGRATIONS
from services.library.settings import Settings
from tests.library.house import House, comic, reader, shelf

ME = reader("me")


def test_a_removed_library_keeps_its_readers_progress_and_comes_back(house: House) -> None:
    library = house.library("Comics", "/srv/comics", "/srv/more")
    house.bring(library, [shelf("X")], [comic("X 1.cbz"), comic("X 2.cbz")])
    one = house.walk("/api/books")[0]
    house.post("/api/progress", {"comic_id": one["id"], "current_page": 4}, ME)
    path = f"/api/libraries/{library['id']}"
    assert house.ask("DELETE", path).status_code == 204
    assert house.ask("DELETE", path).json()["code"] == "library_not_found"
    assert house.walk("/api/books") == house.get("/api/libraries")["items"] == house.walk("/api/progress", ME) == []
    assert house.get("/api/tree")["total"] == 0
    assert house.ask("GET", f"/api/read/{one['id']}").status_code == 404
    assert house.inner("GET", "/internal/libraries").json()["items"] == []
    assert house.inner("GET", f"/internal/comics/{one['id']}/location", "thumbs").status_code == 404
    answer = house.inner("POST", "/internal/scan/batch", json={"library_id": library["id"]})
    assert answer.json()["code"] == "library_not_found"

    other = house.library("Elsewhere")
    assert other["id"] != library["id"]
    back = house.library("Comics again", "/srv/comics")
    assert (back["id"], back["comic_count"]) == (library["id"], 2)
    assert house.get(f"/api/books/{one['id']}", ME)["progress"]["current_page"] == 4


def test_folders_that_are_taken_away_and_come_back(house: House) -> None:
    library = house.library("Comics", "/a", "/b")
    roots = {root["path"]: root["id"] for root in library["roots"]}
    comics = [comic("1.cbz", root_id=roots["/a"]), comic("2.cbz", root_id=roots["/b"])]
    house.bring(library, [shelf("X")], comics)
    path = f"/api/libraries/{library['id']}"
    less = house.post(path, {"roots": ["/b"]}, method="PATCH")
    assert (less["comic_count"], [root["path"] for root in less["roots"]]) == (1, ["/b"])
    assert [one["title"] for one in house.walk("/api/books")] == ["2"]
    assert len(house.lines(library)) == 2, "what may have moved to another folder is still known to the scanner"
    again = house.post(path, {"roots": ["/a", "/b"], "name": "Renamed"}, method="PATCH")
    assert ({root["path"]: root["id"] for root in again["roots"]}, again["name"]) == (roots, "Renamed")
    assert house.bring(library, [shelf("X")], comics[:1])["new"] == 0
    assert house.get("/api/libraries")["items"][0]["comic_count"] == 2


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "comics", "roots": ["/other"]}, 409, "library_exists"),
        ({"name": "New", "roots": ["/srv/comics"]}, 409, "library_overlaps"),
        ({"name": "New", "roots": ["/srv/comics/manga"]}, 409, "library_overlaps"),
        ({"name": "New", "roots": ["/srv"]}, 409, "library_overlaps"),
        ({"name": "New", "roots": ["/x/../srv/./comics/"]}, 409, "library_overlaps"),
        ({"name": "New", "roots": ["/"]}, 409, "library_overlaps"),
        ({"name": "New", "roots": ["/a", "/a/b"]}, 422, "roots_overlap"),
        ({"name": "New", "roots": ["relative"]}, 422, "invalid_request"),
        ({"name": "New", "roots": []}, 422, "invalid_request"),
        ({"name": " ", "roots": ["/a"]}, 422, "invalid_request"),
        ({"name": "x" * 101, "roots": ["/a"]}, 422, "invalid_request"),
        ({"name": "a\0", "roots": ["/a"]}, 422, "invalid_request"),
        ({"name": "New", "roots": ["/a\0"]}, 422, "invalid_request"),
    ],
)
def test_libraries_that_cannot_be(house: House, body: Any, status: int, code: str) -> None:
    house.library("Comics", "/srv/comics")
    answer = house.ask("POST", "/api/libraries", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(house.get("/api/libraries")["items"]) == 1


def test_folders_are_kept_without_detours(house: House) -> None:
    made = house.library(
        "<b>'; DROP TABLE libraries", "//srv//x/../comics/", "/srv/comics", "/srv/comics-2", "/ba\\d", "/\\xff"
    )
    assert made["name"] == "<b>'; DROP TABLE libraries"
    assert {root["path"] for root in made["roots"]} == {"/srv/comics", "/srv/comics-2", "/ba\\\\d", "/\\xff"}


def test_availability(house: House) -> None:
    library = house.library()
    path = f"/internal/libraries/{library['id']}/availability"
    assert house.inner("POST", path, json={"online": False, "reason": "The disk is away."}).status_code == 204
    shown = house.get("/api/libraries", ME)["items"][0]
    assert (shown["online"], shown["offline_reason"]) == (False, "The disk is away.")
    assert not house.inner("GET", "/internal/libraries").json()["items"][0]["online"]
    house.inner("POST", path, json={"online": True})
    assert house.get("/api/libraries")["items"][0]["offline_reason"] is None
    assert house.inner("POST", path.replace(library["id"], "nobody"), json={"online": True}).status_code == 404


def test_comics_dir_makes_libraries_once_and_removes_none(database_url: str, tmp_path: Path) -> None:
    def start(*folders: str) -> list[tuple[str, list[str]]]:
        house = House.open(database_url, tmp_path, comics_dir=":".join(folders))
        with house.client:
            items = house.get("/api/libraries")["items"]
        return sorted((one["name"], [root["path"] for root in one["roots"]]) for one in items)

    first = start("/srv/manga", "/mnt/manga/", "", "/srv/manga/inner")
    assert first == [("manga", ["/srv/manga"]), ("manga 2", ["/mnt/manga"])]
    assert start("/srv/manga", "/mnt/manga/") == first
    assert start() == first


def test_the_migrations_make_the_tables_of_the_schema(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    migrated = Database(settings, "library")
    migrated.init_db(MIGRATIONS)
    migrated.init_db(MIGRATIONS)
    found = described(sa.create_engine(settings.sqlalchemy_url, **driver(settings)))
    migrated.close()

    plain = sa.create_engine(settings.sqlalchemy_url, **driver(settings))
    with plain.begin() as connection:
        schema.metadata.drop_all(connection)
        schema.metadata.create_all(connection)
    assert found == described(plain)


def driver(settings: Settings) -> dict[str, Any]:
    import pysqlite3.dbapi2

    return {"module": pysqlite3.dbapi2} if settings.sqlalchemy_url.startswith("sqlite") else {}


def spelled(index: Any) -> str:
    """All of an index, its condition by its words."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": options})


def described(engine: sa.Engine) -> dict[str, Any]:
    """Columns, keys and indexes of every table."""
    inspector = sa.inspect(engine)
    tables = {}
    for name in schema.metadata.tables:
        columns = {one["name"]: (repr(one["type"]), one["nullable"]) for one in inspector.get_columns(name)}
        indexes = {one["name"]: spelled(one) for one in inspector.get_indexes(name)}
        unique = sorted(str(one["column_names"]) for one in inspector.get_unique_constraints(name))
        keys = inspector.get_pk_constraint(name)["constrained_columns"]
        tables[name] = (list(columns), columns, indexes, unique, keys)
    engine.dispose()
    return tables
