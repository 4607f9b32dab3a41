"""A sample of the hostile files that bench/corpora.py runs in full: each is served, or refused with a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.thumbs import corpora
from tests.thumbs.conftest import Library, Thumbs

STEP = {"pillow": 40, "libarchive": 20, "libzip": 15, "rarfile": 9, "defusedxml": 2}  # of how many files one is tried


def sample(folder: Path, part: str) -> list[Path]:
    try:
        return corpora.build(folder, (part,), STEP[part])
    except corpora.Unavailable as error:
        if os.environ.get("CI") and part in corpora.SDISTS:
            pytest.fail(f"{error}; CI has to test on it", pytrace=False)
        pytest.skip(f"NOT TESTED ON {part.upper()}'S FILES: {error}")


@pytest.mark.timeout(900)  # fetching, the first time, is most of it
@pytest.mark.parametrize("part", STEP)
async def test_served_or_refused_with_a_sentence(thumbs: Thumbs, library: Library, part: str, tmp_path: Path) -> None:
    for path in sample(library.root, part):
        comic = library.add(path)
        cover = await thumbs.get(f"/api/cover/{comic.comic_id}")
        assert cover.status_code == 200, path.name
        reason = unquote(cover.headers.get("X-Cover-Reason", ""))
        assert "X-Cover" not in cover.headers or reason.endswith("."), path.name
        count = await thumbs.get(f"/api/read/{comic.comic_id}/pages")
        assert count.status_code in (200, 422), path.name
        for query in ("", "?width=480"):
            page = await thumbs.get(f"/api/read/{comic.comic_id}/page/0{query}")
            assert page.status_code in (200, 422), path.name
            assert page.status_code != 422 or page.json()["detail"].endswith((".", ")")), path.name
    assert {path.name for path in tmp_path.iterdir()} <= {"comics", "comics.db", "covers", "secrets", "tmp"} | {
        path.name for path in tmp_path.glob("comics.db-*")
    }
    health = (await thumbs.client.get("/healthz")).json()
    assert health["status"] == "ok"
