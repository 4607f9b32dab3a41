"""RARs in several volumes: those that RAR made, with their texts named as pictures, and stored ones made here."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import rarfile

from tests.thumbs import comics

RAR4 = b"Rar!\x1a\x07\x00"
SETS = ("rar3-vols.part1.rar", "rar5-vols.part1.rar", "rar3-old.rar")


def sample(first: str, folder: Path) -> list[Path]:
    """One of the SETS, copied into `folder`, its `.txt` called `.jpg`: all volumes in order."""
    source = comics.rar_samples() / first
    headers: list[Any] = []
    listed = rarfile.RarFile(str(source), info_callback=headers.append)
    volumes = {name: bytearray(Path(name).read_bytes()) for name in listed.volumelist()}
    for header in headers:
        if header.type == rarfile.RAR_BLOCK_FILE:
            _rename(volumes[header.volume_file], header.header_offset, header.header_size)
    made = []
    for name, data in volumes.items():
        made.append(folder / Path(name).name)
        made[-1].write_bytes(data)
    return made


def _rename(data: bytearray, start: int, size: int) -> None:
    head = data[start : start + size].replace(b".txt", b".jpg")
    if data.startswith(RAR4):
        head[:2] = struct.pack("<H", zlib.crc32(head[2:]) & 0xFFFF)
    else:
        head[:4] = struct.pack("<L", zlib.crc32(head[4:]))
    data[start : start + size] = head


def stored(first: Path, members: dict[str, bytes], size: int) -> list[Path]:
    """A RAR 4 of stored members in volumes of `size` bytes of them each, named after the `first`: all in order."""
    volumes, room = [bytearray(RAR4 + _block(0x73, 0x111, b"\0" * 6))], size
    for name, whole in members.items():
        left, at = len(whole), 0
        while left or not whole:
            part = whole[at : at + room]
            at, left, room = at + len(part), left - len(part), room - len(part)
            flags = 0x8000 | (at > len(part)) | (left > 0) << 1
            crc = zlib.crc32(part if left else whole)
            about = struct.pack("<LLBLLBBHL", len(part), len(whole), 3, crc, 0, 20, 0x30, len(name), 0o644)
            volumes[-1] += _block(0x74, flags, about + name.encode()) + part
            if room == 0:
                volumes[-1] += _block(0x7B, 0x4001, b"")
                volumes.append(bytearray(RAR4 + _block(0x73, 0x11, b"\0" * 6)))
                room = size
    volumes[-1] += _block(0x7B, 0x4000, b"")
    made = []
    for number, data in enumerate(volumes, 1):
        made.append(first.with_name(first.name.replace("part1.", f"part{number}.")))
        made[-1].write_bytes(data)
    return made


def _block(kind: int, flags: int, rest: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head
