"""Metadata by layer: shown to readers, edited, locked and given back by administrators; series merged and split."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from kit.db import Database
from kit.identity import AdminUser, CurrentUser, Identity
from services.library.models_curation import ChangedMetadata, Edited, FieldValue, Key, Keys, Name, Regrouped
from services.library.store import regroup
from services.library.store.layers import editing
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api", tags=["metadata"])

Fields = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=100)]
Values = Annotated[dict[str, Any], Field(max_length=100)]


class Edit(BaseModel):
    """What is to change: values to set (and lock), fields to lock as they are, fields to give back to their source.

    `add` and `remove` change the lists that fields hold, each comic's or series' own.
    """

    set: Values = {}
    lock: Fields = []
    unset: Fields = []
    add: Values = {}
    remove: Values = {}

    @property
    def change(self) -> editing.Change:
        """For the store."""
        return editing.Change(**{name: getattr(self, name) for name in editing.Change.__dataclass_fields__})


class EditMany(Edit):
    """The same for many comics, or many series."""

    comic_ids: Keys | None = None
    series_ids: Keys | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> EditMany:
        if (self.comic_ids is None) == (self.series_ids is None):
            raise ValueError("name either comics or series")
        return self


class Merge(BaseModel):
    """Series whose comics go into another."""

    into: Key
    others: Keys = Field(alias="from")


class Split(BaseModel):
    """Comics that become a series of their own."""

    comic_ids: Keys
    name: Name


@router.get("/books/{comic_id}/metadata")
def get_book_metadata(comic_id: Id, user: CurrentUser, database: Db) -> dict[str, FieldValue]:
    """Every field of a comic: its value, where it comes from, and what each layer says."""
    with database.read() as connection:
        return editing.shown(connection, user, "comic", comic_id)


@router.get("/series/{series_id}/metadata")
def get_series_metadata(series_id: Id, user: CurrentUser, database: Db) -> dict[str, FieldValue]:
    """Every field of a series."""
    with database.read() as connection:
        return editing.shown(connection, user, "series", series_id)


@router.patch("/books/{comic_id}/metadata")
def edit_book_metadata(comic_id: Id, said: Edit, user: AdminUser, database: Db) -> ChangedMetadata:
    """Sets, locks and gives back fields of a comic."""
    return _edit(database, user, "comic", comic_id, said)


@router.patch("/series/{series_id}/metadata")
def edit_series_metadata(series_id: Id, said: Edit, user: AdminUser, database: Db) -> ChangedMetadata:
    """Sets, locks and gives back fields of a series."""
    return _edit(database, user, "series", series_id, said)


@router.delete("/books/{comic_id}/metadata/{field}")
def reset_book_field(comic_id: Id, field: Id, user: AdminUser, database: Db) -> ChangedMetadata:
    """Gives a field of a comic back to its source."""
    return _edit(database, user, "comic", comic_id, Edit(unset=[field]))


@router.delete("/series/{series_id}/metadata/{field}")
def reset_series_field(series_id: Id, field: Id, user: AdminUser, database: Db) -> ChangedMetadata:
    """Gives a field of a series back to its source."""
    return _edit(database, user, "series", series_id, Edit(unset=[field]))


@router.post("/metadata")
def edit_many(said: EditMany, user: AdminUser, database: Db) -> Edited:
    """Edits many comics, or many series, at once."""
    kind: editing.Kind = "series" if said.comic_ids is None else "comic"
    ids = list(dict.fromkeys(said.comic_ids or said.series_ids or []))
    with database.write() as connection:
        undo, changed = editing.edit(connection, user, kind, ids, said.change)
    return Edited(undo=undo, changed=changed)


@router.post("/series/merge")
def merge_series(said: Merge, user: AdminUser, database: Db) -> Regrouped:
    """Puts series together, for later scans too."""
    with database.write() as connection:
        moved, undo = regroup.merge(connection, user, said.into, list(dict.fromkeys(said.others)))
    return Regrouped(undo=undo, series_id=said.into, moved=moved)


@router.post("/series/{series_id}/split")
def split_series(series_id: Id, said: Split, user: AdminUser, database: Db) -> Regrouped:
    """Sets comics of a series apart as a new one, for later scans too."""
    with database.write() as connection:
        fresh, moved, undo = regroup.split(connection, user, series_id, said.comic_ids, said.name)
    return Regrouped(undo=undo, series_id=fresh, moved=moved)


def _edit(database: Database, user: Identity, kind: editing.Kind, one: str, said: Edit) -> ChangedMetadata:
    with database.write() as connection:
        undo, _ = editing.edit(connection, user, kind, [one], said.change)
        return ChangedMetadata(undo=undo, metadata=editing.shown(connection, user, kind, one))
