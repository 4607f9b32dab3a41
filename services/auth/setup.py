"""The one-time code with which the first administrator is made, in DATA_DIR/setup-code while there is none."""

from __future__ import annotations

import hmac
import logging
import secrets
from pathlib import Path

from kit.errors import StartupError
from kit.ids import ALPHABET
from kit.secrets import write_once
from services.auth.credentials import digest

log = logging.getLogger("quarterbin.auth")

GROUPS, GROUP = 3, 4  # 12 characters of 32: 60 bits


def new_code() -> str:
    """A code that can be typed: `k3vd-91mz-w7qa`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


class SetupCode:
    """The file with the code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def offer(self) -> None:
        """There is no administrator: makes sure of the file, and says once where it is and what is in it."""
        try:
            if len(plain(write_once(self.path, new_code().encode()).decode(errors="replace"))) < GROUPS * GROUP:
                self.path.unlink()  # emptied or cut by hand: no code at all
                write_once(self.path, new_code().encode())
            self.path.chmod(0o600)
            code = self.path.read_text().strip()
        except OSError as error:
            raise StartupError(f"The setup code cannot be kept in {self.path}: {error.strerror}.") from error
        log.warning("no administrator yet: make one with this code", extra={"data": {"code": code, "file": self.path}})

    def is_right(self, guess: str) -> bool:
        """Is it the code? However it is grouped, and in constant time."""
        try:
            code = plain(self.path.read_text())
        except (OSError, UnicodeDecodeError):
            return False
        return len(code) >= GROUPS * GROUP and hmac.compare_digest(digest(code), digest(plain(guess)))

    def discard(self) -> None:
        """There is an administrator: the code opens nothing any more."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the used setup code could not be removed", extra={"data": {"reason": error.strerror}})


def plain(code: str) -> str:
    """The code without the dashes and spaces for people."""
    return "".join(code.split()).replace("-", "").lower()
