"""What a reader may not read does not exist for them: every GET route there is, of the gateway and of each service, is
asked with all that its parameters may be, before anything hidden comes and after that.

A new route is covered by itself; a parameter of a new name is to be told to `VALUES`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from cli.plan import OFFSETS
from tests.e2e.hidden import AGE, HIDDEN, books, hidden_shelves, inspected, open_shelves, plant
from tests.e2e.house import Admin, House, client, log_in, running_house

Ids = dict[str, list[str]]  # by the names of parameters
Answers = dict[tuple[str, str], tuple[int, Any]]  # status and body, by service and address

CHILD = Admin("child", "a small boat at noon")
PATIENCE = httpx.Timeout(60)  # a page of the API is read from the sources when it is first asked for
NOBODYS = "nqwvx"  # a word that nothing has, as long as HIDDEN
# What is another with each request, or tells when something was done: not what there is.
PASSING = {"request_id", "uptime_s", "exported_at", "last_used_at", "rate", "expires_at", "token", "instance"}
OF_A_SCAN = {"id", "started_at", "completed_at", "begun_by", "scan_type", "eta"}
# Which values a parameter is asked with, by its name; ids come from what there is.
WORDS = [f"{HIDDEN}merged", f"{HIDDEN}characters", "Nell"]
VALUES: dict[str, list[str]] = {
    **dict.fromkeys(("q", "tag", "character", "name"), WORDS),
    **dict.fromkeys(("genre", "demographic", "status", "publisher", "imprint", "creator"), WORDS[:1]),
    **dict.fromkeys(("language", "team", "location", "story_arc"), WORDS[:1]),
    "category": ["Comics", f"{HIDDEN}cat"],
    "subcategory": ["Sea", f"{HIDDEN}sub", ""],
    "format": ["cbz", "pdf"],
    "year": ["1950-1959", "1940-1949", "2010-2019", "none"],
    "age_rating": ["0", "18", "none"],
    "rating": ["1", "none"],
    "page_number": ["0"],
    "n": ["0"],
    "v": ["0"],
    "page": ["0"],
    "width": ["480"],
    "size": ["large"],
    "utc_offset": ["60"],
    "limit": ["1", "100"],
    "offset": ["1"],
    "cursor": [],
    "since": ["2020-01-01T00:00:00Z"],
    "path": ["/"],
    "field": ["tags"],
    "service": [],
    "kind": [HIDDEN],
    "root": ["/"],
    "pages": ["1"],
}
# What the gateway answers itself, and every service for whoever watches over it.
OWN = ("/api/system", "/api/system/logs", "/sw.js", "/")
OPERATIONS = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/docs")


class Route(NamedTuple):
    """A GET route: the service that says it has it, its path, and its parameters as OpenAPI tells them."""

    service: str
    path: str
    parameters: Sequence[dict[str, Any]] = ()

    def asked(self, ids: Ids, *, thoroughly: bool) -> Iterator[str]:
        """Addresses: each path there is; `thoroughly`: also with each value of each parameter, one at a time."""
        inside = [one for one in self.parameters if one["in"] == "path"]
        query = [one for one in self.parameters if one["in"] == "query"]
        needed = {one["name"]: values_of(one, ids)[0] for one in query if one.get("required")}
        for values in itertools.product(*(values_of(one, ids) for one in inside)):
            path = self.path
            for one, value in zip(inside, values, strict=True):
                path = path.replace("{" + one["name"] + "}", value)
            yield str(httpx.URL(path, params=needed)) if needed else path
            for one in query if thoroughly else ():
                for value in values_of(one, ids):
                    yield str(httpx.URL(path, params={**needed, one["name"]: value}))


def values_of(parameter: dict[str, Any], ids: Ids) -> list[str]:
    """What a parameter is asked with."""
    schema, name = parameter["schema"], parameter["name"]
    kinds = [schema, *schema.get("anyOf", ()), schema.get("items", {})]
    closed = [
        value for kind in kinds for value in (*kind.get("enum", ()), *([kind["const"]] if "const" in kind else ()))
    ]
    if closed or any(kind.get("type") == "boolean" for kind in kinds):
        return [str(value) for value in closed] or ["true", "false"]
    assert name in ids or name in VALUES, f"say in VALUES what the parameter '{name}' may be"
    return ids.get(name) or VALUES[name]


class Crawl:
    """A person who asks for everything."""

    def __init__(self, house: House, who: Admin, routes: list[Route]) -> None:
        self.house, self.routes = house, routes
        self.http = client(house.url)
        self.http.timeout = PATIENCE
        log_in(self.http, who)

    def everything(self, ids: Ids) -> Answers:
        """What all routes answer: through the gateway thoroughly, on each service's own port once."""
        found: Answers = {}
        for route in self.routes:
            if route.service == "gateway" or route.path.startswith("/api/"):
                for address in route.asked(ids, thoroughly=True):
                    found["gateway", address] = self.ask(self.http, address)
        for service, offset in OFFSETS.items():
            if service == "gateway":
                continue
            token = self.http.post("/api/auth/token", json={"audience": service}).raise_for_status().json()["token"]
            with client(f"http://127.0.0.1:{self.house.server.port + offset}") as http:
                http.timeout = PATIENCE
                http.headers["Authorization"] = f"Bearer {token}"
                for route in (one for one in self.routes if one.service == service):
                    for address in route.asked(ids, thoroughly=False):
                        found[service, address] = self.ask(http, address)
        return found

    def ask(self, http: httpx.Client, address: str) -> tuple[int, Any]:
        """Status and body, of JSON without what passes."""
        answer = http.get(address)
        assert answer.status_code < 500, f"{address}: {answer.text}"
        if answer.headers.get("content-type", "").partition(";")[0] not in (
            "application/json",
            "application/problem+json",
        ):
            return answer.status_code, b"%s %s" % (str(dict(answer.headers)).encode(), answer.content)
        passing = PASSING | (OF_A_SCAN if "/scan/status" in address else set())
        return answer.status_code, without(answer.json(), passing)


def without(said: Any, names: set[str]) -> Any:
    """JSON without these fields."""
    if isinstance(said, dict):
        return {name: without(value, names) for name, value in said.items() if name not in names}
    return [without(one, names) for one in said] if isinstance(said, list) else said


def all_routes(house: House) -> list[Route]:
    """Every GET route there is."""
    found = [Route("gateway", path) for path in (*OWN, *OPERATIONS)]
    for service, offset in OFFSETS.items():
        if service == "gateway":
            continue
        found += [Route(service, path) for path in OPERATIONS]
        with client(f"http://127.0.0.1:{house.server.port + offset}") as http:
            http.timeout = PATIENCE
            answer = http.get("/openapi.json").raise_for_status().json()
        for path, methods in answer["paths"].items():
            if "get" in methods:
                found.append(Route(service, path, methods["get"].get("parameters", [])))
    assert len(found) > 80
    return found


def holds(word: str) -> Callable[[Any], bool]:
    """Is the word in an answer, whatever its case?"""
    return lambda said: (
        word in (said.decode(errors="replace") if isinstance(said, bytes) else json.dumps(said)).casefold()
    )


def ids_of(http: httpx.Client) -> Ids:
    """All that somebody sees, by the parameters that name it."""
    comics = books(http)
    series = [one["id"] for one in http.get("/api/series").json()["items"]]
    libraries = [one["id"] for one in http.get("/api/libraries").json()["items"]]
    found = {
        "comic_id": [one["id"] for one in comics],
        "series_id": list(dict.fromkeys([*series, *(one["series_id"] for one in comics)])),
        "library_id": libraries,
        "list_id": [one["id"] for one in http.get("/api/lists").json()["items"]],
        "smart_list_id": [one["id"] for one in http.get("/api/smart-lists").json()["items"]],
    }
    folders = [one["id"] for one in http.get("/api/folders").json()["folders"]]
    for one in folders:
        folders += [inner["id"] for inner in http.get("/api/folders", params={"folder": one}).json()["folders"]]
    found["folder"] = folders
    return {**found, "comic": found["comic_id"], "series": found["series_id"], "library": libraries, "user_id": ["0"]}


def make_child(http: httpx.Client) -> None:
    """An account with one library and an age; a list that everybody sees, and one that names what is hidden."""
    granted = [one["id"] for one in http.get("/api/libraries").json()["items"]]
    said = {"username": CHILD.username, "password": CHILD.password, "libraries": granted, "age_limit": AGE}
    http.post("/api/users", json=said).raise_for_status()
    harbour = next(one for one in books(http) if one["title"] == "Day 1")
    made = (
        http.post("/api/lists", json={"name": "For all", "kind": "collection", "shared": True})
        .raise_for_status()
        .json()
    )
    http.post(f"/api/lists/{made['id']}/items", json={"ids": [harbour["series_id"]]}).raise_for_status()
    chosen = {"character": ["Nell", f"{HIDDEN}characters"]}
    said = {"name": "With Nell", "kind": "series", "filter": chosen, "shared": True}
    http.post("/api/smart-lists", json=said).raise_for_status()


def play(http: httpx.Client) -> None:
    """What a child does: reads, rates, notes, keeps."""
    first, second = (next(one["id"] for one in books(http) if one["title"] == title) for title in ("Day 1", "Day 2"))
    http.post("/api/progress", json={"comic_id": first, "current_page": 1, "completed": True}).raise_for_status()
    http.post("/api/progress", json={"comic_id": second, "current_page": 0}).raise_for_status()
    http.post("/api/bookmarks", json={"comic_id": second, "page_number": 0, "note": "look"}).raise_for_status()
    http.put(f"/api/ratings/comic/{first}", json={"value": 4}).raise_for_status()
    http.post("/api/lists/want/items", json={"ids": [second], "kind": "comic"}).raise_for_status()
    made = http.post("/api/lists", json={"name": "Mine", "kind": "reading"}).raise_for_status().json()
    http.post(f"/api/lists/{made['id']}/items", json={"ids": [second]}).raise_for_status()


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    with running_house(tmp_path, environment={"DATABASE_URL": database_url}, fill=open_shelves) as running:
        yield running


def test_nothing_tells_a_reader_of_what_they_may_not_read(house: House, tmp_path: Path) -> None:
    routes = all_routes(house)
    with house.client() as admin:
        inspected(admin)
        make_child(admin)
        child = Crawl(house, CHILD, routes)
        play(child.http)
        seen = ids_of(child.http)
        before = child.everything(seen)
        hidden_shelves(house.folder, tmp_path / "other")
        plant(admin, tmp_path / "other")
        all_ids = ids_of(admin)
    after = child.everything(ids_of(child.http))
    told = [key for key, (_, said) in after.items() if HIDDEN not in key[1] and holds(HIDDEN)(said)]
    assert told == []
    same = {key for key, (_, said) in before.items() if not isinstance(said, bytes)}
    others = {key: (before[key], after.get(key)) for key in same if after.get(key) != before[key]}
    assert others == {}

    # What is hidden is as what never was.
    hidden = {name: [one for one in ids if one not in seen[name]] for name, ids in all_ids.items()}
    for name in hidden.keys() - {"user_id"}:
        assert hidden[name], f"nothing is hidden by the name of {name}"
    for route in routes:
        mine = [one["name"] for one in route.parameters if hidden.get(one["name"]) and "anyOf" not in one["schema"]]
        for name in mine:
            for one in hidden[name]:
                there, never = (
                    [child.ask(child.http, address) for address in route.asked({**seen, name: [key]}, thoroughly=False)]
                    for key in (one, NOBODYS.ljust(len(one), "0"))
                )
                assert [status for status, _ in there] == [status for status, _ in never], (route.path, one)
                assert there == never or all(isinstance(said, bytes) for _, said in there), (route.path, one)

    keeper = Crawl(house, house.admin, [one for one in routes if one.service != "scanner"]).everything(all_ids)
    assert len({key[1].partition("?")[0] for key, (_, said) in keeper.items() if holds(HIDDEN)(said)}) > 20
