"""The secrets of the services: made on first start, never changed, each in a folder that only its owner has to see.

`SECRETS_DIR/auth/identity.key` signs identities (Ed25519, PEM), `SECRETS_DIR/auth/clients.json` holds the SHA-256 of
every service's secret, `SECRETS_DIR/NAME/secret` is that service's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kit.topology import SERVICES, TOOLS


def write_once(path: Path, make: bytes) -> bytes:
    """What `path` holds; where it does not exist yet, `make` becomes its content at once and whole, mode 0600."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(make)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        part.unlink()
    return path.read_bytes()


def make_secrets(root: Path) -> None:
    """Makes every secret that is missing beneath `root`, and brings `clients.json` up to date with them."""
    key = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_once(root / "auth" / "identity.key", key)
    clients: dict[str, str] = {}
    for name in [service.name for service in SERVICES] + list(TOOLS):
        secret = write_once(root / name / "secret", secrets.token_urlsafe(32).encode())
        clients[name] = hashlib.sha256(secret.strip()).hexdigest()
    listing = root / "auth" / "clients.json"
    text = json.dumps(clients, indent=1, sort_keys=True)
    if not listing.exists() or listing.read_text() != text:
        part = listing.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(text)
        part.replace(listing)


if __name__ == "__main__":
    make_secrets(Path(os.environ.get("SECRETS_DIR", "/secrets")))
