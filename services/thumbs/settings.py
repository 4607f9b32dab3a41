"""What only thumbs can be told."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field

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
    covers_dir: Path | None = Field(None, description="Folder of the covers. Default: DATA_DIR/covers.")

    @property
    def covers(self) -> Path:
        """The folder of the covers."""
        return self.covers_dir or self.data_dir / "covers"
