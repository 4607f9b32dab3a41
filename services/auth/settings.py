"""auth needs no settings but those that every service has."""

from kit.settings import Settings

__all__ = ["Settings"]
