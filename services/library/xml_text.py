"""Text as it may stand in XML."""

from __future__ import annotations

import re

_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def xml_text(text: str) -> str:
    """The same without the characters that no XML holds, however they are written."""
    return _NEVER.sub("", text)
