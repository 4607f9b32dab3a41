"""A scan makes way while people use the catalogue, and only then."""

import threading
from types import SimpleNamespace

import pytest

from services.library import courtesy
from tests.library.house import House, comic, shelf


def test_a_batch_takes_a_breath_while_somebody_is_there(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    breaths: list[float] = []

    async def noted(seconds: float) -> None:
        breaths.append(seconds)

    library = house.library()
    monkeypatch.setattr(courtesy, "HERE", 0.0)
    monkeypatch.setattr(courtesy, "asyncio", SimpleNamespace(sleep=noted))  # others go on sleeping as they do
    house.bring(library, [shelf("Tide")], [comic("1.cbz")])
    assert breaths == []
    monkeypatch.setattr(courtesy, "HERE", 3600.0)
    house.get("/api/home")
    house.bring(library, [shelf("Tide")], [comic("2.cbz", mtime=2.5)])
    assert len(breaths) == 1
    assert 0 < breaths[0] <= courtesy.LONGEST


def test_a_batch_stops_while_somebody_is_being_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "STOPPED", 60.0)
    people, on = courtesy.People(), threading.Event()
    people.come()
    people.come()
    batch = threading.Thread(target=lambda: (people.giving_way()(), on.set()), daemon=True)
    batch.start()
    people.go()
    assert not on.is_set(), "one of the two still waits"
    people.go()
    assert on.wait(10)


def test_a_batch_does_not_stop_for_longer_than_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "STOPPED", 0.01)
    people = courtesy.People()
    people.come()
    give_way = people.giving_way()
    waits: list[float] = []
    monkeypatch.setattr(
        people._nobody, "wait", lambda seconds: waits.append(seconds) or threading.Event().wait(seconds)
    )
    for _ in range(50):
        give_way()
    assert sum(waits) <= 0.02, "nobody goes, and the batch goes on all the same"
    assert len(waits) < 50
