"""Ids in addresses."""


def is_id(text: str) -> bool:
    """Could this be an id? What could not is a 404 and never reaches the database."""
    return len(text) <= 64 and text.isascii() and text.isalnum()
