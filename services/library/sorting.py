"""What the house sorts by."""

from kit.sorting import number_key, title_key

__all__ = ["number_key", "title_key"]
