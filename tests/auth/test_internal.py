"""What other services ask auth, and what they are refused."""

from __future__ import annotations

import base64
import json
import time
from hashlib import sha256

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient

from kit.client import ServiceClient, ServiceTokens
from kit.errors import StartupError, Unauthorized
from kit.identity import AuthKeys, Verifier
from kit.topology import SERVICES
from services.auth.app import create_app
from services.auth.settings import Settings
from tests.auth.conftest import ADMIN, READER, House


def ask(house: House, service: str, audience: str, secret: str | None = None) -> tuple[int, dict[str, object]]:
    asked = {"service": service, "secret": secret or house.settings.secret_of(service), "audience": audience}
    answer = house.browser().post("/internal/token", json=asked)
    return answer.status_code, answer.json()


def test_a_service_gets_tokens_only_for_whom_it_calls(house: House) -> None:
    """thumbs opens hostile bytes: all it can ever get is its own token for library."""
    for service in SERVICES:
        for other in SERVICES:
            status, body = ask(house, service.name, other.name)
            assert status == (200 if other.name in service.calls else 403), (service.name, other.name)
            if status == 200:
                claims = jwt.decode(str(body["token"]), options={"verify_signature": False})
                assert (claims["sub"], claims["role"], claims["via"]) == (
                    f"service:{service.name}",
                    "service",
                    "service",
                )
    assert [other.name for other in SERVICES if ask(house, "thumbs", other.name)[0] == 200] == ["library"]


def test_the_command_line_is_an_administrator_everywhere(house: House) -> None:
    for service in SERVICES:
        claims = jwt.decode(house.service("cli", service.name), options={"verify_signature": False})
        assert (claims["sub"], claims["role"], claims["aud"]) == ("service:cli", "admin", service.name)
    assert ask(house, "cli", "nobody")[0] == 403


@pytest.mark.parametrize(("service", "secret"), [("gateway", "wrong"), ("nobody", "x"), ("gateway", "\0"), ("", " ")])
def test_wrong_secrets(house: House, service: str, secret: str) -> None:
    status, body = ask(house, service, "auth", secret)
    assert (status, body["code"]) == (401, "secret_wrong")
    digest_of_gateway = json.loads((house.settings.secrets / "auth" / "clients.json").read_text())["gateway"]
    assert ask(house, "gateway", "auth", digest_of_gateway)[0] == 401
    assert ask(house, "gateway", "auth", house.settings.secret_of("thumbs"))[0] == 401


def test_only_the_gateway_may_turn_credentials_into_identities(house: House, admin: TestClient) -> None:
    asked = {"credential": {"kind": "session", "value": admin.cookies["session_token"]}, "audience": "library"}
    cli = {"Authorization": f"Bearer {house.service('cli')}"}
    assert house.browser().post("/internal/identity", json=asked, headers=cli).json()["code"] == "services_only"
    assert house.browser().post("/internal/identity", json=asked).status_code == 401
    assert admin.post("/internal/identity", json=asked).status_code == 401, "a cookie opens no internal route"


def test_the_identity_says_who_and_what_they_may_read(house: House, admin: TestClient, reader: TestClient) -> None:
    user_id = reader.get("/api/auth/me").json()["id"]
    admin.patch(f"/api/users/{user_id}", json={"libraries": ["lib1"], "age_limit": 16})
    answer = house.identity({"kind": "session", "value": reader.cookies["session_token"]})
    claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
    assert (claims["sub"], claims["name"], claims["role"]) == (user_id, READER, "reader")
    assert (claims["libraries"], claims["age_limit"], claims["aud"]) == (["lib1"], 16, "library")
    assert (claims["iss"], answer.json()["expires_in"]) == ("quarterbin-auth", 60)
    assert answer.json()["user"] == reader.get("/api/auth/me").json()
    assert reader.cookies["session_token"] not in str(claims)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("value", ["", "forged", "\0", "é" * 100, "' OR 1=1 --"])
@pytest.mark.parametrize("kind", ["session", "key", "basic"])
def test_credentials_that_are_none(house: House, kind: str, value: str) -> None:
    credential = {"kind": kind, "value": value, "username": value, "address": value[:64], "user_agent": value}
    answer = house.identity(credential)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_expired_session_is_no_login(house: House, admin: TestClient) -> None:
    house.sql("UPDATE sessions SET expires_at = :past", past=time.time() - 1)
    answer = house.identity({"kind": "session", "value": admin.cookies["session_token"]})
    assert (answer.status_code, answer.json()["code"]) == (401, "login_required")
    assert house.identity({"kind": "session", "value": "x" * 513}).status_code == 422
    assert house.identity({"kind": "session", "value": "x"}, "nobody").status_code == 422


def test_the_public_key_is_named_by_its_thumbprint(house: House) -> None:
    answer = house.browser().get("/internal/keys")
    (key,) = answer.json()["keys"]
    assert "max-age" in answer.headers["Cache-Control"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}, "and no private part"
    members = f'{{"crv":"Ed25519","kty":"OKP","x":"{key["x"]}"}}'
    assert key["kid"] == base64.urlsafe_b64encode(sha256(members.encode()).digest()).decode().rstrip("=")


async def test_another_service_verifies_with_what_it_is_told(house: House) -> None:
    """The whole way: a service's secret, its token, and its callee with nothing but auth's public keys."""
    import httpx

    transport = httpx.ASGITransport(app=house.app)
    tokens = ServiceTokens("thumbs", house.settings.secret_of("thumbs"), "http://auth", transport=transport)
    library = Verifier("library", AuthKeys(ServiceClient("auth", "http://auth", transport=transport)))
    token = await tokens.token("library")
    assert (await library.identity(token)).service == "thumbs"
    thumbs = Verifier("thumbs", AuthKeys(ServiceClient("auth", "http://auth", transport=transport)))
    with pytest.raises(Unauthorized):
        await thumbs.identity(token)
    foreign = jwt.encode({**jwt.decode(token, options={"verify_signature": False}), "role": "admin"},
                         Ed25519PrivateKey.generate(), "EdDSA", headers={"kid": house.parts.signer.key_id})  # fmt: skip
    with pytest.raises(Unauthorized):
        await library.identity(foreign)


def test_forged_bearers_open_nothing(house: House, admin: TestClient) -> None:
    good = admin.post("/api/auth/token", json={"audience": "auth"}).json()["token"]
    claims = jwt.decode(good, options={"verify_signature": False})
    kid = {"kid": house.parts.signer.key_id}
    public = house.browser().get("/internal/keys").json()["keys"][0]["x"]
    forged = [
        good[:-4] + "AAAA",
        jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=kid),
        jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers={"kid": "other"}),
        jwt.encode(claims, public, "HS256", headers=kid),
        jwt.encode(claims, None, "none", headers=kid),
        admin.post("/api/auth/token", json={"audience": "library"}).json()["token"],
    ]
    old = {**claims, "iat": 1_000_000, "exp": 1_000_060}
    forged.append(jwt.encode(old, house.parts.signer._key, "EdDSA", headers=kid))
    assert house.browser(Authorization=f"Bearer {good}").get("/api/auth/me").json()["username"] == ADMIN
    for token in forged:
        browser = house.browser(Authorization=f"Bearer {token}")
        assert browser.get("/api/auth/me").status_code == 401
        assert browser.get("/api/users").status_code == 401


@pytest.mark.parametrize("name", ["identity.key", "clients.json"])
def test_without_its_secrets_it_does_not_start(settings: Settings, name: str) -> None:
    path = settings.secrets / "auth" / name
    path.write_text("damaged")
    with pytest.raises(StartupError, match="damaged"):
        create_app(settings)
    path.unlink()
    with pytest.raises(StartupError, match="cannot be read"):
        create_app(settings)
