"""MetronInfo.xml (Metron's schema 1.0): the document as a dict under its own names.

An element with children is a dict, one that comes several times a list; attributes stand beside the children under
their own names, and the text of an element with attributes under "text".
"""

from __future__ import annotations

from typing import Any

from services.thumbs.archives.archive import MAX_INFO
from services.thumbs.child.comicinfo import attempts, clean, local

DEEPEST = 6
MOST = 5_000  # elements


def read(xml: bytes | None) -> dict[str, Any]:
    """What it says; nothing where it is missing, too large, broken or a trap."""
    if not xml or len(xml) > MAX_INFO:
        return {}
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    for document in attempts(xml):
        try:
            said = _said(fromstring(document), DEEPEST, [MOST])
        except (ParseError, ValueError, LookupError, RecursionError):
            continue
        except DefusedXmlException:
            break
        return said if isinstance(said, dict) else {}
    return {}


def _said(element: Any, deeper: int, left: list[int]) -> Any:
    """An element: text, or a dict; `left` counts down how many more are read."""
    found: dict[str, Any] = {local(name)[:50]: clean(value)[:300] for name, value in list(element.attrib.items())[:20]}
    for child in element:
        left[0] -= 1
        if deeper == 0 or left[0] < 0:
            break
        name, value = local(child.tag)[:50], _said(child, deeper - 1, left)
        if name in found and name not in element.attrib:
            if not isinstance(found[name], list):
                found[name] = [found[name]]
            found[name].append(value)
        else:
            found[name] = value
    text = clean(element.text)
    if not found:
        return text
    return {**found, "text": text} if text else found
