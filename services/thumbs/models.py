"""What users get, beside pictures."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PageCount(BaseModel):
    """How many pages a comic has; `version` belongs in the addresses of its pages."""

    comic_id: str
    pages: int
    version: str


class Choice(BaseModel):
    """The page, from 0, that is to be the cover."""

    page: int = Field(ge=0, lt=100_000)


class ChosenPage(BaseModel):
    """A comic's cover as it is from now on: its address, and the page that was chosen (None: none was)."""

    comic_id: str
    page: int | None
    cover: str


class Retried(BaseModel):
    """A comic that is being opened once more."""

    comic_id: str
