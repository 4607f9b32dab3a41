"""Routes for other services: public keys, tokens for services, identities for the gateway."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Response

from kit.errors import Problem, Unauthorized, Unprocessable
from kit.identity import LIFETIME, Identity, require_service
from kit.topology import BY_NAME
from kit.wire.identity import Credential, IdentityAnswer, IdentityRequest, TokenAnswer, TokenRequest
from services.auth import names
from services.auth.models import User
from services.auth.origin import LONGEST_AGENT, ip_address
from services.auth.parts import House, Parts, never_stored
from services.auth.store import keys, sessions
from services.auth.store.users import Account
from services.auth.throttle import for_account, for_address

router = APIRouter(prefix="/internal", tags=["internal"])
Gateway = Annotated[Identity, Depends(require_service("gateway"))]
Found = tuple[Account, str, float]


@router.get("/keys")
def public_keys(house: House, response: Response) -> dict[str, object]:
    """The keys by which identities are verified (JWKS)."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return house.signer.jwks()


@router.post("/token", dependencies=[Depends(never_stored)])
def service_token(asked: TokenRequest, house: House) -> TokenAnswer:
    """A service's own identity, for a service that the topology lets it call."""
    role = house.clients.role_for(asked.service, asked.secret, asked.audience)
    return TokenAnswer(token=house.signer.service_token(asked.service, asked.audience, role), expires_in=LIFETIME)


@router.post("/identity", dependencies=[Depends(never_stored)])
def identity(asked: IdentityRequest, gateway: Gateway, house: House, later: BackgroundTasks) -> IdentityAnswer:
    """Whom a credential names. 401 where it is no login."""
    if asked.audience not in BY_NAME:
        raise Unprocessable("unknown_audience", "There is no such service.")
    credential = asked.credential
    account, login_id, last_used_at = find_login(house, credential)
    via = "session" if credential.kind == "session" else "key"
    if house.last_used.is_due(login_id, last_used_at):
        agent = names.printable(credential.user_agent, LONGEST_AGENT)
        later.add_task(house.last_used.note, via, login_id, ip_address(credential.address), agent)
    return IdentityAnswer(
        token=house.signer.user_token(account, asked.audience, via, login_id),
        expires_in=LIFETIME,
        user=User.of(account).model_dump(mode="json"),
    )


def find_login(house: Parts, credential: Credential) -> Found:
    """The session or API key. Raises Unauthorized; for HTTP Basic TooMany after too many wrong ones."""
    with house.db.read() as connection:
        if credential.kind == "session":
            found = sessions.find(connection, time.time(), token=credential.value)
        else:
            found = keys.find(connection, key=credential.value)
    if found is None and credential.kind == "session":
        raise Unauthorized("login_required", "Your login has ended. Please log in again.")
    if credential.kind == "basic":
        return right_name(house, credential, found)
    if found is None:
        raise key_wrong()
    return found


def right_name(house: Parts, credential: Credential, found: Found | None) -> Found:
    """HTTP Basic: the key must belong to the named user.

    Whoever sends the right key is never made to wait: a key cannot be guessed.
    """
    username = credential.username or ""
    if found and names.fold(found[0].username) == names.fold(username):
        return found
    address = ip_address(credential.address)
    house.throttle.pay(for_account("basic", username), for_address("basic", address))
    raise key_wrong()


def key_wrong() -> Problem:
    """The same for a wrong key and a wrong name."""
    sentence = "This API key is not valid, or no longer valid. With HTTP Basic the password is an API key."
    return Unauthorized("key_wrong", sentence)
