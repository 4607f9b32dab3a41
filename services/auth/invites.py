"""Invitations: one link, one account, and what that account may do is said by whoever invites, never by the guest."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa

from kit.errors import NotFound
from services.auth.origin import Origin
from services.auth.parts import Parts
from services.auth.store import invites, users
from services.auth.store.users import Account
from services.auth.throttle import for_address

DAY = 86_400.0  # seconds


def invite(house: Parts, created_by: str | None, days: int, **grants: Any) -> tuple[Any, str]:
    """Makes an invitation for `days`; its row and its token."""
    now = time.time()
    with house.db.write() as connection:
        return invites.add(connection, now, now + days * DAY, created_by, **grants)


def look(house: Parts, token: str, origin: Origin) -> Any:
    """The invitation of a token. Raises NotFound, and TooMany for whoever guesses."""
    guard = for_address("invite", origin.address)
    house.throttle.pay(guard)
    with house.db.read() as connection:
        found = invites.find(connection, token, time.time())
    if found is None:
        raise gone()
    house.throttle.refund(guard)
    return found


def accept(house: Parts, token: str, username: str, password: str, origin: Origin) -> Account:
    """Makes the account that the invitation is for; all of it or nothing. Raises NotFound, Conflict, TooMany."""
    look(house, token, origin)  # before the hash, which costs
    house.throttle.pay(for_address("register", origin.address))
    hashed, now = house.passwords.hash(password), time.time()
    with house.db.write() as connection:
        account = _made(connection, token, username, hashed, now)
    if account.role == "admin":
        house.setup_code.discard()
    return account


def _made(connection: sa.Connection, token: str, username: str, hashed: str, now: float) -> Account:
    found = invites.use(connection, token, now)
    if found is None:
        raise gone()
    grants = {"role": found.role, "libraries": found.libraries, "age_limit": found.age_limit}
    account = users.add(connection, username, hashed, now, status="active", **grants)
    invites.used_by(connection, found.id, account.id)
    return account


def gone() -> NotFound:
    """The same answer for a token that never existed, was used, was taken back, or has expired."""
    sentence = "This invitation was used, was taken back, or has expired. Please ask for a new one."
    return NotFound("invite_not_found", sentence)
