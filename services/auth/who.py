"""Who is asking: by bearer token, else by cookie.

Unlike the other services, auth looks the login up on each request: a login that has ended counts no more at once, and
the role is the one of this moment.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from kit.errors import Forbidden, Unauthorized
from kit.identity import Identity, bearer_of, get_optional_user
from kit.wire.identity import COOKIE
from services.auth.origin import Client, Origin
from services.auth.parts import House, Parts
from services.auth.store import keys, sessions
from services.auth.store.users import Account


@dataclass(frozen=True)
class Caller:
    """A person with the login they came by, or (`account` None) a tool such as `cli` with the role admin."""

    account: Account | None
    via: str
    login_id: str

    @property
    def is_admin(self) -> bool:
        return self.account is None or self.account.role == "admin"


@dataclass(frozen=True)
class Person(Caller):
    """A caller who is a user."""

    account: Account


async def find_identity(request: Request) -> Identity | None:
    """Whom the bearer token names; a wrong one names nobody."""
    try:
        return await get_optional_user(request)
    except Unauthorized:
        return None


def find_caller(
    request: Request, house: House, origin: Client, identity: Annotated[Identity | None, Depends(find_identity)]
) -> Caller | None:
    """Whoever asks; None for nobody, for a forged or ended login, and for a service that may do nothing here."""
    if bearer_of(request):
        return by_identity(house, identity) if identity else None
    token = request.cookies.get(COOKIE)
    if not token or not is_own_page(request, origin):
        return None
    with house.db.read() as connection:
        found = sessions.find(connection, time.time(), token=token)
    return Person(found[0], "session", found[1]) if found else None


def by_identity(house: Parts, identity: Identity) -> Caller | None:
    """The login behind a token of ours, if it still stands."""
    if identity.service:
        return Caller(None, "service", identity.service) if identity.is_admin else None
    if not identity.login_id:
        return None
    with house.db.read() as connection:
        if identity.via == "session":
            found = sessions.find(connection, time.time(), session_id=identity.login_id)
        else:
            found = keys.find(connection, key_id=identity.login_id)
    return Person(found[0], identity.via, found[1]) if found and found[0].id == identity.subject else None


def is_own_page(request: Request, origin: Origin) -> bool:
    """A cookie alone is not enough for changes: a foreign page can send it. The gateway has looked already."""
    if request.method in ("GET", "HEAD") or origin.by_gateway:
        return True
    site, page = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    ours = page.partition("://")[2] == request.headers.get("Host", "")
    return site == "same-origin" or (site in ("", "none") and bool(page) and ours)


Whoever = Annotated[Caller | None, Depends(find_caller)]


def get_caller(caller: Whoever) -> Caller:
    """401 without a login."""
    if caller is None:
        raise Unauthorized(headers={"WWW-Authenticate": "Bearer"})
    return caller


def get_person(caller: Annotated[Caller, Depends(get_caller)]) -> Person:
    """A user; 403 for a tool."""
    if not isinstance(caller, Person):
        raise Forbidden("people_only", "Only a person with a login may do this.")
    return caller


def get_session(person: Annotated[Person, Depends(get_person)]) -> Person:
    """A user with a session; 403 with an API key, which must not make itself more than it is."""
    if person.via != "session":
        raise Forbidden("session_only", "An API key may not do this. Please log in.")
    return person


def get_admin(caller: Annotated[Caller, Depends(get_caller)]) -> Caller:
    """An administrator; 403 for everyone else."""
    if not caller.is_admin:
        raise Forbidden("admin_only", "Only an administrator may do this.")
    return caller


def get_admin_session(caller: Annotated[Caller, Depends(get_admin)]) -> Caller:
    """An administrator who is no API key: what changes accounts would let a key widen itself."""
    if caller.via == "key":
        raise Forbidden("session_only", "An API key may not do this. Please log in.")
    return caller


AnyPerson = Annotated[Person, Depends(get_person)]
WithSession = Annotated[Person, Depends(get_session)]
Admin = Annotated[Caller, Depends(get_admin)]
AdminWithSession = Annotated[Caller, Depends(get_admin_session)]
