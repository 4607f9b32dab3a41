"""Signs identities. Only auth holds the key; every other service has its public half from /internal/keys."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kit.errors import StartupError
from kit.identity import ALGORITHM, ISSUER, LIFETIME
from services.auth.store.users import Account


class Signer:
    """Mints tokens, and knows its own public key (`kit.identity.Keys`)."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._public = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key()))
        # RFC 7638: the thumbprint is the SHA-256 of the required members, in order, without white space.
        members = {name: self._public[name] for name in ("crv", "kty", "x")}
        thumbprint = sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
        self.key_id = jwt.utils.base64url_encode(thumbprint).decode()

    @classmethod
    def load(cls, path: Path) -> Signer:
        """The signer whose private key is in the PEM file `path`. Raises StartupError."""
        try:
            key = load_pem_private_key(path.read_bytes(), None)
        except OSError as error:
            raise StartupError(f"The signing key {path} cannot be read: {error.strerror}.") from error
        except (ValueError, TypeError) as error:
            raise StartupError(f"The signing key {path} is damaged.") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise StartupError(f"The signing key {path} is not an Ed25519 key.")
        return cls(key)

    async def key(self, key_id: str) -> Any | None:
        """The public key of that id; None for every id but its own."""
        return self._key.public_key() if key_id == self.key_id else None

    def jwks(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set."""
        return {"keys": [{**self._public, "kid": self.key_id, "use": "sig", "alg": ALGORITHM}]}

    def user_token(self, account: Account, audience: str, via: str, login_id: str) -> str:
        """An identity for a person; `login_id` is the session or API key they came with."""
        return self._signed(
            {
                "sub": account.id,
                "aud": audience,
                "name": account.username,
                "role": account.role,
                "libraries": account.libraries,
                "age_limit": account.age_limit,
                "via": via,
                "sid": login_id,
            }
        )

    def service_token(self, service: str, audience: str, role: str = "service") -> str:
        """An identity for a service that acts for itself."""
        who = {"sub": f"service:{service}", "aud": audience, "name": service, "role": role}
        return self._signed({**who, "libraries": None, "age_limit": None, "via": "service"})

    def _signed(self, claims: dict[str, Any]) -> str:
        now = int(time.time())
        body = {"iss": ISSUER, **claims, "iat": now, "exp": now + LIFETIME}
        return jwt.encode(body, self._key, ALGORITHM, headers={"kid": self.key_id})
