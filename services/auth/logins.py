"""How people come in: by password, by the setup code, by registering."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kit.errors import Conflict, Forbidden, Problem, Unauthorized, Unavailable
from services.auth.origin import Origin
from services.auth.parts import Parts
from services.auth.store import options, sessions, users
from services.auth.store.users import Account
from services.auth.throttle import for_account, for_address

STATUS_OF_NEW = {"open": "active", "approval": "pending"}


@dataclass(frozen=True)
class Login:
    """A session just opened; `expires_at` in seconds since 1970."""

    account: Account
    token: str
    expires_at: float


def log_in(house: Parts, username: str, password: str, origin: Origin, old_token: str | None) -> Login:
    """Opens a session. Raises Unauthorized, Forbidden (pending, disabled), TooMany, Unavailable."""
    now = time.time()
    with house.db.read() as connection:
        account = users.by_name(connection, username)
        known = account is not None and sessions.used_from(connection, account.id, origin.address, now)
    guards = (for_account("login", username, origin.address if known else ""), for_address("login", origin.address))
    house.throttle.pay(*guards)
    try:
        right = house.passwords.verify(account.password_hash if account else None, password)
    except Unavailable:
        house.throttle.refund(*guards)
        raise
    if not right or account is None:
        raise login_failed()
    if account.status != "active":
        house.throttle.refund(*guards)
        raise not_active(account)
    changes: dict[str, Any] = {"last_login_at": now}
    if house.passwords.is_outdated(account.password_hash):
        with suppress(Unavailable):  # the password was right: a later login makes it anew
            changes |= {"password_hash": house.passwords.hash(password)}
    with house.db.write() as connection:
        # Between the reading and here an administrator may have set another password or closed the account.
        if not users.change_if_unchanged(connection, account, **changes):
            raise login_failed()
        house.throttle.refund_within(connection, *guards)
        if old_token:
            sessions.end_by_token(connection, old_token)
        account = users.get(connection, account.id) or account
        return Login(account, sessions.add(connection, account.id, origin, now), now + sessions.LIFETIME)


def login_failed() -> Problem:
    """The same answer for a wrong name and for a wrong password."""
    return Unauthorized("login_failed", "The user name or the password is not right.")


def not_active(account: Account) -> Problem:
    """Told only to those who know the password."""
    if account.status == "pending":
        return Forbidden("account_pending", "An administrator has to approve this account first.")
    return Forbidden("account_disabled", "This account is closed. Please ask an administrator.")


def set_up(house: Parts, code: str, username: str, password: str, origin: Origin) -> Login:
    """Makes the first administrator and logs them in. Raises Forbidden, Conflict, TooMany."""
    done = Conflict("setup_done", "The first administrator has been made already. Please log in.")
    with house.db.read() as connection:
        if users.has_admin(connection):
            raise done
    guard = for_account("setup", origin.address)
    house.throttle.pay(guard)
    if not house.setup_code.is_right(code):
        raise Forbidden("setup_code_wrong", "This is not the setup code. It was printed when the server started.")
    house.throttle.refund(guard)
    hashed, now = house.passwords.hash(password), time.time()
    with house.db.write() as connection:
        if users.has_admin(connection):
            raise done
        options.claim_first_admin(connection, now)
        account = users.add(connection, username, hashed, now, role="admin", last_login_at=now)
        token = sessions.add(connection, account.id, origin, now)
    house.setup_code.discard()
    return Login(account, token, now + sessions.LIFETIME)


def register(house: Parts, username: str, password: str, origin: Origin) -> Account:
    """Makes a reader of whoever asks, where that is allowed. Raises Forbidden, Conflict, TooMany."""
    with house.db.read() as connection:
        status = STATUS_OF_NEW.get(options.registration(connection))
    if status is None:
        raise Forbidden("registration_off", "Nobody can register here. Please ask an administrator for an account.")
    house.throttle.pay(for_address("register", origin.address))  # never refunded: each one makes an account
    hashed = house.passwords.hash(password)
    with house.db.write() as connection:
        return users.add(connection, username, hashed, time.time(), status=status)


def prove(house: Parts, account: Account, password: str) -> None:
    """Makes sure that whoever has the session also knows the password. Raises Forbidden, TooMany, Unavailable."""
    guard = for_account("password", account.id)
    house.throttle.pay(guard)
    try:
        right = house.passwords.verify(account.password_hash, password)
    except Unavailable:
        house.throttle.refund(guard)
        raise
    if not right:
        raise Forbidden("password_wrong", "Your current password is not right.")
    house.throttle.refund(guard)


def change_password(house: Parts, account: Account, session_id: str, current: str, new: str) -> str:
    """Sets a person's own password; gives this session's new token, all others end. Raises Forbidden, TooMany."""
    prove(house, account, current)
    hashed = house.passwords.hash(new)
    with house.db.write() as connection:
        if not users.change_if_unchanged(connection, account, password_hash=hashed):
            raise Unauthorized()
        sessions.end_all(connection, account.id, but=session_id)
        token = sessions.rotate(connection, session_id, time.time())
    if token is None:
        raise Unauthorized()
    return token
