"""Who is asking: identities are JWTs signed by auth (Ed25519, 60 s, one audience), and nothing else is believed."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import jwt
from fastapi import Depends, Request

from kit.client import ServiceClient
from kit.errors import Forbidden, Unauthorized

ISSUER = "quarterbin-auth"
ALGORITHM = "EdDSA"
LIFETIME = 60  # seconds
KEPT = 4096  # verified tokens that need no second look
REFRESH_AFTER = 5.0  # seconds before an unknown key is asked for again


@dataclass(frozen=True)
class Identity:
    """Whoever asks. `libraries` None means all; `age_limit` in years, None means none.

    `via` is how they logged in: "session", "key" (an API key) or "service"; `login_id` names that session or key.
    """

    subject: str
    name: str
    role: str
    audience: str
    libraries: frozenset[str] | None = None
    age_limit: int | None = None
    expires_at: float = 0.0
    via: str = "session"
    login_id: str | None = None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    @property
    def service(self) -> str | None:
        """The name of the service that asks for itself; None for a person."""
        return self.subject.removeprefix("service:") if self.subject.startswith("service:") else None

    @property
    def sees_all(self) -> bool:
        """May they read all there is?"""
        return self.libraries is None and self.age_limit is None

    def may_read(self, library_id: str, age_rating: int | None = None) -> bool:
        """May they read in this library, and a comic for that age? What is not rated is for everyone."""
        if self.libraries is not None and library_id not in self.libraries:
            return False
        return self.age_limit is None or age_rating is None or age_rating <= self.age_limit


class Keys(Protocol):
    """Where public keys come from."""

    async def key(self, key_id: str) -> Any | None: ...


class AuthKeys:
    """auth's public keys, asked for once and again when one is unknown, at most every few seconds."""

    def __init__(self, auth: ServiceClient) -> None:
        self._auth = auth
        self._keys: dict[str, Any] = {}
        self._asked = -REFRESH_AFTER

    async def key(self, key_id: str) -> Any | None:
        """The key named `key_id`. Raises Unavailable while auth does not answer and none is known."""
        if key_id not in self._keys and time.monotonic() - self._asked >= REFRESH_AFTER:
            await self.load()
        return self._keys.get(key_id)

    async def load(self) -> None:
        """Asks auth for its keys."""
        document = await self._auth.get("/internal/keys")
        self._keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(document).keys if key.key_id}
        self._asked = time.monotonic()


class Verifier:
    """Turns a bearer token into an identity, for one audience."""

    def __init__(self, audience: str, keys: Keys) -> None:
        self.audience, self._keys = audience, keys
        self._kept: OrderedDict[str, Identity] = OrderedDict()

    def known(self, token: str) -> Identity | None:
        """Whom `token` names, where it was verified before and has not ended."""
        kept = self._kept.get(token)
        if kept and kept.expires_at <= time.time():
            del self._kept[token]
            return None
        return kept

    async def identity(self, token: str) -> Identity:
        """Whom `token` names. Raises Unauthorized where it is forged, foreign or past its time."""
        if kept := self.known(token):
            return kept
        identity = await self._verified(token)
        self._kept[token] = identity
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return identity

    async def _verified(self, token: str) -> Identity:
        refused = Unauthorized("bad_token", "This token is not valid here, or no longer valid.")
        try:
            key = await self._keys.key(str(jwt.get_unverified_header(token).get("kid", "")))
            if key is None:
                raise refused
            required = ["exp", "iat", "sub", "aud", "iss"]
            claims = jwt.decode(
                token, key, [ALGORITHM], audience=self.audience, issuer=ISSUER, options={"require": required}
            )
            libraries = claims.get("libraries")
            return Identity(
                subject=str(claims["sub"]),
                name=str(claims.get("name", "")),
                role=str(claims.get("role", "")),
                audience=self.audience,
                libraries=None if libraries is None else frozenset(map(str, libraries)),
                age_limit=claims.get("age_limit"),
                expires_at=float(claims["exp"]),
                via=str(claims.get("via", "session")),
                login_id=str(claims["sid"]) if claims.get("sid") else None,
            )
        except jwt.InvalidTokenError as error:
            raise refused from error


def bearer_of(request: Request) -> str | None:
    """The bearer token of a request; None where there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


async def get_optional_user(request: Request) -> Identity | None:
    """Whoever asks, or None without a login; a token that is wrong is a 401 all the same. Never a redirect."""
    token = bearer_of(request)
    if token is None:
        return None
    verifier: Verifier = request.app.state.verifier
    return await verifier.identity(token)


async def get_current_user(user: Annotated[Identity | None, Depends(get_optional_user)]) -> Identity:
    """Whoever asks; 401 without a login."""
    if user is None:
        raise Unauthorized(headers={"WWW-Authenticate": "Bearer"})
    return user


async def get_admin_user(user: Annotated[Identity, Depends(get_current_user)]) -> Identity:
    """An administrator; 403 for everyone else."""
    if not user.is_admin:
        raise Forbidden("admin_only", "Only an administrator may do this.")
    return user


def require_service(*names: str) -> Callable[[Identity], Identity]:
    """A dependency for internal routes: one of these services, acting for itself; 403 for everyone else."""

    def check(user: Annotated[Identity, Depends(get_current_user)]) -> Identity:
        if user.service not in names:
            raise Forbidden("services_only", "Only another part of the server may do this.")
        return user

    return check


CurrentUser = Annotated[Identity, Depends(get_current_user)]
AdminUser = Annotated[Identity, Depends(get_admin_user)]
