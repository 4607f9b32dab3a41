"""Hostile and odd files from other projects' own tests, fetched once into a cache: some 1,500 archives and pictures.

From the sdists of pillow, rarfile and defusedxml (by pip), and from the sources that Debian has of libarchive and
libzip (by apt, from wherever this system takes its packages). Pictures are wrapped in a CBZ each, under names that
have them decoded; what is XML becomes the ComicInfo.xml of a CBZ. RARs and ZIPs come a second time, cut in half.
"""

from __future__ import annotations

import binascii
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.thumbs.comics import page

SDISTS = ("pillow", "rarfile", "defusedxml")
SOURCES = ("libarchive", "libzip")
APT = Path("/etc/apt")


class Unavailable(Exception):
    """A part cannot be fetched here."""


def cache() -> Path:
    """Where everything is kept."""
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = home / "quarterbin-tests" / "corpora"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sdist(name: str) -> Path:
    """The unpacked source of a Python package. Raises Unavailable."""
    folder = cache() / name
    if not folder.is_dir():
        wanted = ["--no-deps", "--no-binary", ":all:", "-q", "-d", str(cache()), name]
        for pip in ([sys.executable, "-m", "pip"], ["pip"], ["pip3"]):
            if _ran([*pip, "download", *wanted]) or next(cache().glob(f"{name}-*.tar.gz"), None):
                break
        _unpack(next(cache().glob(f"{name}-*.tar.gz"), None), folder)
    return folder


def debian(name: str) -> Path:
    """The unpacked source of a Debian package. Raises Unavailable."""
    folder, apt = cache() / name, cache() / "apt"
    if not folder.is_dir():
        for part in ("lists/partial", "archives/partial"):
            (apt / part).mkdir(parents=True, exist_ok=True)
        (apt / "own.sources").write_text(_deb_src())
        options = {
            "Dir::Etc::sourcelist": apt / "own.sources",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": apt / "lists",
            "Dir::Cache": apt,
        }
        command = ["apt-get", "-q", *(word for key, value in options.items() for word in ("-o", f"{key}={value}"))]
        _ran([*command, "update"])
        _ran([*command, "source", "--download-only", name], apt)
        _unpack(next(apt.glob(f"{name}_*.orig.tar.[gx]z"), None), folder)
    return folder


def _deb_src() -> str:
    """The sources of packages that this system's own lists name."""
    texts = []
    for path in sorted([*APT.glob("sources.list.d/*.sources"), *APT.glob("sources.list"), *APT.glob("*.d/*.list")]):
        text = path.read_text()
        if path.suffix == ".sources":
            texts.append(re.sub(r"(?m)^Types:.*$", "Types: deb-src", text))
        else:
            for options, place, suite, parts in re.findall(r"(?m)^deb\s+(\[.*?\])?\s*(\S+)\s+(\S+)\s+(.*)$", text):
                signed = re.search(r"signed-by=(\S+?)[\s\]]", options)
                key = f"Signed-By: {signed[1]}\n" if signed else ""
                texts.append(f"Types: deb-src\nURIs: {place}\nSuites: {suite}\nComponents: {parts}\n{key}")
    return "\n\n".join(texts)


def _ran(command: list[str], folder: Path | None = None) -> bool:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _unpack(archive: Path | None, folder: Path) -> None:
    if archive is None:
        raise Unavailable(f"the source of {folder.name} could not be fetched")
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    with tarfile.open(archive) as source:
        source.extractall(part, filter="data")
    try:
        part.rename(folder)
    except OSError:  # another process was first
        _ran(["rm", "-r", str(part)])


def build(folder: Path, parts: tuple[str, ...] = (*SDISTS, *SOURCES), step: int = 1) -> list[Path]:
    """Writes the test set of these parts (of it, each `step`th) into `folder`, one file a case. Raises Unavailable."""
    made = []
    for part in parts:
        root = debian(part) if part in SOURCES else sdist(part)
        for number, (name, data) in enumerate(_cases(part, root)):
            if number % step:
                continue
            path = folder / part / f"{number:04} {re.sub(r'[^A-Za-z0-9._-]', '_', name)[:80]}.cbz"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            made.append(path)
    return made


def _cases(part: str, root: Path) -> Iterator[tuple[str, bytes]]:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    for path in files:
        suffix = path.suffix.lower()
        if part == "pillow" and "/Tests/images/" in str(path):
            yield path.name, _wrapped({"1.jpg": path.read_bytes()})
        elif part == "defusedxml" and suffix == ".xml":
            yield path.name, _wrapped({"1.jpg": page(1, (400, 600)), "ComicInfo.xml": _comic_info(path.read_bytes())})
        elif part == "libarchive" and suffix == ".uu":
            yield path.stem, _decoded(path.read_bytes())
        elif (part == "libzip" and suffix == ".zip") or (part == "rarfile" and suffix in (".rar", ".exe", ".r00")):
            data = path.read_bytes()
            yield path.name, data
            yield f"{path.name}.cut", data[: len(data) // 2]


def _wrapped(members: dict[str, bytes]) -> bytes:
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _comic_info(xml: bytes) -> bytes:
    """The XML with the words for which the child begins to read it."""
    return xml + b"<!-- FrontCover PageCount -->"


def _decoded(text: bytes) -> bytes:
    """What stands in a uuencoded file."""
    lines, out = iter(text.splitlines()), bytearray()
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:  # some old encoders write too much at the end
            out += binascii.a2b_uu(line[: (((line[0] - 32) & 63) * 4 + 5) // 3])
    return bytes(out)
