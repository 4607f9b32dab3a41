"""Tokens: what is believed, and what is not."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kit.client import ServiceClient
from kit.errors import Unauthorized
from kit.identity import AuthKeys, Identity, Verifier
from tests.identities import HouseTransport, Issuer

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def verifier(issuer: Issuer) -> Verifier:
    auth = ServiceClient("auth", "http://auth:8001", transport=HouseTransport(issuer))
    return Verifier("library", AuthKeys(auth))


async def test_a_token_names_who_asks(issuer: Issuer, verifier: Verifier) -> None:
    token = issuer.token("library", "u1", "reader", libraries=["a"], age_limit=12)
    identity = await verifier.identity(token)
    assert (identity.subject, identity.role, identity.libraries, identity.age_limit) == (
        "u1",
        "reader",
        frozenset({"a"}),
        12,
    )
    assert await verifier.identity(token) is identity  # verified once


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "auth"},
        {"aud": ["library", "auth"][1:]},
        {"exp": int(time.time()) - 1},
        {"iss": "somebody"},
        {"sub": None},
        {"exp": None},
    ],
)
async def test_foreign_and_expired_tokens_are_refused(issuer: Issuer, verifier: Verifier, claims: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(Unauthorized):
        await verifier.identity(issuer.token("library", **claims))


async def test_forged_tokens_are_refused(issuer: Issuer, verifier: Verifier) -> None:
    stranger = Issuer()
    good = jwt.decode(issuer.token("library", role="admin"), options={"verify_signature": False})
    public = issuer.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    forged = [
        stranger.token("library", role="admin"),  # the same key id, another key
        jwt.encode(good, None, "none", headers={"kid": issuer.key_id}),
        jwt.encode(good, public, "HS256", headers={"kid": issuer.key_id}),
        jwt.encode(good, issuer.key, "EdDSA", headers={"kid": "unknown"}),
        "no.token.at-all",
        "",
    ]
    for token in forged:
        with pytest.raises(Unauthorized):
            await verifier.identity(token)


async def test_a_token_kept_ends_with_its_time(issuer: Issuer, verifier: Verifier) -> None:
    past = int(time.time()) - 1
    token = issuer.token("library", exp=past)
    verifier._kept[token] = Identity("u1", "u1", "reader", "library", expires_at=past)
    with pytest.raises(Unauthorized):
        await verifier.identity(token)


def test_who_may_read() -> None:
    anyone = Identity("u", "u", "reader", "library")
    child = Identity("u", "u", "reader", "library", frozenset({"a"}), 12)
    assert anyone.may_read("b", 18)
    assert child.may_read("a", 12)
    assert child.may_read("a", None)
    assert not child.may_read("a", 13)
    assert not child.may_read("b", None)
