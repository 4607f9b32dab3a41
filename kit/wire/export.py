"""What library tells thumbs of a comic that is exported."""

from __future__ import annotations

from pydantic import BaseModel, Field

MOST = 200  # comics in one export


class Described(BaseModel):
    """GET library/internal/comics/{id}/described: what the catalogue says of a comic, edits and all.

    `filename` is the file's own name, as it is shown; `comic_info` a ComicInfo.xml.
    """

    title: str
    filename: str
    comic_info: str = Field(description="a ComicInfo.xml of schema 2.1")
