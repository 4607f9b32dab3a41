"""Settings: a default, the environment over it, validated once at start, then frozen; all in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.errors import StartupError
from kit.topology import BY_NAME


class Settings(BaseSettings):
    """What every service can be told. A service's own `settings.py` adds what only it needs."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    data_dir: Path = Field(Path("data"), description="Folder of the database, the covers, the secrets and the logs.")
    database_url: str = Field("", description="Empty: SQLite in DATA_DIR/comics.db. Else postgresql://user@host/name.")
    secrets_dir: Path | None = Field(None, description="Folder of the secrets, one folder a service in it.")
    host: str = Field("127.0.0.1", description="Address this service listens on.")
    port: int | None = Field(None, ge=1, le=65535, description="Port this service listens on; empty: the topology's.")
    auth_url: str = Field(f"http://127.0.0.1:{BY_NAME['auth'].port}", description="Where auth is.")
    library_url: str = Field(f"http://127.0.0.1:{BY_NAME['library'].port}", description="Where library is.")
    thumbs_url: str = Field(f"http://127.0.0.1:{BY_NAME['thumbs'].port}", description="Where thumbs is.")
    scanner_url: str = Field(f"http://127.0.0.1:{BY_NAME['scanner'].port}", description="Where scanner is.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    def url_of(self, service: str) -> str:
        """Where `service` answers, without a slash at the end."""
        return str(getattr(self, f"{service}_url")).rstrip("/")

    def secret_of(self, service: str) -> str:
        """The secret with which `service` gets its tokens. Raises StartupError where there is none."""
        path = self.secrets / service / "secret"
        try:
            return path.read_text().strip()
        except OSError as error:
            raise StartupError(f"The secret {path} cannot be read: {error.strerror}.") from error

    @property
    def secrets(self) -> Path:
        """The folder of the secrets."""
        return self.secrets_dir or self.data_dir / "secrets"

    @property
    def sqlalchemy_url(self) -> str:
        """The database as SQLAlchemy names it."""
        if not self.database_url:
            return f"sqlite+pysqlite:///{self.data_dir.absolute() / 'comics.db'}"
        scheme, _, rest = self.database_url.partition("://")
        if scheme.partition("+")[0] in ("postgres", "postgresql"):
            return f"postgresql+psycopg://{rest}"
        if scheme.partition("+")[0] == "sqlite":
            return f"sqlite+pysqlite://{rest}"
        raise StartupError("DATABASE_URL must begin with postgresql:// (or be empty, for SQLite in the data folder).")

    @classmethod
    def load(cls) -> Self:
        """The settings of this process. Raises StartupError with a sentence that names the first that is wrong."""
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "_".join(str(part) for part in first["loc"]).upper()
            raise StartupError(f"The setting {name} is wrong: {first['msg']}.") from error
