"""Comics for the tests: pages that look like pages, and archives of them, honest and hostile."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

RARFILE = "4.5"  # of the package whose sdist holds RARs to try
SAMPLES = Path(__file__).parents[2].parent / "shared" / "data"


@cache
def page(number: int = 1, size: tuple[int, int] = (994, 1528), kind: str = "JPEG") -> bytes:
    """Panels of gradients, line art and halftone; the same for the same number."""
    rng = random.Random(number)
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(image)
    for row in range(3):
        box = (20, 20 + row * size[1] // 3, size[0] - 20, (row + 1) * size[1] // 3)
        draw.rectangle(box, fill=tuple(rng.randrange(60, 250) for _ in range(3)), outline="black", width=6)
        for _ in range(40):
            x, y, r = rng.randrange(box[0], box[2]), rng.randrange(box[1], box[3]), rng.randrange(4, 90)
            draw.ellipse((x - r, y - r, x + r, y + r), outline="black", width=rng.randrange(1, 6))
    for x in range(0, size[0], 8):
        draw.ellipse((x, size[1] // 2, x + 4, size[1] // 2 + 4), fill="black")
    return encoded(image.filter(ImageFilter.GaussianBlur(0.7)), kind)


def encoded(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}), **more)
    return out.getvalue()


def cbz(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def pages(count: int) -> dict[str, bytes]:
    return {f"page {number}.jpg": page(number) for number in range(1, count + 1)}


def real_cbr() -> Path:
    """The RAR that came with the project's material."""
    found = os.environ.get("QUARTERBIN_SAMPLE_CBR") or next(map(str, SAMPLES.glob("*.cbr")), "")
    if not found:
        pytest.skip("NOT TESTED: no CBR to try; name one in QUARTERBIN_SAMPLE_CBR")
    return Path(found)


def rar_samples() -> Path:
    """The folder of RARs in the sdist of the package rarfile, fetched once into a cache by pip."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "quarterbin-tests"
    folder = cache_home / f"rarfile-{RARFILE}" / "test" / "files"
    if not folder.is_dir():
        cache_home.mkdir(parents=True, exist_ok=True)
        wanted = ["--no-binary", ":all:", "--no-deps", "-q", "-d", str(cache_home), f"rarfile=={RARFILE}"]
        pips = ([sys.executable, "-m", "pip"], ["pip"], ["pip3"])
        for pip in pips:
            try:
                subprocess.run([*pip, "download", *wanted], check=True, capture_output=True, timeout=120)
                break
            except (OSError, subprocess.SubprocessError):
                continue
        archive = cache_home / f"rarfile-{RARFILE}.tar.gz"
        if not archive.exists():
            if os.environ.get("CI"):
                pytest.fail("the sdist of rarfile could not be fetched; CI has to test on its RARs", pytrace=False)
            pytest.skip("NOT TESTED ON RARFILE'S RARS: pip could not fetch its sdist")
        with tarfile.open(archive) as sdist:
            sdist.extractall(cache_home, filter="data")
    return folder


def overlapping_zip(path: Path, count: int = 200) -> Path:
    """A directory of many entries that all name the same bytes."""
    body = zlib.compress(b"\0" * 1_000_000)[2:-4]
    name = b"page.jpg"
    crc = zlib.crc32(b"\0" * 1_000_000)
    numbers = (20, 0, 8, 0, 0, crc, len(body), 1_000_000)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *numbers, len(name), 0) + name + body
    directory = b""
    for number in range(count):
        own = f"{number:04}.jpg".encode()
        head = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *numbers, len(own), 0, 0, 0, 0, 0, 0)
        directory += head + own
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    path.write_bytes(local + directory + end)
    return path


def bomb_png(side: int = 30_000) -> bytes:
    """A small PNG that claims to be enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (side * 3 + 1) * 10)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def psnr(one: Image.Image, other: Image.Image) -> float:
    """How alike two pictures of one size are, in dB."""
    import math

    pairs = zip(one.convert("RGB").tobytes(), other.convert("RGB").tobytes(), strict=True)
    mean = sum((a - b) ** 2 for a, b in pairs) / (one.width * one.height * 3)
    return 99.0 if mean == 0 else 10 * math.log10(255**2 / mean)
