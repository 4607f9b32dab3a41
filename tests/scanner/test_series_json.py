"""series.json in both forms, and what is none."""

import json
import os
from pathlib import Path

import pytest

from services.scanner.series_json import normalise, read
from services.scanner.walk import above


def test_the_flat_form() -> None:
    name, said = normalise(
        {
            "series": "Ninefold Blade",
            "title_english": "Ninefold Blade",
            "title_japanese": "九重の刃",
            "synonyms": ["Kokonoe"],
            "authors": [{"name": "Aki", "role": "Story"}, "Ren"],
            "synopsis": "A <b>sword</b>.",
            "genres": ["Action"],
            "demographics": "Seinen",
            "status": "Publishing",
            "release_year": 2019,
            "total_volumes": "12",
            "type": "manga",
            "mal_id": 7,
        }
    )
    assert name == "Ninefold Blade"
    assert said == {
        "titles": ["九重の刃", "Kokonoe"],
        "authors": [{"name": "Aki", "role": "Story"}, {"name": "Ren", "role": None}],
        "summary": "A sword.",
        "genres": ["Action"],
        "tags": ["Seinen"],
        "status": "Publishing",
        "year": 2019,
        "direction": "rtl",
        "total_volumes": 12,
        "ids": {"mal": 7},
    }


def test_the_flat_form_in_other_words() -> None:
    name, said = normalise({"name": "Saga", "description": "War.", "year": 2012})
    assert (name, said) == ("Saga", {"summary": "War.", "year": 2012})


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one]])
def test_mylars_form(wrap) -> None:  # type: ignore[no-untyped-def]
    inner = {"name": "Saga", "publisher": "Image", "year": 2012, "age_rating": "17+", "comicid": 49000}
    name, said = normalise({"version": "1.0.2", "metadata": wrap(inner)})
    assert (name, said) == (
        "Saga",
        {"publisher": "Image", "year": 2012, "age_rating": 17, "ids": {"comicvine": 49000}},
    )


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b"[1, 2]", "object"),
        (b"{", "JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (b" " * 50_000_000, "larger"),
        (b"[" * 900_000, "JSON"),
        (b"null", "object"),
    ],
)
def test_what_is_no_series_json_says_so(tmp_path: Path, raw: bytes, word: str) -> None:
    (tmp_path / "series.json").write_bytes(raw)
    with pytest.raises(ValueError, match=word):
        read(str(tmp_path), "series.json")


def test_wrong_types_and_hostile_text_are_left_out(tmp_path: Path) -> None:
    hostile = {
        "series": "  Quiet\u202e \x00Engine ",
        "authors": {"a": 1},
        "genres": [1, None, "Noir", "Noir"],
        "release_year": "soon",
        "total_volumes": 10**40,
        "synonyms": [{"x": 1}],
        "status": ["x"],
    }
    (tmp_path / "series.json").write_text(json.dumps(hostile), encoding="utf-8-sig")
    name, said = normalise(read(str(tmp_path), "series.json"))
    assert name == "Quiet\ufffd \ufffdEngine"
    assert said == {"genres": ["Noir"]}


def test_what_leads_out_of_the_library_or_is_no_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"name": "secret"}')
    root = tmp_path / "root"
    for folder in ("link/deep", "folder/deep"):
        (root / folder).mkdir(parents=True)
    (root / "link/series.json").symlink_to(tmp_path / "secret.json")
    (root / "folder/series.json").mkdir()
    open_files = len(os.listdir("/proc/self/fd"))
    for path in ("link/series.json", "folder/series.json"):
        with pytest.raises(OSError, match=r"leads out|directory"):
            read(str(root), path)
    assert len(os.listdir("/proc/self/fd")) == open_files
    assert [folder.series_json for folder in above(str(root), "folder/deep")] == [None, None]
