"""Libraries: readers see theirs, administrators keep them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AfterValidator, BaseModel, Field

from kit.identity import AdminUser, CurrentUser, Identity
from kit.paths import normal
from services.library.models import Library, Root, Text
from services.library.store import libraries
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api/libraries", tags=["libraries"])


def _apart(folders: list[str]) -> list[str]:
    return list(dict.fromkeys(folders))


def _folder(text: str) -> str:
    path = normal(text)
    if not path.startswith("/"):
        raise ValueError("a folder is named by its whole path, from / on")
    return path


def _name(text: str) -> str:
    if not text.strip():
        raise ValueError("a library needs a name")
    return text.strip()


Folder = Annotated[Text, Field(max_length=4096), AfterValidator(_folder)]
Name = Annotated[Text, Field(max_length=100), AfterValidator(_name)]
Folders = Annotated[list[Folder], Field(min_length=1, max_length=100), AfterValidator(_apart)]


class NewLibrary(BaseModel):
    """A library to make."""

    name: Name
    roots: Folders
    sample: bool = False


class ChangedLibrary(BaseModel):
    """What is to be different; what is left out stays."""

    name: Name | None = None
    roots: Folders | None = None


class Libraries(BaseModel):
    """All libraries."""

    items: list[Library]


@router.get("")
def list_libraries(user: CurrentUser, database: Db) -> Libraries:
    """The libraries of the reader, by name; their folders only for administrators."""
    with database.read() as connection:
        shown, counts = libraries.granted(connection, user), libraries.counts(connection, user)
    return Libraries(items=[_library(one, counts, user) for one in shown])


@router.post("", status_code=201)
def add_library(new: NewLibrary, user: AdminUser, database: Db) -> Library:
    """Makes a library; one that was removed and had one of these folders comes back with all it knew."""
    with database.write() as connection:
        made = libraries.add(connection, new.name, new.roots, sample=new.sample)
        return _library(made, libraries.counts(connection, user), user)


@router.patch("/{library_id}")
def change_library(library_id: Id, new: ChangedLibrary, user: AdminUser, database: Db) -> Library:
    """Another name, other folders. Comics of a folder taken away are missing until it, or they, are found again."""
    with database.write() as connection:
        changed = libraries.change(connection, library_id, new.name, new.roots)
        return _library(changed, libraries.counts(connection, user), user)


@router.delete("/{library_id}", status_code=204)
def remove_library(library_id: Id, user: AdminUser, database: Db) -> None:
    """Takes a library out of sight; its readers' progress is kept."""
    with database.write() as connection:
        libraries.remove(connection, library_id)


def _library(one: libraries.Library, counts: dict[str, tuple[int, int]], user: Identity) -> Library:
    comic_count, series_count = counts.get(one.id, (0, 0))
    return Library(
        id=one.id,
        name=one.name,
        roots=[Root(id=root.id, path=root.path) for root in one.roots] if user.is_admin else [],
        comic_count=comic_count,
        series_count=series_count,
        online=one.online,
        offline_reason=one.offline_reason,
        sample=one.sample,
        created_at=one.created_at,
    )
