"""What kind of picture bytes are, by the bytes alone: only these five are ever sent as what they claim to be."""

from __future__ import annotations

HEAD = 64  # bytes that tell

SVG_LIKE = (b"<svg", b"<?xml")
HTML_LIKE = (b"<!doctype", b"<html", b"<head", b"<body", b"<script")


def picture_type(head: bytes) -> str | None:
    """The media type; None where it is no picture that may be sent."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and any(brand in head[8:HEAD] for brand in (b"avif", b"avis")):
        return "image/avif"
    return None


def name_of(head: bytes) -> str:
    """What it is instead, for people."""
    start = head.lstrip().lower()
    if not head:
        return "empty"
    if start.startswith(HTML_LIKE):
        return "text/html"
    if start.startswith(SVG_LIKE):
        return "image/svg+xml or other XML"
    return "something else"
