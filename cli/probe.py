"""Is a service ready? Asked with the standard library: the supervisor forks, so it keeps no client and no loop."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

TIMEOUT = 1.0  # seconds


def ready(url: str) -> bool:
    """True when `url`/readyz answers 200 within a second."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT)
    try:
        connection.request("GET", "/readyz", headers={"Connection": "close"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
