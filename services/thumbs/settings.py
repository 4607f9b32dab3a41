"""What only thumbs can be told."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import Field, field_validator

from kit.settings import Settings as KitSettings


class Settings(KitSettings):
    """The settings of this service."""

    thumbs_workers: int = Field(
        default_factory=lambda: max(1, len(os.sched_getaffinity(0))),
        ge=1,
        le=256,
        description="Child processes that open comics, at most; they start as they are needed. Default: the cores.",
    )
    thumbs_queue: int = Field(256, ge=1, description="Comics that may wait for a child; past that the answer is 503.")
    thumbs_wall_seconds: float = Field(20.0, gt=0, description="Seconds a child may take for one comic.")
    thumbs_cpu_seconds: int = Field(10, ge=1, description="Seconds of processor time a child may take for one comic.")
    thumbs_cover_wait: float = Field(10.0, ge=0, description="Seconds until the placeholder answers for a cover.")
    thumbs_page_cache_mib: int = Field(32, ge=0, description="Memory for pages unpacked ahead (CBR), in MiB.")
    thumbs_solid_cache_mib: int = Field(
        1024, ge=0, description="Disk space in DATA_DIR for solid archives (CBR, CB7) that are being read, in MiB."
    )
    thumbs_inspect: bool = Field(True, description="Open new and changed comics in the background.")
    thumbnail_store: str = Field("", description="Where covers lie: s3://bucket/prefix. Empty: the folder COVERS_DIR.")
    thumbnail_store_mib: int = Field(
        8192,
        ge=16,
        description="Space for covers and page thumbnails, in MiB; what nobody used for longest goes first.",
    )
    covers_dir: Path | None = Field(None, description="Folder of the covers. Default: DATA_DIR/covers.")

    @field_validator("thumbnail_store")
    @classmethod
    def _a_bucket(cls, url: str) -> str:
        if url and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]*(/.*)?", url):
            raise ValueError("must be like s3://bucket/prefix, or empty")
        return url

    @property
    def covers(self) -> Path:
        """The folder of the covers."""
        return self.covers_dir or self.data_dir / "covers"
