"""What auth can be told."""

from __future__ import annotations

from pydantic import Field

from kit.settings import Settings as KitSettings


class Settings(KitSettings):
    """The settings of auth."""

    backups_keep: int = Field(7, ge=1, le=1000, description="Backups that are kept; the oldest gives way to a new one.")
