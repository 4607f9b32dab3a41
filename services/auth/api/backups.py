"""/api/backups: for administrators with a login, since a backup holds what everybody keeps here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse

from services.auth.backups import Backups, Making
from services.auth.models import moment
from services.auth.models_admin import Backup, BackupList, BackupMaking
from services.auth.parts import House, never_stored
from services.auth.who import Admin, AdminWithSession

router = APIRouter(prefix="/api/backups", tags=["backups"], dependencies=[Depends(never_stored)])


def get_backups(house: House) -> Backups:
    """The backups of this server."""
    return house.backups


Kept = Annotated[Backups, Depends(get_backups)]


@router.get("")
def list_backups(admin: Admin, kept: Kept) -> BackupList:
    """What there is, the newest first, and the one that is being made."""
    items = [Backup(name=one.name, size_bytes=one.size, created_at=moment(one.made_at)) for one in kept.all()]
    making = told(kept.making) if kept.making else None
    return BackupList(items=items, running=making, failed=kept.failed, keep=kept.keep, refusal=kept.refusal)


@router.post("", status_code=202)
async def make_backup(admin: AdminWithSession, kept: Kept) -> BackupMaking:
    """Begins a backup; the list says how far it is."""
    return told(kept.start())


@router.get("/{name}")
def download(name: str, admin: AdminWithSession, kept: Kept) -> FileResponse:
    """The file, whole or by ranges."""
    headers = {"Cache-Control": "no-store"}
    return FileResponse(kept.path(name), media_type="application/vnd.sqlite3", filename=name, headers=headers)


@router.delete("/{name}", status_code=204)
def remove(name: str, admin: AdminWithSession, kept: Kept) -> None:
    """Takes a backup away."""
    kept.path(name).unlink(missing_ok=True)


def told(making: Making) -> BackupMaking:
    """As people see one that is being made."""
    return BackupMaking(name=making.name, share=round(making.share, 3), started_at=moment(making.began_at))
