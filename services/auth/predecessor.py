"""Internal route for `quarterbin import`: accounts of the predecessor, whose passwords were unsalted SHA-256."""

from __future__ import annotations

import secrets
import time
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import TypeAdapter, ValidationError

from kit.identity import require_service
from kit.wire.predecessor import OldUser, OldUsers, UserFound, UsersFound
from services.auth import accounts
from services.auth.models import Name
from services.auth.parts import House, Parts, never_stored
from services.auth.store import users

router = APIRouter(prefix="/internal/predecessor", tags=["internal"], dependencies=[Depends(require_service("cli"))])
NAME: TypeAdapter[str] = TypeAdapter(Annotated[str, Name])


@router.post("/users", dependencies=[Depends(never_stored)])
def take_users(said: OldUsers, house: House) -> UsersFound:
    """Makes accounts for names that are still free. Whoever is here already keeps role and password."""
    return UsersFound(items=[_take(house, one, dry_run=said.dry_run) for one in said.items])


def _take(house: Parts, one: OldUser, *, dry_run: bool) -> UserFound:
    try:
        name = NAME.validate_python(one.username)
    except ValidationError:
        return UserFound(id=None, state="refused", reason="this is no name for an account")
    with house.db.read() as connection:
        known = users.by_name(connection, name)
    if known is not None:
        return UserFound(id=known.id, state="known")
    if dry_run:
        return UserFound(id=None, state="new")
    hashed = (
        house.passwords.hash_of_predecessor(one.password_sha256)
        if one.password_sha256
        else house.passwords.hash(secrets.token_urlsafe())
    )
    more = {"role": one.role, "last_login_at": one.last_login_at}
    with house.db.write() as connection:
        account = users.add(connection, name, hashed, min(one.created_at, time.time()), **more)
    accounts.discard_setup_code(house, account)
    return UserFound(id=account.id, state="new")
