"""/api/users/invites for administrators, and /api/auth/invite for the guest who follows the link."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from kit.errors import NotFound
from services.auth import invites
from services.auth.api.ids import is_id
from services.auth.models import moment, moment_or_none
from services.auth.models_admin import Invite, InviteList, InviteRequest, InviteSeen, InviteToken, NewInvite
from services.auth.origin import Client
from services.auth.parts import House, never_stored
from services.auth.store import invites as store
from services.auth.who import Admin, AdminWithSession

router = APIRouter(tags=["invitations"], dependencies=[Depends(never_stored)])


@router.post("/api/users/invites", status_code=201)
def make_invite(asked: InviteRequest, admin: AdminWithSession, house: House) -> NewInvite:
    """An invitation; its token is shown this once, in `path`."""
    grants = asked.model_dump(exclude={"days"})
    row, token = invites.invite(house, admin.account.id if admin.account else None, asked.days, **grants)
    # After the #, which a browser sends to no server and writes into no log.
    return NewInvite(**plain(row), token=token, path=f"/invite#{token}")


@router.get("/api/users/invites")
def list_invites(admin: Admin, house: House) -> InviteList:
    """Open invitations, and those used or expired in the last 30 days; the newest first."""
    with house.db.read() as connection:
        return InviteList(items=[Invite(**plain(row)) for row in store.all_of(connection)])


@router.delete("/api/users/invites/{invite_id}", status_code=204)
def remove_invite(invite_id: str, admin: AdminWithSession, house: House) -> None:
    """Takes an invitation back: its link opens nothing any more."""
    with house.db.write() as connection:
        if not is_id(invite_id) or not store.remove(connection, invite_id):
            raise NotFound("invite_not_found", "This invitation does not exist, or no longer exists.")


@router.post("/api/auth/invite")
def look(asked: InviteToken, house: House, origin: Client) -> InviteSeen:
    """What the guest is told before they choose a name."""
    found = invites.look(house, asked.token, origin)
    return InviteSeen(role=found.role, invited_by=found.maker_name, expires_at=moment(found.expires_at))


def plain(row: Any) -> dict[str, Any]:
    """An invitation as people see it."""
    said = {name: getattr(row, name) for name in ("id", "note", "role", "libraries", "age_limit")}
    said |= {"created_at": moment(row.created_at), "expires_at": moment(row.expires_at)}
    return {**said, "used_at": moment_or_none(row.used_at), "used_by": row.made_name, "invited_by": row.maker_name}
