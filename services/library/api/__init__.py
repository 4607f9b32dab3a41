"""The users' API, by subject."""

from __future__ import annotations

from services.library.api import (
    bookmarks,
    books,
    curation,
    details,
    folders,
    inspection,
    libraries,
    lists,
    metadata,
    mine,
    preferences,
    progress,
    reading_time,
    series,
    smart_lists,
    statistics,
)

routers = [
    books.router,
    details.router,
    series.router,
    folders.router,
    progress.router,
    reading_time.router,
    bookmarks.router,
    preferences.router,
    libraries.router,
    inspection.router,
    metadata.router,
    mine.router,
    lists.router,
    curation.router,
    smart_lists.router,
    statistics.router,
]
