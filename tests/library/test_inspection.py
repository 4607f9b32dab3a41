"""Opening comics in the background: each is handed out to one, until it is known what is inside."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import sqlalchemy as sa

from services.library.schema import comic_contents, comics
from services.library.store import inspections
from services.library.store.intake import row
from tests.library.house import House, comic, reader, shelf


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row, "QUIET", 0.0)


def take(house: House, limit: int = 10) -> list[dict[str, Any]]:
    answer = house.inner("POST", "/internal/inspections/take", "thumbs", json={"limit": limit})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def report(house: House, *found: dict[str, Any]) -> int:
    answer = house.inner("POST", "/internal/inspections", "thumbs", json={"items": found})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["applied"])


def found(one: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {"pages": 2, "has_thumbnail": True, "problem": "", "fingerprint": "f00"}
    return {"comic_id": one["comic_id"], "version": one["version"], **said, **more}


def test_each_comic_is_handed_out_once_until_its_lease_ends(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic(f"Akira/{n}.cbz") for n in range(5)])
    first, second = take(house, 2), take(house, 10)
    assert [len(first), len(second)] == [2, 3]
    assert take(house) == []
    assert len({one["path"] for one in first + second}) == 5
    house.inner("POST", f"/internal/libraries/{library['id']}/availability", json={"online": False})
    monkeypatch.setattr(inspections, "LEASE", 0.0)
    house.bring(library, [shelf("Akira")], [comic("Akira/9.cbz")])
    assert take(house) == []  # its folder cannot be read just now
    house.inner("POST", f"/internal/libraries/{library['id']}/availability", json={"online": True})
    assert len(take(house)) == len(take(house)) == 1


def test_while_a_scan_goes_on_only_what_people_asked_for_is_opened(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic(f"Akira/{n}.cbz") for n in range(3)])
    monkeypatch.setattr(row, "QUIET", 3600.0)
    house.lines(library, root=library["roots"][0]["id"], folder="Akira")
    assert len(take(house, 1)) == 1, "a look at one folder holds nobody up"
    house.lines(library)
    assert take(house) == []
    with house.database.write() as connection:
        waiting = comics.c.inspect_after < time.time()
        asked_for = connection.execute(sa.select(comics.c.id).where(waiting).limit(1)).scalar_one()
        wanted = sa.update(comics).where(comics.c.id == asked_for)
        connection.execute(wanted.values(inspect_after=inspections.ANEW))
    assert [one["comic_id"] for one in take(house)] == [asked_for]
    monkeypatch.setattr(row, "QUIET", 0.0)
    assert len(take(house)) == 1


def test_what_was_found_is_kept_and_counted(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic(f"Akira/{n}.cbz") for n in range(3)])
    well, torn, _ = take(house)
    info = {"Series": "Akira", "Writer": "Ōtomo"}
    said = found(well, page_list=[{"size_bytes": 5}, {"size_bytes": 7}], comic_info=info)
    broken = found(torn, pages=None, has_thumbnail=False, problem="It is torn.")
    gone = {**found(well), "comic_id": "nobody"}
    assert report(house, said, broken, gone, {**found(torn), "version": "another"}) == 2
    state = house.get("/api/inspection", reader())
    assert (state["total"], state["done"], state["failed"]) == (3, 2, 1)
    assert state["rate"] > 0
    assert state["eta"] > 0
    for stranger in (reader(libraries=[]), reader(libraries=["another"])):
        theirs = house.get("/api/inspection", stranger)
        assert (theirs["total"], theirs["done"], theirs["failed"], theirs["eta"]) == (0, 0, 0, None)
    with house.database.read() as connection:
        kept = connection.execute(sa.select(comic_contents).where(comic_contents.c.comic_id == well["comic_id"])).one()
    assert (json.loads(kept.comic_info), json.loads(kept.page_list)[1]) == (info, {"size_bytes": 7})
    listed = house.get("/api/problems")
    assert [(one["path"], one["problem"]) for one in listed["items"]] == [(torn["path"], "It is torn.")]
    assert listed["total"] == 1
    assert house.ask("GET", "/api/problems", reader()).status_code == 403


def test_a_changed_comic_is_opened_again_and_an_unchanged_one_is_not(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz"), comic("Akira/2.cbz")])
    report(house, *(found(one) for one in take(house)))
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz", title="Renamed"), comic("Akira/2.cbz", size_bytes=9)])
    assert [one["path"] for one in take(house)] == ["Akira/2.cbz"]


def test_many_places_at_once(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz"), comic("Akira/2.cbz")])
    ids = [one["comic_id"] for one in take(house)]
    answer = house.inner("POST", "/internal/comics/locations", "thumbs", json={"ids": [*ids, "nobody"]})
    assert sorted(one["path"] for one in answer.json()["items"]) == ["Akira/1.cbz", "Akira/2.cbz"]


def test_a_chosen_cover_has_an_address_of_its_own_and_survives(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz"), comic("Akira/2.cbz")])
    first, second = take(house)
    before = house.get("/api/series")["items"][0]["cover"]
    path = f"/internal/comics/{first['comic_id']}/cover"
    chosen = house.inner("POST", path, "thumbs", json={"page": 3}).json()["cover"]
    assert chosen != before
    assert house.get("/api/series")["items"][0]["cover"] == chosen
    book = house.get(f"/api/books/{first['comic_id']}")
    assert (book["cover"], book["cover_page"]) == (chosen, 3)
    assert house.get(f"/api/read/{second['comic_id']}")["previous"]["cover"] == chosen
    report(house, found(first))
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz", size_bytes=9, title="Renamed")])
    changed = house.get(f"/api/books/{first['comic_id']}")
    assert changed["cover_page"] == 3
    assert changed["cover"] not in (chosen, before)
    located = house.inner("POST", "/internal/comics/locations", "thumbs", json={"ids": [first["comic_id"]]})
    assert located.json()["items"][0]["cover_page"] == 3
    house.inner("POST", path, "thumbs", json={"page": None})
    assert house.get(f"/api/books/{first['comic_id']}")["cover_page"] is None
    assert house.inner("POST", "/internal/comics/nobody/cover", "thumbs", json={"page": 1}).status_code == 404
    assert house.inner("POST", path, "scanner", json={"page": 1}).status_code == 403


def test_what_is_to_be_opened_anew_says_so_once(house: House) -> None:
    library = house.library()
    house.bring(library, [shelf("Akira")], [comic("Akira/1.cbz")])
    (torn,) = take(house)
    assert not torn["anew"]
    report(house, found(torn, has_thumbnail=False, problem="It is torn."))
    assert take(house) == []
    again = house.ask("POST", "/api/problems/retry", json={"ids": [torn["comic_id"], "nobody"]})
    assert again.json() == {"retried": 1}
    assert [one["anew"] for one in take(house)] == [True]
    assert house.get("/api/problems")["total"] == 1
    report(house, found(torn))
    assert house.get("/api/problems")["total"] == 0
