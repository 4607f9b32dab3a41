"""auth's internal routes: tokens for services, identities for the gateway."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

COOKIE = "session_token"  # its value is the session's token
KEY_PREFIX = "qb_"  # of API keys


class TokenRequest(BaseModel):
    """POST auth/internal/token: a service asks for a token of its own."""

    service: str = Field(max_length=32)
    secret: str = Field(max_length=128)
    audience: str = Field(max_length=32)


class TokenAnswer(BaseModel):
    """A bearer token, good for `expires_in` seconds."""

    token: str
    expires_in: int


class Credential(BaseModel):
    """What a client brought: the value of the cookie, an API key, or HTTP Basic's name and API key."""

    kind: Literal["session", "key", "basic"]
    value: str = Field(max_length=512)
    username: str | None = Field(None, max_length=256)
    address: str = Field("", max_length=64, description="of the client, for the throttle")
    user_agent: str = Field("", max_length=512)


class IdentityRequest(BaseModel):
    """POST auth/internal/identity: whom does this credential name?"""

    credential: Credential
    audience: str = Field(max_length=32)


class IdentityAnswer(TokenAnswer):
    """The identity as a token for `audience`, and the user as auth describes them."""

    user: dict[str, Any]
