"""Who may do what: every route as nobody, a reader, a reader of another library, a child, an admin, a service."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kit.topology import owner_of
from tests.library.house import House, comic, reader, shelf
from tests.routes import routes_of

CALLERS = {
    "/internal/libraries": {"scanner", "thumbs"},
    "/internal/libraries/{library_id}/snapshot": {"scanner"},
    "/internal/scan/alike": {"scanner"},
    "/internal/scan/batch": {"scanner"},
    "/internal/series/{series_id}/folders": {"scanner"},
    "/internal/libraries/{library_id}/availability": {"scanner"},
    "/internal/comics/{comic_id}/location": {"thumbs"},
    "/internal/comics/{comic_id}/inspection": {"thumbs"},
    "/internal/comics/{comic_id}/cover": {"thumbs"},
    "/internal/comics/locations": {"thumbs"},
    "/internal/inspections": {"thumbs"},
    "/internal/inspections/take": {"thumbs"},
    "/internal/users/{user_id}": {"auth"},
    "/internal/logs": {"gateway"},
    "/internal/facts": {"gateway"},
    "/internal/predecessor/reading": {"cli"},
    "/internal/predecessor/paths": {"cli"},
    "/internal/predecessor/series": {"cli"},
    "/internal/comics/{comic_id}/described": {"thumbs"},
}
# What a request must hold to get past its model.
BODIES: dict[str, Any] = {
    "POST /api/progress": lambda ids: {"comic_id": ids["comic_id"], "current_page": 1},
    "PUT /api/progress": lambda ids: {"comic_id": ids["comic_id"], "current_page": 1},
    "POST /api/bookmarks": lambda ids: {"comic_id": ids["comic_id"], "page_number": 1},
    "POST /api/progress/bulk": lambda ids: {"comic_ids": [ids["comic_id"]], "completed": True},
    "PUT /api/bookmarks/{comic_id}/{page_number}": lambda ids: {"note": "x"},
    "PATCH /api/bookmarks/{bookmark_id}": lambda ids: {"note": "x"},
    "POST /api/smart-lists": lambda ids: {"name": "x", "kind": "series", "filter": {}},
    "PUT /api/smart-lists/{smart_list_id}": lambda ids: {"name": "x", "kind": "series", "filter": {}},
    "PUT /api/preferences": lambda ids: {},
    "PATCH /api/preferences": lambda ids: {"changes": [{"path": ["a"], "value": 1}]},
    "POST /api/libraries": lambda ids: {"name": "New", "roots": ["/new"]},
    "PATCH /api/libraries/{library_id}": lambda ids: {"name": "Other"},
}
PARAMS: dict[str, dict[str, Any]] = {
    "GET /api/search": {"q": "secret"},
    "DELETE /api/lists/{list_id}/items": {"last": 1},
}
# What only administrators may do, whatever there is.
ADMINS = {
    "GET /api/problems",
    "GET /api/problems/kinds",
    "POST /api/problems/retry",
    "POST /api/libraries",
    "PATCH /api/libraries/{library_id}",
    "DELETE /api/libraries/{library_id}",
    "PATCH /api/books/{comic_id}/metadata",
    "DELETE /api/books/{comic_id}/metadata/{field}",
    "PATCH /api/series/{series_id}/metadata",
    "DELETE /api/series/{series_id}/metadata/{field}",
    "POST /api/metadata",
    "POST /api/series/merge",
    "POST /api/series/{series_id}/split",
    "PUT /api/tags",
    "DELETE /api/tags",
    "GET /api/missing",
    "POST /api/missing/purge",
}
STRETCH = {"started_at": "2026-01-01T10:00:00Z", "seconds": 60, "pages": 3}
BODIES |= {
    "PUT /api/reading-time/{session_id}": lambda ids: {**STRETCH, "comic_id": ids["comic_id"]},
    "POST /api/series/comics": lambda ids: {"series_ids": [ids["series_id"]]},
    "PUT /api/ratings/comic/{comic_id}": lambda ids: {"value": 3},
    "PUT /api/ratings/series/{series_id}": lambda ids: {"value": 3},
    "POST /api/lists": lambda ids: {"name": "Mine", "kind": "reading"},
    "PUT /api/lists/{list_id}": lambda ids: {"name": "Mine", "kind": "reading"},
    "PATCH /api/lists/{list_id}": lambda ids: {"name": "Mine"},
    "POST /api/lists/{list_id}/items": lambda ids: {"ids": [ids["comic_id"]]},
    "POST /api/lists/{list_id}/move": lambda ids: {"id": ids["comic_id"]},
}


def routes(house: House) -> list[tuple[str, str]]:
    """Method and path of everything the service answers."""
    document = house.client.get("/openapi.json").json()
    return [(method.upper(), path) for path, item in document["paths"].items() for method in item]


@pytest.fixture
def ids(house: House) -> dict[str, str]:
    """One comic for adults in one library; the ids that paths ask for."""
    library = house.library()
    house.bring(library, [shelf("Secret", metadata={"age_rating": 18})], [comic("Secret 1.cbz", chapter=1)])
    book = house.walk("/api/books")[0]
    mark = house.post("/api/bookmarks", {"comic_id": book["id"], "page_number": 1}, reader("owner"))
    house.post("/api/progress", {"comic_id": book["id"], "current_page": 1}, reader("owner"))
    known = {"library_id": library["id"], "comic_id": book["id"], "series_id": book["series_id"]}
    other = reader("another")
    theirs = house.post("/api/lists/a-list-of-somebody-else", {"name": "Secret list", "kind": "reading"}, other, "PUT")
    house.post(f"/api/lists/{theirs['id']}/items", {"ids": [book["id"]]}, other)
    gone = house.post("/api/lists", {"name": "Secret gone", "kind": "reading"}, other)
    undo = house.ask("DELETE", f"/api/lists/{gone['id']}", other).json()["undo"]
    known |= {"list_id": theirs["id"], "item_id": book["id"], "undo_id": undo, "field": "title"}
    kept = house.post("/api/smart-lists", {"name": "Secret", "kind": "books", "filter": {}}, reader("keeper"))
    known["smart_list_id"] = kept["id"]
    return {
        **known,
        "bookmark_id": mark["id"],
        "user_id": "owner",
        "session_id": "a-stretch-of-reading",
        "page_number": "1",
    }


def call(house: House, method: str, path: str, ids: dict[str, str], headers: dict[str, str]) -> Any:
    body = BODIES.get(f"{method} {path}", lambda ids: None)(ids)
    url = re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], path)
    params = PARAMS.get(f"{method} {path}")
    return house.client.request(method, url, headers=headers, json=body, params=params)


def test_every_route_belongs_to_the_library_and_to_somebody(house: House) -> None:
    for _, path in routes(house):
        assert path.startswith("/internal/") or getattr(owner_of(path), "name", None) == "library", path
    assert {path for _, path in routes(house) if path.startswith("/internal/")} == set(CALLERS)
    app: Any = house.client.app
    assert sorted(routes_of(app)) == sorted(routes(house)), "nothing is there that its OpenAPI page does not show"


def test_nobody_gets_nothing(house: House, ids: dict[str, str]) -> None:
    for method, path in routes(house):
        for headers in ({}, {"X-Identity": "admin", "X-User": "admin-1", "Cookie": "session_token=x"}):
            answer = call(house, method, path, ids, headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "login_required"), (method, path)
        other = house.issuer.headers("scanner", subject="admin-1", role="admin")
        assert call(house, method, path, ids, other).json()["code"] == "bad_token", "a token for another service"


@pytest.mark.parametrize("stranger", [{"libraries": ["another"]}, {"libraries": []}, {"age_limit": 12}])
def test_who_may_not_see_it_cannot_tell_that_it_is_there(
    house: House, ids: dict[str, str], stranger: dict[str, Any]
) -> None:
    who = house.issuer.headers("library", **reader("owner", **stranger))
    for method, path in routes(house):
        if path.startswith("/internal/"):
            continue
        answer = call(house, method, path, ids, who)
        text = answer.text
        assert "Secret" not in text, (method, path)
        # What one did oneself stays one's own to take along, by its id and without a name.
        assert path in ("/api/libraries", "/api/mine") or ids["comic_id"] not in text, (method, path)
        if f"{method} {path}" in ADMINS:
            assert answer.json()["code"] == "admin_only"
        elif "{" in path or (path in ("/api/progress", "/api/bookmarks") and method != "GET"):
            assert answer.status_code == 404, (method, path, text)
            if (method, path) == ("PUT", "/api/lists/{list_id}"):
                continue  # an id that nobody has is one to take; nobody comes upon another's
            unknown = call(house, method, path, dict.fromkeys(ids, "0000000000000"), who)
            without = [re.sub(r'"request_id": "\w+"', "", one.text) for one in (answer, unknown)]
            assert without[0] == without[1], "the answer is the one for what never was"
        elif path == "/api/lists/import":
            assert answer.json()["code"] == "cbl_unreadable"
        else:
            assert answer.status_code in (200, 201), (method, path, text)
    assert house.get("/api/tree", reader("owner", **stranger)) == {"items": [], "total": 0}
    for item in house.get("/api/libraries", reader("owner", **stranger))["items"]:
        assert (item["comic_count"], item["series_count"], item["roots"]) == (0, 0, [])


def test_a_reader_sees_theirs_and_changes_nothing_of_the_house(house: House, ids: dict[str, str]) -> None:
    me = reader("owner", libraries=[ids["library_id"]], age_limit=18)
    assert len(house.walk("/api/books", me)) == len(house.walk("/api/series", me)) == 1
    assert house.get("/api/libraries", me)["items"][0]["roots"] == []
    for method, path in routes(house):
        if f"{method} {path}" in ADMINS:
            answer = call(house, method, path, ids, house.issuer.headers("library", **me))
            assert (answer.status_code, answer.json()["code"]) == (403, "admin_only")


def test_internal_routes_are_for_their_callers_alone(house: House, ids: dict[str, str]) -> None:
    for method, path in routes(house):
        if not path.startswith("/internal/"):
            continue
        people = [house.issuer.headers("library", role="admin"), house.issuer.headers("library", role="service")]
        services = ("auth", "scanner", "thumbs", "gateway", "cli")
        wrong = [house.issuer.service("library", name) for name in services if name not in CALLERS[path]]
        for headers in people + wrong:
            answer = call(house, method, path, ids, headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "services_only"), (path, answer.text)


@pytest.mark.parametrize(
    "odd", ["nobody", "'; DROP TABLE comics; --", "😀", "<script>", "%00", "a%00b", "x" * 64, "%F0%9F"]
)
def test_ids_that_are_none(house: House, ids: dict[str, str], odd: str) -> None:
    for path in ("/api/books/", "/api/series/", "/api/read/", "/api/progress/"):
        answer = house.ask("GET", path + odd)
        assert answer.status_code in (404, 422), (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    for key in ("library", "category", "subcategory", "series", "format", "q"):
        answer = house.ask("GET", f"/api/books?{key}={odd}")
        assert answer.status_code == 422 or answer.json()["items"] == []
    for path, field in (("/api/progress", "current_page"), ("/api/bookmarks", "page_number")):
        answer = house.ask("POST", path, json={"comic_id": odd.replace("%00", "\0"), field: 1})
        assert answer.status_code in (404, 422)
    assert len(house.walk("/api/books")) == 1


def test_where_a_comic_lies_is_for_thumbs(house: House, ids: dict[str, str]) -> None:
    where = house.inner("GET", f"/internal/comics/{ids['comic_id']}/location", "thumbs").json()
    assert (where["root"], where["path"], where["age_rating"]) == ("/Comics", "Secret 1.cbz", 18)
    assert house.walk("/api/books")[0]["cover"].endswith(f"?v={where['version']}")
    assert house.inner("GET", "/internal/comics/nobody/location", "thumbs").json()["code"] == "comic_not_found"
    unknown = house.inner("POST", "/internal/comics/nobody/inspection", "thumbs", json={"version": "x", "pages": 1})
    assert unknown.json()["code"] == "comic_not_found"
    book = house.walk("/api/books")[0]
    assert house.inspect(book, problem="It is torn.")
    assert house.inspect(book, pages=3)
    assert house.walk("/api/books")[0]["problem"] == "It is torn."
    assert house.inspect(book, problem="")
    assert (house.walk("/api/books")[0]["problem"], house.walk("/api/books")[0]["pages"]) == (None, 3)


def test_text_that_is_none_is_refused_on_both_databases_alike(house: House, ids: dict[str, str]) -> None:
    headers = {**house.issuer.headers("library", role="admin"), "Content-Type": "application/json"}
    for text in ('"\\ud800"', '"\\u0000"', "1e999", "NaN", "[[]]", '{"a": 1}'):
        bodies = {
            "/api/bookmarks": f'{{"comic_id": "{ids["comic_id"]}", "page_number": 1, "note": {text}}}',
            "/api/progress": f'{{"comic_id": {text}, "current_page": 1}}',
            "/api/libraries": f'{{"name": {text}, "roots": ["/x"]}}',
        }
        for path, body in bodies.items():
            answer = house.client.post(path, content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), (path, text, answer.text)
    long = house.ask("GET", "/api/search", params={"q": "a b " * 100})
    assert long.status_code == 422
    for moment in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", -1e15, 1e300, "yesterday"):
        said = {"comic_id": ids["comic_id"], "current_page": 1, "updated_at": moment}
        assert house.ask("POST", "/api/progress", json=said).status_code in (200, 422), moment
