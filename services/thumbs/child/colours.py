"""Colours: a picture with a colour profile of its own is converted to sRGB, as covers carry no profile."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

from PIL import Image

MAX_PROFILE = 4 * 1024 * 1024
SPACES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}  # of a profile's header, and the mode that goes with it


def as_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB; as it is where its profile is missing, broken, of another space, or sRGB itself."""
    if not isinstance(profile, bytes) or not 128 <= len(profile) <= MAX_PROFILE:
        return image
    if SPACES.get(profile[16:20]) != image.mode or b"sRGB" in profile or "sRGB".encode("utf-16-be") in profile:
        return image
    from PIL import ImageCms  # most pictures have no profile, or that of sRGB

    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, _srgb(), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


@cache
def _srgb() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")
