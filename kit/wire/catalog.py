"""library's internal routes: what the scanner brings, what thumbs asks and reports.

Times of files are seconds since 1970 as `os.stat` gives them (float); paths are text by `kit.paths`.
"""

from __future__ import annotations

from hashlib import blake2s

from pydantic import BaseModel, Field

from kit.errors import NotFound

BATCH = 1_000  # comics in one batch, at most


def version_of(size_bytes: int, mtime: float) -> str:
    """The version of a file's content, as it stands in cover and page addresses: 12 hex digits."""
    return blake2s(f"{size_bytes}:{mtime!r}".encode(), digest_size=6).hexdigest()


def cover_version(version: str, page: int | None) -> str:
    """The version of a comic's cover: that of its file, and the page that people chose."""
    return version if page is None else f"{version}p{page}"


def comic_not_found() -> NotFound:
    """The answer for a comic that is not there, or not for this reader, of every service: nobody can tell which."""
    return NotFound("comic_not_found", "There is no such comic, or it is not in a library you may read.")


class Root(BaseModel):
    """A folder of a library; `path` is absolute."""

    id: str
    path: str


class LibraryInfo(BaseModel):
    """A library, as the scanner walks it; `comics` are those that are not missing."""

    id: str
    name: str
    roots: list[Root]
    online: bool = True
    comics: int = 0


class ComicFolder(BaseModel):
    """A folder in which comics lie; `folder` beneath its root, empty for the root itself."""

    library_id: str
    root_id: str
    folder: str


class Content(BaseModel):
    """What tells one file from another without opening it."""

    size_bytes: int = Field(ge=0)
    mtime: float


class Contents(BaseModel):
    """POST library/internal/scan/alike: which known comics have one of these?"""

    contents: list[Content] = Field(max_length=BATCH)


class Alike(Content):
    """A known comic of such a content."""

    library_id: str
    root_id: str
    path: str
    id: str
    missing: bool


class Availability(BaseModel):
    """POST library/internal/libraries/{id}/availability: can the library's folders be read?"""

    online: bool
    reason: str | None = Field(None, max_length=500)


class ComicLocation(BaseModel):
    """GET library/internal/comics/{id}/location: where a comic lies, and who may read it."""

    comic_id: str
    library_id: str
    root: str
    path: str
    size_bytes: int
    mtime: float
    version: str
    format: str
    pages: int | None
    age_rating: int | None
    cover_page: int | None = Field(None, description="the page that people chose as its cover")
    anew: bool = Field(False, description="of what is to be opened: whatever became of it before")

    @property
    def cover_version(self) -> str:
        """The version of its cover."""
        return cover_version(self.version, self.cover_page)


class CoverChoice(BaseModel):
    """POST library/internal/comics/{id}/cover: the page that people chose; None: none of them."""

    page: int | None = Field(None, ge=0, lt=100_000)


class ChosenCover(BaseModel):
    """The answer to it: where the cover is from now on."""

    cover: str


class Inspection(BaseModel):
    """POST library/internal/comics/{id}/inspection: what thumbs found inside; None leaves a field as it is.

    It counts only while `version` is still the comic's; otherwise it is dropped, the answer says `applied: false`.
    """

    version: str
    pages: int | None = Field(None, ge=0)
    has_thumbnail: bool | None = None
    fingerprint: str | None = Field(None, max_length=64)
    problem: str | None = Field(None, max_length=500, description="a sentence for people; empty: it is well again")
