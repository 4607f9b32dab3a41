"""What the routes work with, put together."""

from __future__ import annotations

from dataclasses import dataclass

from kit.client import ServiceClient
from kit.db import Database
from kit.ids import new_id
from services.thumbs.archives.archive import MIB
from services.thumbs.at_hand import AtHand
from services.thumbs.cover_bucket import Bucket
from services.thumbs.cover_files import Folder
from services.thumbs.cover_store import CoverStore
from services.thumbs.covers import Covers
from services.thumbs.directories import Directories
from services.thumbs.disk import Disk
from services.thumbs.exporting import Exporter
from services.thumbs.inspection import Inspector
from services.thumbs.locations import Locations
from services.thumbs.pages import Pages
from services.thumbs.pool import Pool
from services.thumbs.reports import Reports
from services.thumbs.settings import Settings
from services.thumbs.solid import Solid
from services.thumbs.store.pictures import PictureTable
from services.thumbs.store.strikes import Strikes
from services.thumbs.store.thumbnails import ThumbnailStore
from services.thumbs.trials import Trials
from services.thumbs.writes import Writes


@dataclass
class Parts:
    """`generating` and `broken` are the placeholders, JPEGs; both are drawn when the service starts."""

    settings: Settings
    writes: Writes
    pictures: PictureTable
    files: CoverStore
    reports: Reports
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


def put_together(settings: Settings, database: Database, library: ServiceClient) -> Parts:
    """The parts of the service, each given what it works with. Raises StartupError where the bucket cannot be used."""
    writes = Writes(database)
    place = Bucket(settings.thumbnail_store) if settings.thumbnail_store else Folder(settings.covers)
    pictures = PictureTable(database, writes)
    files = CoverStore(place, pictures, settings.thumbnail_store_mib * MIB)
    store = ThumbnailStore(database, writes, owner=new_id())
    reports = Reports(library, store)
    pool = Pool(
        settings.thumbs_workers,
        bound=settings.thumbs_queue,
        wall=settings.thumbs_wall_seconds,
        cpu=settings.thumbs_cpu_seconds,
    )
    disk, trials = Disk(), Trials(pool, Strikes(database, writes), reports)
    directories = Directories(trials, reports)
    covers = Covers(files=files, store=store, trials=trials, disk=disk, directories=directories, reports=reports)
    solid = Solid(trials, settings.data_dir / "tmp", settings.thumbs_solid_cache_mib * MIB)
    pages = Pages(trials, disk, files, solid, settings.thumbs_page_cache_mib * MIB)
    locations = Locations(library)
    pool.when_short = locations.hurry
    return Parts(
        settings=settings,
        writes=writes,
        pictures=pictures,
        files=files,
        reports=reports,
        pool=pool,
        trials=trials,
        disk=disk,
        at_hand=AtHand(),
        locations=locations,
        directories=directories,
        covers=covers,
        pages=pages,
        inspector=Inspector(library, covers, pool),
        exporter=Exporter(library, disk, directories, pages),
    )
