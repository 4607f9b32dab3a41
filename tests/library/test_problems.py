"""Comics that cannot be read: found by what is wrong, and opened once more."""

from __future__ import annotations

from typing import Any

import pytest

from services.library.store.troubled import kind_of
from tests.library.house import House, comic, reader, shelf
from tests.library.test_inspection import found, report, take

SAID = [
    "The archive ends early: 3 of 9 pages can be read.",
    "The archive ends early: 12 of 40 pages can be read.",
    "The archive ends early and late.",
    "The PDF has 20000 pages; at most 10000 are read.",
    "100% of it _is_ broken. Quite.",
]
REMARK = "ComicInfo.xml has {} MiB, more than the 1 MiB that are read: what it says is left out."


@pytest.fixture
def troubled(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Five comics with problems in two libraries, and one that is well."""
    monkeypatch.setattr("services.library.store.intake.row.QUIET", 0.0)
    for name, numbers in (("One", (0, 1, 2)), ("Two", (3, 4, 5))):
        house.bring(
            house.library(name),
            [shelf("Élan" if name == "One" else "Saga")],
            [comic(f"{name}/{n}.cb{'r' if n % 2 else 'z'}", format="cbr" if n % 2 else "cbz") for n in numbers],
        )
    for one in take(house):
        number = int(one["path"][4])
        report(house, found(one, problem=SAID[number] if number < len(SAID) else ""))
    return house


def paths(house: House, **chosen: Any) -> set[int]:
    return {int(one["path"][4]) for one in house.walk("/api/problems", limit=2, **chosen)}


def test_they_are_filtered_by_kind_library_format_and_words(troubled: House) -> None:
    libraries = {one["name"]: one["id"] for one in troubled.get("/api/libraries")["items"]}
    assert paths(troubled) == {0, 1, 2, 3, 4}
    assert paths(troubled, kind="The archive ends early") == {0, 1}
    assert paths(troubled, kind="The PDF has … pages; at most … are read") == {3}
    assert paths(troubled, kind="…% of it _is_ broken") == {4}
    assert paths(troubled, kind="%") == paths(troubled, kind="The archive") == set()
    assert paths(troubled, library=libraries["Two"]) == {3, 4}
    assert paths(troubled, format="cbr") == {1, 3}
    assert paths(troubled, q="EARLY elan") == {0, 1, 2}
    assert paths(troubled, q="12") == {1}
    assert paths(troubled, q="two/3") == {3}
    kinds = troubled.get("/api/problems/kinds", library=libraries["One"])["items"]
    assert kinds == [
        {"kind": "The archive ends early", "count": 2},
        {"kind": "The archive ends early and late", "count": 1},
    ]
    for one in troubled.get("/api/problems/kinds")["items"]:
        assert troubled.get("/api/problems", kind=one["kind"])["total"] == one["count"]


def test_sizes_with_and_without_a_decimal_point_are_one_kind() -> None:
    kinds = {kind_of(REMARK.format(size)) for size in ("5", "4.8", "312.5")}
    assert kinds == {"ComicInfo.xml has … MiB, more than the … MiB that are read"}


def test_one_or_all_that_are_shown_are_opened_once_more(troubled: House) -> None:
    assert take(troubled) == []
    first = troubled.walk("/api/problems")[0]
    for who in (reader(),):
        assert troubled.ask("POST", "/api/problems/retry", who, json={}).status_code == 403
        assert troubled.ask("GET", "/api/problems/kinds", who).status_code == 403
    answer = troubled.ask("POST", "/api/problems/retry", json={"ids": [first["id"], "nobody"]})
    assert (answer.status_code, answer.json()) == (202, {"retried": 1})
    assert [(one["comic_id"], one["anew"]) for one in take(troubled)] == [(first["id"], True)]
    answer = troubled.ask("POST", "/api/problems/retry", json={"kind": "The archive ends early"})
    assert answer.json() == {"retried": 2}
    assert len(take(troubled)) == 2
    assert troubled.ask("POST", "/api/problems/retry", json={}).json() == {"retried": 5}
    assert troubled.ask("POST", "/api/problems/retry", json={"ids": []}).status_code == 422


def test_a_kind_is_what_sentences_share() -> None:
    assert kind_of("Page 12 cannot be read. It is damaged.") == "Page … cannot be read"
    assert kind_of("v1.5 is odd.") == "v… is odd"
    assert len(kind_of("x" * 500)) == 91
