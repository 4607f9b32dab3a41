"""Identities for tests of one service: a key pair of their own, behind a transport that answers as auth would."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kit.identity import ALGORITHM, ISSUER, LIFETIME


class Issuer:
    """Mints what auth would, signed by a key that only this test has."""

    def __init__(self) -> None:
        self.key, self.key_id = Ed25519PrivateKey.generate(), "test-key"

    def token(self, audience: str, subject: str = "user-1", role: str = "reader", **claims: Any) -> str:
        """A bearer token; `claims` override any of its claims."""
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "sub": subject,
            "aud": audience,
            "name": subject,
            "role": role,
            "libraries": None,
            "age_limit": None,
            "iat": now,
            "exp": now + LIFETIME,
            **claims,
        }
        return jwt.encode(body, self.key, ALGORITHM, headers={"kid": self.key_id})

    def headers(self, audience: str, **more: Any) -> dict[str, str]:
        """The Authorization header with such a token."""
        return {"Authorization": f"Bearer {self.token(audience, **more)}"}

    def service(self, audience: str, name: str) -> dict[str, str]:
        """The Authorization header of a service acting for itself."""
        return self.headers(audience, subject=f"service:{name}", role="service")

    def jwks(self) -> dict[str, Any]:
        """What auth answers at /internal/keys."""
        one = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**one, "kid": self.key_id, "use": "sig", "alg": ALGORITHM}]}


class HouseTransport(httpx.AsyncBaseTransport):
    """Answers for auth itself, and hands the rest to the ASGI apps given by host name and port."""

    def __init__(self, issuer: Issuer, apps: dict[str, Any] | None = None) -> None:
        self.issuer = issuer
        self.apps = {name: httpx.ASGITransport(app=app) for name, app in (apps or {}).items()}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/internal/keys":
            return httpx.Response(200, json=self.issuer.jwks())
        if request.url.path == "/internal/token":
            asked = json.loads(await request.aread())
            token = self.issuer.token(asked["audience"], f"service:{asked['service']}", "service")
            return httpx.Response(200, json={"token": token, "expires_in": LIFETIME})
        app = self.apps.get(f"{request.url.host}:{request.url.port}")
        if app is None:
            raise httpx.ConnectError("nobody is there", request=request)
        return await app.handle_async_request(request)
