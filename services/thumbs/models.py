"""What users get, beside pictures."""

from __future__ import annotations

from pydantic import BaseModel


class PageCount(BaseModel):
    """How many pages a comic has; `version` belongs in the addresses of its pages."""

    comic_id: str
    pages: int
    version: str


class Retried(BaseModel):
    """A comic that is being opened once more."""

    comic_id: str
