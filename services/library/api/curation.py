"""Ratings of readers; tags, missing comics and undo."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query
from pydantic import BaseModel, Field, model_validator

from kit.identity import AdminUser, CurrentUser
from services.library.api.asked import Page, Paging
from services.library.housekeeping import index_anew
from services.library.models import Rating
from services.library.models_curation import Keys, MissingComic, Name, TagKind, TagRule
from services.library.store import missing, ratings, regroup, tags, undo
from services.library.store.layers import editing, reindex
from services.library.store.listed import items, lists
from services.library.times import seconds_of
from services.library.wiring import Db, Id

router = APIRouter(prefix="/api", tags=["curation"])

UNDO: dict[str, undo.Undo] = {
    "metadata": editing.restore,
    "series.merge": regroup.unmerge,
    "series.split": regroup.unsplit,
    "list": lists.restore,
    "list.item": items.restore,
}


class Rated(BaseModel):
    """A rating. `updated_at`: when it was said, if not now; what was said later stands."""

    value: int = Field(ge=1, le=5, strict=True)
    updated_at: datetime | None = None


class Undone(BaseModel):
    """What was undone."""

    action: str


class TagRules(BaseModel):
    """All rules."""

    items: list[TagRule]


class NewRule(BaseModel):
    """Tags or genres, and how they are shown from now on: by one name, or not at all (`shown` null)."""

    kind: TagKind
    names: list[Name] = Field(min_length=1, max_length=200)
    shown: Name | None


class RuleAsked(BaseModel):
    """DELETE /api/tags: which rule goes."""

    kind: TagKind
    name: Name


class Purge(BaseModel):
    """Which missing comics go: these, or all that are missing for so many days; `count`: how many that are."""

    ids: Keys | None = None
    older_than_days: float | None = Field(None, ge=missing.KEPT_DAYS, le=100_000)
    count: int = Field(ge=0, lt=2**31)

    @model_validator(mode="after")
    def _one_of_two(self) -> Purge:
        if (self.ids is None) == (self.older_than_days is None):
            raise ValueError("name either comics or an age")
        return self


class Purged(BaseModel):
    """How many comics were removed."""

    purged: int


@router.get("/ratings/comic/{comic_id}")
def get_comic_rating(comic_id: Id, user: CurrentUser, database: Db) -> Rating:
    """How a comic is rated."""
    with database.read() as connection:
        return ratings.get(connection, user, "comic", comic_id)


@router.put("/ratings/comic/{comic_id}")
def rate_comic(comic_id: Id, rated: Rated, user: CurrentUser, database: Db) -> Rating:
    """Rates a comic."""
    with database.write() as connection:
        return ratings.put(connection, user, "comic", comic_id, rated.value, seconds_of(rated.updated_at))


@router.delete("/ratings/comic/{comic_id}")
def unrate_comic(comic_id: Id, user: CurrentUser, database: Db, updated_at: datetime | None = None) -> Rating:
    """Takes the reader's rating of a comic back."""
    with database.write() as connection:
        return ratings.remove(connection, user, "comic", comic_id, seconds_of(updated_at))


@router.get("/ratings/series/{series_id}")
def get_series_rating(series_id: Id, user: CurrentUser, database: Db) -> Rating:
    """How a series is rated."""
    with database.read() as connection:
        return ratings.get(connection, user, "series", series_id)


@router.put("/ratings/series/{series_id}")
def rate_series(series_id: Id, rated: Rated, user: CurrentUser, database: Db) -> Rating:
    """Rates a series."""
    with database.write() as connection:
        return ratings.put(connection, user, "series", series_id, rated.value, seconds_of(rated.updated_at))


@router.delete("/ratings/series/{series_id}")
def unrate_series(series_id: Id, user: CurrentUser, database: Db, updated_at: datetime | None = None) -> Rating:
    """Takes the reader's rating of a series back."""
    with database.write() as connection:
        return ratings.remove(connection, user, "series", series_id, seconds_of(updated_at))


@router.get("/tags")
def list_tag_rules(user: CurrentUser, database: Db) -> TagRules:
    """Which tags and genres are shown by another name, or hidden.

    Nothing for who may not see all there is: such a name may be said only by what they may not see.
    """
    if not user.is_admin and not user.sees_all:
        return TagRules(items=[])
    with database.read() as connection:
        shown = tags.listed(connection)
    return TagRules(items=[rule for rule in shown if user.is_admin or rule.shown is not None])


@router.put("/tags")
def put_tag_rule(new: NewRule, user: AdminUser, database: Db) -> TagRules:
    """Merges, renames or hides tags or genres."""
    with database.write() as connection:
        reindex.tagged(connection, new.kind, tags.put(connection, new.kind, new.names, new.shown))
        return TagRules(items=tags.listed(connection))


@router.delete("/tags", status_code=204)
def remove_tag_rule(asked: Annotated[RuleAsked, Query()], user: AdminUser, database: Db) -> None:
    """Shows a tag or genre as it is again."""
    with database.write() as connection:
        reindex.tagged(connection, asked.kind, tags.remove(connection, asked.kind, asked.name))


@router.get("/missing")
def list_missing(asked: Annotated[Paging, Query()], user: AdminUser, database: Db) -> Page[MissingComic]:
    """Comics whose files are gone, the latest first."""
    with database.read() as connection:
        return Page.of(missing.listed(connection, asked.window))


@router.post("/missing/purge")
def purge_missing(said: Purge, user: AdminUser, database: Db, later: BackgroundTasks) -> Purged:
    """Removes comics that are missing for thirty days or more; what readers did in them is kept."""
    with database.write() as connection:
        days = float(said.older_than_days or missing.KEPT_DAYS)
        purged, shelves = missing.purge(connection, said.ids, days, said.count)
    later.add_task(index_anew, database, sorted(shelves))
    return Purged(purged=purged)


@router.post("/undo/{undo_id}")
def undo_change(undo_id: Id, user: CurrentUser, database: Db) -> Undone:
    """Takes back a change of the reader's own."""
    with database.write() as connection:
        return Undone(action=undo.apply(connection, user, undo_id, UNDO))
