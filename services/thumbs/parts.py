"""What the routes work with, put together in app.py."""

from __future__ import annotations

from dataclasses import dataclass

from services.thumbs.at_hand import AtHand
from services.thumbs.covers import Covers
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk
from services.thumbs.exporting import Exporter
from services.thumbs.inspection import Inspector
from services.thumbs.locations import Locations
from services.thumbs.pages import Pages
from services.thumbs.pool import Pool
from services.thumbs.settings import Settings
from services.thumbs.trials import Trials


@dataclass
class Parts:
    """`generating` and `broken` are the placeholders, JPEGs; both are drawn when the service starts."""

    settings: Settings
    pool: Pool
    trials: Trials
    disk: Disk
    at_hand: AtHand
    locations: Locations
    directories: Directories
    covers: Covers
    pages: Pages
    inspector: Inspector
    exporter: Exporter
    generating: bytes = b""
    broken: bytes = b""
    rar_works: bool = False
    unconfined: str = ""  # what the kernel cannot forbid to children
