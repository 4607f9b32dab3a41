"""What goes over the wire of the users' API. Fields that are not named here are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from kit.times import Time
from services.auth import names
from services.auth.store.users import Account

Role = Literal["admin", "reader"]
Registration = Literal["off", "approval", "open"]


def moment(seconds: float) -> datetime:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: float | None) -> datetime | None:
    """The same, or None."""
    return None if seconds is None else moment(seconds)


def clean_name(name: str) -> str:
    """A name, or what is wrong with it."""
    try:
        return names.clean(name)
    except ValueError as error:
        raise PydanticCustomError("name", "{reason}", {"reason": str(error)}) from error


Name = Annotated[str, AfterValidator(clean_name), Field(description="1 to 64 characters, no control characters")]
NewPassword = Annotated[str, Field(min_length=8, max_length=1024)]
AnyPassword = Annotated[str, Field(max_length=1024)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
AgeLimit = Annotated[int, Field(ge=0, le=99, description="years")]


class Sent(BaseModel):
    """What clients send."""

    model_config = ConfigDict(extra="forbid")


class LoginRequest(Sent):
    username: str = Field(max_length=256)
    password: AnyPassword


class RegisterRequest(Sent):
    username: Name
    password: NewPassword
    invite: str | None = Field(None, max_length=128, description="the token of an invitation")


class SetupRequest(Sent):
    username: Name
    password: NewPassword
    code: str = Field(max_length=64)


class PasswordRequest(Sent):
    current_password: AnyPassword
    new_password: NewPassword


class RemovalRequest(Sent):
    password: AnyPassword


class NewPasswordRequest(Sent):
    new_password: NewPassword


class KeyRequest(Sent):
    name: Name


class AudienceRequest(Sent):
    audience: str = Field(max_length=32)


class Options(Sent):
    """Who may register: nobody, whoever an administrator approves, everybody."""

    registration: Registration


class Grants(Sent):
    """What a user may do and see; `libraries` null: all of them."""

    role: Role = "reader"
    libraries: list[Id] | None = Field(None, max_length=1000)
    age_limit: AgeLimit | None = None


class NewUser(Grants):
    username: Name
    password: NewPassword


class UserChange(Grants):
    """Only what is named is changed."""

    status: Literal["active", "disabled"] = "active"


class User(BaseModel):
    id: str
    username: str
    role: Role
    status: Literal["active", "pending", "disabled"]
    libraries: list[str] | None
    age_limit: int | None
    created_at: Time
    last_login_at: Time | None

    @classmethod
    def of(cls, account: Account) -> User:
        """As people see an account."""
        plain: dict[str, Any] = {name: getattr(account, name) for name in cls.model_fields}
        plain |= {"created_at": moment(account.created_at), "last_login_at": moment_or_none(account.last_login_at)}
        return cls(**plain)


class UserList(BaseModel):
    items: list[User]
    next_cursor: str | None
    total: int


class Registered(BaseModel):
    user: User


class LoggedIn(BaseModel):
    user: User
    expires_at: Time


class Check(BaseModel):
    authenticated: bool
    user: User | None


class SetupState(BaseModel):
    required: bool
    registration: Registration


class Session(BaseModel):
    id: str
    created_at: Time
    last_used_at: Time
    expires_at: Time
    address: str
    user_agent: str
    current: bool


class SessionList(BaseModel):
    items: list[Session]


class Key(BaseModel):
    id: str
    name: str
    created_at: Time
    last_used_at: Time | None


class KeyList(BaseModel):
    items: list[Key]


class NewKey(BaseModel):
    """The only time the key itself is seen."""

    id: str
    name: str
    key: str
    created_at: Time


class Token(BaseModel):
    token: str
    expires_at: Time
