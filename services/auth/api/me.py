"""/api/auth: one's own account, password, sessions and API keys."""

from __future__ import annotations

import time

from fastapi import APIRouter, Depends, Response

from kit.errors import NotFound, Unprocessable
from kit.identity import LIFETIME
from kit.topology import BY_NAME
from services.auth import accounts, logins
from services.auth.api.ids import is_id
from services.auth.cookies import clear_cookie, set_cookie
from services.auth.models import (
    AudienceRequest,
    Key,
    KeyList,
    KeyRequest,
    NewKey,
    PasswordRequest,
    RemovalRequest,
    Session,
    SessionList,
    Token,
    User,
    moment,
    moment_or_none,
)
from services.auth.origin import Client
from services.auth.parts import House, Parts, never_stored
from services.auth.store import keys, sessions
from services.auth.who import AnyPerson, Person, WithSession

router = APIRouter(prefix="/api/auth", tags=["me"], dependencies=[Depends(never_stored)])

# Tokens are for the services' own ports; the gateway takes the login itself.
AUDIENCES = sorted(BY_NAME.keys() - {"gateway"})


@router.get("/me")
def me(person: AnyPerson) -> User:
    """Whoever asks."""
    return User.of(person.account)


@router.post("/password", status_code=204)
def change_password(
    asked: PasswordRequest, person: WithSession, house: House, origin: Client, response: Response
) -> None:
    """Sets one's own password: this session gets a new token, all others end."""
    changed = (asked.current_password, asked.new_password)
    set_cookie(response, logins.change_password(house, person.account, person.login_id, *changed), origin)


@router.post("/me/remove", status_code=204)
def remove_me(asked: RemovalRequest, person: WithSession, house: House, origin: Client, response: Response) -> None:
    """Takes one's own account away, for good: its sessions and keys end at once, and library forgets what it kept."""
    logins.prove(house, person.account, asked.password)
    accounts.remove(house, person.account.id)
    clear_cookie(response, origin)


@router.post("/token")
def mint_token(asked: AudienceRequest, person: AnyPerson, house: House) -> Token:
    """A bearer token for one service's own port, good for 60 s."""
    if asked.audience not in AUDIENCES:
        raise Unprocessable("unknown_audience", f"There is no such service. There are {', '.join(AUDIENCES)}.")
    token = house.signer.user_token(person.account, asked.audience, person.via, person.login_id)
    return Token(token=token, expires_at=moment(int(time.time()) + LIFETIME))


@router.get("/sessions")
def list_sessions(person: AnyPerson, house: House) -> SessionList:
    """Where one is logged in, the last used first."""
    return SessionList(items=sessions_of(person, house))


def sessions_of(person: Person, house: Parts) -> list[Session]:
    """Somebody's sessions, as people see them."""
    with house.db.read() as connection:
        rows = sessions.of_user(connection, person.account.id, time.time())
    return [
        Session(
            id=row.id,
            created_at=moment(row.created_at),
            last_used_at=moment(row.last_used_at),
            expires_at=moment(row.expires_at),
            address=row.address,
            user_agent=row.user_agent,
            current=row.id == person.login_id,
        )
        for row in rows
    ]


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: str, person: WithSession, house: House) -> None:
    """Ends one session."""
    with house.db.write() as connection:
        if not is_id(session_id) or not sessions.end(connection, person.account.id, session_id):
            raise NotFound("session_not_found", "There is no such session, or it has ended already.")


@router.delete("/sessions", status_code=204)
def end_other_sessions(person: WithSession, house: House) -> None:
    """Ends all sessions but this one."""
    with house.db.write() as connection:
        sessions.end_all(connection, person.account.id, but=person.login_id)


@router.get("/keys")
def list_keys(person: AnyPerson, house: House) -> KeyList:
    """One's API keys, the newest first."""
    with house.db.read() as connection:
        rows = keys.of_user(connection, person.account.id)
    made = [(row.id, row.name, moment(row.created_at), moment_or_none(row.last_used_at)) for row in rows]
    return KeyList(items=[Key(id=id, name=name, created_at=at, last_used_at=used) for id, name, at, used in made])


@router.post("/keys", status_code=201)
def make_key(asked: KeyRequest, person: WithSession, house: House) -> NewKey:
    """A new API key, shown this once."""
    now = time.time()
    with house.db.write() as connection:
        key_id, key = keys.add(connection, person.account.id, asked.name, now)
    return NewKey(id=key_id, name=asked.name, key=key, created_at=moment(now))


@router.delete("/keys/{key_id}", status_code=204)
def revoke_key(key_id: str, person: WithSession, house: House) -> None:
    """Revokes an API key."""
    with house.db.write() as connection:
        if not is_id(key_id) or not keys.remove(connection, person.account.id, key_id):
            raise NotFound("key_not_found", "There is no such API key, or it was revoked already.")
