"""The settings of the library service."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field

from kit import settings


class Settings(settings.Settings):
    """What every service can be told, and which folders are libraries from the start."""

    comics_dir: str = Field("", description="Folders (separated by ':') that become libraries at start.")

    missing_grace_hours: float = Field(
        0.0, ge=0, le=8760, description="Hours for which a comic is still shown after its file went missing."
    )

    @property
    def comics_dirs(self) -> list[str]:
        """The folders of COMICS_DIR, absolute, as the system spells them."""
        return [str(Path(folder).absolute()) for folder in self.comics_dir.split(os.pathsep) if folder.strip()]
