"""What goes over the wire when somebody looks at a folder."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FolderWanted(BaseModel):
    """POST /api/libraries/check. `library`: the one the folder is meant for, which may have it already."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(min_length=1, max_length=4096)
    library: str | None = Field(None, max_length=64)


class Overlap(BaseModel):
    """A library that has the folder, one within it, or one around it."""

    library_id: str
    name: str


class FolderState(BaseModel):
    """What there is at a path. `more`: it was not counted to the end; `network`: the kind of network file system.

    `problem` is the one thing that people should know first, or None.
    """

    path: str
    exists: bool = False
    readable: bool = False
    entries: int = 0
    folders: int = 0
    comics: int = 0
    more: bool = False
    folder_names: list[str] = []
    network: str | None = None
    overlaps: Overlap | None = None
    problem: str | None = None
