"""The page that people chose as a cover: tried here, remembered by the library, whose cover addresses then change."""

from __future__ import annotations

from kit.errors import Unprocessable
from kit.wire.catalog import ComicLocation
from services.thumbs.models import ChosenPage
from services.thumbs.pages import SMALL
from services.thumbs.parts import Parts


async def choose(parts: Parts, location: ComicLocation, page: int) -> ChosenPage:
    """Makes `page` the cover. Raises Unprocessable where there is no such page, or it is no picture."""
    async with parts.disk.opened(location) as opened:
        directory = await parts.directories.of(opened)
        if page >= len(directory.pages):
            sentence = f"There is no page {page + 1}: this comic has {len(directory.pages)}."
            raise Unprocessable("page_out_of_range", sentence)
        await parts.pages.page(opened, directory, page, SMALL)  # decodes it
    return await _told(parts, location, page)


async def give_back(parts: Parts, location: ComicLocation) -> ChosenPage:
    """The cover is again what it would be had nobody chosen."""
    return await _told(parts, location, None)


async def _told(parts: Parts, location: ComicLocation, page: int | None) -> ChosenPage:
    now = await parts.locations.chosen(location.comic_id, page)
    parts.covers.begin(location.model_copy(update={"cover_page": page}))
    return ChosenPage(comic_id=location.comic_id, page=page, cover=now.cover)
