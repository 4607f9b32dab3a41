"""/api/auth: logging in and out. These are the only routes that need no login."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from kit.wire.identity import COOKIE
from services.auth import invites, logins
from services.auth.cookies import clear_cookie, set_cookie
from services.auth.logins import Login
from services.auth.models import (
    Check,
    LoggedIn,
    LoginRequest,
    Registered,
    RegisterRequest,
    SetupRequest,
    SetupState,
    User,
    moment,
)
from services.auth.origin import Client, Origin
from services.auth.parts import House, never_stored
from services.auth.store import options, sessions, users
from services.auth.who import Person, Whoever

router = APIRouter(prefix="/api/auth", tags=["login"], dependencies=[Depends(never_stored)])


@router.get("/check")
def check(caller: Whoever) -> Check:
    """Is somebody logged in? Never a 401."""
    if isinstance(caller, Person):
        return Check(authenticated=True, user=User.of(caller.account))
    return Check(authenticated=False, user=None)


@router.get("/setup")
def setup_state(house: House) -> SetupState:
    """Is the first administrator still to be made, and who may register?"""
    with house.db.read() as connection:
        required = not users.has_admin(connection)
        return SetupState.model_validate({"required": required, "registration": options.registration(connection)})


@router.post("/setup", status_code=201)
def set_up(asked: SetupRequest, house: House, origin: Client, response: Response) -> LoggedIn:
    """Makes the first administrator, with the code printed at start, and logs them in."""
    login = logins.set_up(house, asked.code, asked.username, asked.password, origin)
    return logged_in(login, origin, response)


@router.post("/login")
def log_in(asked: LoginRequest, house: House, origin: Client, request: Request, response: Response) -> LoggedIn:
    """Opens a session; the one of an old cookie ends."""
    login = logins.log_in(house, asked.username, asked.password, origin, request.cookies.get(COOKIE))
    return logged_in(login, origin, response)


@router.post("/logout", status_code=204)
def log_out(caller: Whoever, house: House, origin: Client, response: Response) -> None:
    """Ends the session."""
    if isinstance(caller, Person) and caller.via == "session":
        with house.db.write() as connection:
            sessions.end(connection, caller.account.id, caller.login_id)
    clear_cookie(response, origin)


@router.post("/register", status_code=201)
def register(asked: RegisterRequest, house: House, origin: Client) -> Registered:
    """Makes an account for the visitor: as the invitation says, else a reader, where registration is allowed."""
    who = (asked.username, asked.password, origin)
    made = logins.register(house, *who) if asked.invite is None else invites.accept(house, asked.invite, *who)
    return Registered(user=User.of(made))


def logged_in(login: Login, origin: Origin, response: Response) -> LoggedIn:
    """The answer to whoever has just logged in."""
    set_cookie(response, login.token, origin)
    return LoggedIn(user=User.of(login.account), expires_at=moment(login.expires_at))
