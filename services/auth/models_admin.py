"""What goes over the wire for administrators' pages: backups and invitations."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from kit.times import Time
from services.auth import names
from services.auth.models import Grants, Role, Sent


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


class InviteRequest(Grants):
    """What the account will be; good for `days`. `note` is for those who invite: whom it is for."""

    days: int = Field(7, ge=1, le=90)
    note: Annotated[str, AfterValidator(lambda text: names.printable(text.strip(), 200))] = Field("", max_length=200)


class Invite(BaseModel):
    id: str
    note: str
    role: Role
    libraries: list[str] | None
    age_limit: int | None
    invited_by: str | None
    created_at: Time
    expires_at: Time
    used_at: Time | None
    used_by: str | None


class NewInvite(Invite):
    """The only time the token is seen; `path` is the link behind the server's address."""

    token: str
    path: str


class InviteList(BaseModel):
    items: list[Invite]


class InviteToken(Sent):
    token: str = Field(max_length=128)


class InviteSeen(BaseModel):
    role: Role
    invited_by: str | None
    expires_at: Time
