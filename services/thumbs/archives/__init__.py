"""Archives of pages. Only child processes open them; the service itself reads `archive.py`, `entries.py`, `tool.py`."""
