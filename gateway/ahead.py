"""Links in the head of a page to all modules it needs.

Without them a browser finds one through the other, at the cost of a round trip each.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping

PAGES = "/js/pages/"  # `browse.js` there shows the addresses that begin with /browse
HOME = "home"  # what shows the address /
_ENTRY = re.compile(rb'<(?:script type="module"[^>]* src|link rel="modulepreload" href)="([^"]+)"')
_LINK = b'<link rel="modulepreload" href="%s">'
_IMPORT = re.compile(rb"^(?:import|export)\b[^'(;]*'(\.{1,2}/[^']+)'", re.MULTILINE)


def pages(page: bytes, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """`page` by the first part of an address, with links to all the modules that are imported there; for any other
    address, under the empty string, to those it needs everywhere. `files` are the app's, by path."""
    entries = [entry.decode() for entry in _ENTRY.findall(page)]
    names = [path[len(PAGES) : -3] for path in files if re.fullmatch(rf"{PAGES}[\w-]+\.js", path)]
    found = {name: _linked(page, _modules([*entries, f"{PAGES}{name}.js"], files)) for name in names}
    return {**found, "": _linked(page, _modules(entries, files))}


def shown_at(path: str) -> str:
    """The name of the page that is at `path`."""
    return path.split("/")[1] or HOME


def _linked(page: bytes, modules: Iterable[str]) -> bytes:
    """The page with the links before its first module; those that stand in it already are enough."""
    links = b"".join(link + b"\n" for path in modules if (link := _LINK % path.encode()) not in page)
    return _ENTRY.sub(lambda entry: links + entry[0], page, count=1)


def _modules(entries: list[str], files: Mapping[str, bytes]) -> list[str]:
    """The entries and all they import, those first that a browser would find first."""
    found = [path for path in entries if path in files]
    for path in found:  # grows meanwhile
        for name in _IMPORT.findall(files[path]):
            one = posixpath.normpath(posixpath.join(posixpath.dirname(path), name.decode()))
            if one in files and one not in found:
                found.append(one)
    return found
