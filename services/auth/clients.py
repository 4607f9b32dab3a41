"""The services as auth's clients: who has which secret, and may ask for tokens for whom."""

from __future__ import annotations

import hmac
import json
from pathlib import Path

from kit.errors import Forbidden, StartupError, Unauthorized
from kit.topology import BY_NAME, TOOLS
from services.auth.credentials import digest


class Clients:
    """The digests of the services' secrets, from `clients.json`. Raises StartupError."""

    def __init__(self, path: Path) -> None:
        try:
            known = json.loads(path.read_text())
        except OSError as error:
            raise StartupError(f"The list of services {path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise StartupError(f"The list of services {path} is damaged.") from error
        if not isinstance(known, dict):
            raise StartupError(f"The list of services {path} is damaged.")
        self._digests: dict[str, str] = {str(name): str(value) for name, value in known.items()}

    def role_for(self, service: str, secret: str, audience: str) -> str:
        """The role of the token that `service` gets for `audience`.

        Raises Unauthorized for a wrong secret, Forbidden where the topology knows of no such call.
        """
        known = self._digests.get(service)
        right = hmac.compare_digest(digest(secret), known or digest(""))
        if known is None or not right:
            raise Unauthorized("secret_wrong", "This is not the secret of that service.")
        if service in TOOLS and audience in BY_NAME:
            return "admin"
        if service in BY_NAME and audience in BY_NAME[service].calls:
            return "service"
        raise Forbidden("audience_refused", "This service has no business there.")
