"""The users' API, by subject."""

from __future__ import annotations

from services.library.api import bookmarks, books, inspection, libraries, preferences, progress, series

routers = [
    books.router,
    series.router,
    progress.router,
    bookmarks.router,
    preferences.router,
    libraries.router,
    inspection.router,
]
