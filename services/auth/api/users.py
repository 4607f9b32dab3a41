"""/api/users and /api/auth/settings: for administrators."""

from __future__ import annotations

import base64
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from kit.errors import BadRequest, NotFound
from services.auth import accounts
from services.auth.api.ids import is_id
from services.auth.models import NewPasswordRequest, NewUser, Options, User, UserChange, UserList
from services.auth.parts import House, never_stored
from services.auth.store import options, users
from services.auth.who import Admin, AdminWithSession

router = APIRouter(tags=["administrators"], dependencies=[Depends(never_stored)])


def known_form(user_id: str) -> str:
    """Checks that an id has the form of ours; anything else belongs to nobody."""
    if not is_id(user_id):
        raise NotFound("user_not_found", "There is no such user.")
    return user_id


UserId = Annotated[str, Depends(known_form)]


@router.get("/api/users")
def list_users(
    admin: Admin,
    house: House,
    limit: Annotated[int, Query(ge=1, le=200)] = 60,
    cursor: Annotated[str | None, Query(max_length=8192)] = None,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> UserList:
    """Everybody, by name."""
    after = read_cursor(cursor) if cursor is not None else None
    with house.db.read() as connection:
        found, last = users.page(connection, limit, after, 0 if after is not None else offset)
        total = users.count(connection)
    return UserList(items=[User.of(one) for one in found], next_cursor=last and write_cursor(last), total=total)


@router.post("/api/users", status_code=201)
def add_user(asked: NewUser, admin: AdminWithSession, house: House) -> User:
    """Makes an account."""
    return User.of(accounts.add(house, **asked.model_dump()))


@router.patch("/api/users/{user_id}")
def change_user(user_id: UserId, asked: UserChange, admin: AdminWithSession, house: House) -> User:
    """Changes what is named. Another role or a closed account ends their sessions."""
    return User.of(accounts.change(house, user_id, asked.model_dump(exclude_unset=True)))


@router.post("/api/users/{user_id}/password", status_code=204)
def reset_password(user_id: UserId, asked: NewPasswordRequest, admin: AdminWithSession, house: House) -> None:
    """Sets somebody's password; all their sessions end."""
    accounts.reset_password(house, user_id, asked.new_password)


@router.delete("/api/users/{user_id}", status_code=204)
def remove_user(user_id: UserId, admin: AdminWithSession, house: House) -> None:
    """Takes an account away, and all that the server keeps for it."""
    accounts.remove(house, user_id)


@router.get("/api/auth/settings")
def get_options(admin: Admin, house: House) -> Options:
    """Who may register."""
    with house.db.read() as connection:
        return Options.model_validate({"registration": options.registration(connection)})


@router.put("/api/auth/settings")
def set_options(asked: Options, admin: AdminWithSession, house: House) -> Options:
    """Changes who may register."""
    with house.db.write() as connection:
        options.set_registration(connection, asked.registration)
    return asked


def write_cursor(name: str) -> str:
    """Where the next page begins."""
    return base64.urlsafe_b64encode(name.encode()).decode()


def read_cursor(cursor: str) -> str:
    """What `write_cursor` wrote. Raises BadRequest."""
    try:
        name = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except ValueError as error:
        raise BadRequest("bad_cursor", "This cursor is not valid. Start the list again.") from error
    return name.replace("\0", "")
