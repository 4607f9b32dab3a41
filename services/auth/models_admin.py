"""What goes over the wire for administrators' pages: backups and invitations."""

from __future__ import annotations

from pydantic import BaseModel

from services.auth.models import Time


class Backup(BaseModel):
    name: str
    size_bytes: int
    created_at: Time


class BackupMaking(BaseModel):
    """One under way; `share` is how much of it is done, 0 to 1."""

    name: str
    share: float
    started_at: Time


class BackupList(BaseModel):
    """`failed`: why the last one did not come about; `refusal`: why there can be none here."""

    items: list[Backup]
    running: BackupMaking | None
    failed: str | None
    keep: int
    refusal: str | None
