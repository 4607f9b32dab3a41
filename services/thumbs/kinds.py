"""What kind of picture bytes are, by the bytes alone: only these are ever sent as what they claim to be."""

from __future__ import annotations

HEAD = 64  # bytes that tell

HEIC, JXL = "image/heic", "image/jxl"
# Few browsers show these: a client that does not name them in Accept gets a JPEG instead.
RARE = (HEIC, JXL)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_JXL_HEADS = (b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")

SVG_LIKE = (b"<svg", b"<?xml")
HTML_LIKE = (b"<!doctype", b"<html", b"<head", b"<body", b"<script")


def picture_type(head: bytes | bytearray) -> str | None:
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
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return JXL if head.startswith(_JXL_HEADS) else None


def is_wanted(kind: str, accept: str) -> bool:
    """Can this kind be sent to who sent this Accept header? `image/*` is what browsers say that show neither."""
    return kind not in RARE or kind in accept.lower()


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
