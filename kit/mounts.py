"""On what kind of file system a folder lies. SQLite is not safe on those over a network, and these send no events."""

from __future__ import annotations

import os
import re
from pathlib import Path

LIST = Path("/proc/self/mountinfo")  # proc(5)
# WAL needs memory shared between processes, which these give on no account or on none to rely on.
NETWORK = {b"nfs", b"nfs4", b"cifs", b"smb3", b"smbfs", b"9p", b"ceph", b"glusterfs", b"lustre", b"afs", b"davfs"}
NETWORK |= {b"ncpfs"}
NETWORK_FUSE = (b"fuse.sshfs", b"fuse.rclone", b"fuse.davfs", b"fuse.glusterfs", b"fuse.ceph", b"fuse.s3fs")
_ESCAPED = re.compile(rb"\\([0-7]{3})")  # spaces and the like in names; every other byte stands there as it is


def network_file_system(folder: Path) -> str | None:
    """The kind of network file system that `folder` lies on; None where it is local or not told (not Linux)."""
    try:
        lines = LIST.read_bytes().split(b"\n")
    except OSError:
        return None
    target, deepest, kind = os.fsencode(folder.resolve()), b"", b""
    for line in filter(None, lines):
        mounted, _, about = line.partition(b" - ")
        point = _ESCAPED.sub(lambda found: bytes([int(found[1], 8)]), mounted.split(b" ")[4])
        beneath = target == point or target.startswith(point.rstrip(b"/") + b"/")
        if beneath and len(point) >= len(deepest):  # a later mount covers an earlier one
            deepest, kind = point, about.split(b" ")[0]
    return kind.decode() if kind in NETWORK or kind.startswith(NETWORK_FUSE) else None
