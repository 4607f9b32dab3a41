"""Puts the sample library together: CBZ files from the drawings in `art/`, the same bytes every time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from cli.sample.contents import ISSUES, SERIES_JSON, Issue

ART = Path(__file__).parent / "art"
# ZIP keeps no time zone and nothing before 1980: one fixed moment for every entry.
MOMENT = (2026, 11, 23, 12, 0, 0)


def assemble(folder: Path) -> int:
    """Makes the sample library in `folder`, whole or not at all, and answers how many comics are in it.

    What lies in `folder` already is replaced. Raises OSError where the disk does not let it.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    for issue in ISSUES:
        shelf = part / issue.shelf
        shelf.mkdir(parents=True, exist_ok=True)
        write_cbz(shelf / f"{issue.file}.cbz", issue)
    for shelf_name, facts in SERIES_JSON.items():
        (part / shelf_name / "series.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    return len(ISSUES)


def write_cbz(path: Path, issue: Issue) -> None:
    """Writes one issue. Pictures do not get smaller by deflating, so they are stored."""
    with ZipFile(path, "w") as archive:
        for name, content in entries(issue):
            archive.writestr(ZipInfo(name, MOMENT), content, ZIP_STORED)


def entries(issue: Issue) -> Iterator[tuple[str, bytes]]:
    """Name and content of everything in the issue's archive, the cover first."""
    drawings = [issue.cover, *(f"page-{number}" for number in issue.pages)]
    for index, drawing in enumerate(drawings):
        yield f"{index:03}.webp", (ART / f"{drawing}.webp").read_bytes()
    if issue.info:
        yield "ComicInfo.xml", comic_info(issue, len(drawings))


def comic_info(issue: Issue, page_count: int) -> bytes:
    """The issue's ComicInfo.xml (the schema of the Anansi project, version 2.0)."""
    root = ElementTree.Element("ComicInfo")
    for name, text in (*issue.info, ("PageCount", str(page_count))):
        ElementTree.SubElement(root, name).text = text
    ElementTree.indent(root)
    written: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()
