"""The one table of services. The supervisor, the gateway's routing, compose, table ownership and the tests read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """A service.

    `tables` are those that it alone reads and writes; a name ending in `*` stands for every table that begins so.
    `routes` are what the gateway sends it: path templates, `{}` for one segment, matching that path and all below.
    `calls` are the services it may call; every service may also ask `auth` for keys and for its own token.
    """

    name: str
    port: int
    tables: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()

    @property
    def app(self) -> str:
        """Where its `create_app` lives, as a module path."""
        return "gateway.app" if self.name == "gateway" else f"services.{self.name}.app"

    @property
    def settings(self) -> str:
        """Where its `Settings` lives, as a module path."""
        return f"{self.app.removesuffix('.app')}.settings"

    @property
    def url_setting(self) -> str:
        """The setting that tells others where it is: `AUTH_URL`."""
        return f"{self.name.upper()}_URL"


# In the order in which they start; they stop in reverse.
SERVICES: tuple[Service, ...] = (
    Service(
        "auth",
        8001,
        tables=("users", "sessions", "api_keys", "login_attempts", "auth_settings", "invites"),
        routes=("/api/auth", "/api/users", "/api/backups"),
        calls=("library",),
    ),
    Service(
        "library",
        8002,
        tables=(
            "libraries",
            "library_roots",
            "series",
            "comics",
            "series_search",
            "series_told",
            "told_words",
            "catalogue_version",
            "comic_search",
            "series_values",
            "search_words",
            "smart_lists",
            "reading_hours",
            "reading_sessions",
            "removals",
            "comic_contents",
            "reading_progress",
            "bookmarks",
            "preferences",
            "comic_metadata",
            "series_metadata",
            "series_merged",
            "comics_split",
            "purged_comics",
            "comic_homes",
            "undo_log",
            "lists",
            "list_items",
            "ratings",
            "tag_rules",
            "vanishing",
        ),
        routes=(
            "/api/books",
            "/api/series",
            "/api/tree",
            "/api/folders",
            "/api/search",
            "/api/home",
            "/api/read",
            "/api/progress",
            "/api/reading-time",
            "/api/bookmarks",
            "/api/preferences",
            "/api/libraries",
            "/api/smart-lists",
            "/api/statistics",
            "/api/recommendations",
            "/api/gaps",
            "/api/duplicates",
            "/api/inspection",
            "/api/problems",
            "/api/metadata",
            "/api/lists",
            "/api/tags",
            "/api/ratings",
            "/api/missing",
            "/api/undo",
            "/api/mine",
        ),
    ),
    Service(
        "thumbs",
        8003,
        tables=("thumbnails", "pictures", "strikes"),
        routes=(
            "/api/cover",
            "/api/read/{}/page",
            "/api/read/{}/pages",
            "/api/books/{}/file",
            "/api/books/{}/cbz",
            "/api/export",
        ),
        calls=("library",),
    ),
    Service(
        "scanner",
        8004,
        tables=("scan_jobs", "schedules"),
        routes=("/api/scan", "/api/rescan", "/api/libraries/check"),
        calls=("library", "thumbs"),
    ),
    Service("gateway", 8000, routes=("/api/system",), calls=("auth", "library", "thumbs", "scanner")),
)

BY_NAME = {service.name: service for service in SERVICES}

FIRST = 3  # segments of a path that every route spells out: "", "api" and one more

# Programs that are no service and still act for themselves: they may get a token of their own from auth.
TOOLS = ("cli",)


def owner_of(path: str) -> Service | None:
    """The service that answers `path`: the longest matching route wins; None where nobody does."""
    segments = path.split("/")
    for parts, service in _ROUTES.get("/".join(segments[:FIRST]), ()):
        if len(parts) == FIRST or _fits(parts, segments):
            return service
    return None


def _routes() -> dict[str, list[tuple[list[str], Service]]]:
    """The routes by their first two words, which all spell out; the longest first."""
    found: dict[str, list[tuple[list[str], Service]]] = {}
    routes = [(route.split("/"), service) for service in SERVICES for route in service.routes]
    for route, owner in sorted(routes, key=lambda one: -len(one[0])):
        found.setdefault("/".join(route[:FIRST]), []).append((route, owner))
    return found


def _fits(parts: list[str], segments: list[str]) -> bool:
    """Do the segments of a path begin as the route does?"""
    if len(parts) > len(segments):
        return False
    pairs = zip(parts, segments, strict=False)
    return all(bool(segment) if part == "{}" else part == segment for part, segment in pairs)


_ROUTES = _routes()
