"""The users' API, by subject."""

from __future__ import annotations

<<<<<<< Updated upstream
from services.library.api import (
    bookmarks,
    books,
    curation,
    inspection,
    libraries,
    lists,
    metadata,
    preferences,
    progress,
    series,
)
=======
from services.library.api import bookmarks, books, inspection, libraries, preferences, progress, series, smart_lists
>>>>>>> Stashed changes

routers = [
    books.router,
    series.router,
    progress.router,
    bookmarks.router,
    preferences.router,
    libraries.router,
    inspection.router,
<<<<<<< Updated upstream
    metadata.router,
    lists.router,
    curation.router,
=======
    smart_lists.router,
>>>>>>> Stashed changes
]
