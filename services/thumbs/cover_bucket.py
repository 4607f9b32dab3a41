"""Pictures in a bucket of S3."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from kit.errors import StartupError, Unavailable
from services.thumbs.cover_files import MANY, File


class Bucket:
    """A bucket of S3, or of a server that speaks its language. The AWS_ variables say where it is and hold the key."""

    def __init__(self, url: str) -> None:
        """`url` as `s3://bucket/prefix`. Raises StartupError where obstore is not installed, or does not take it."""
        try:
            import obstore
            from obstore.store import S3Store
        except ImportError as error:
            raise StartupError("THUMBNAIL_STORE names a bucket: that needs the package obstore.") from error
        # Options of our own replace those of the environment, so this one is carried over.
        allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        options: Any = {"timeout": "10s", "connect_timeout": "3s", "allow_http": allow_http}
        try:
            self._store: Any = S3Store.from_url(url, client_options=options, retry_config={"max_retries": 2})
        except (obstore.exceptions.BaseError, ValueError) as error:
            raise StartupError(f"THUMBNAIL_STORE {url} cannot be used: {error}") from error
        self._obstore, self._errors = obstore, (obstore.exceptions.BaseError, OSError)

    async def get(self, key: str) -> bytes | None:
        try:
            answer = await self._obstore.get_async(self._store, key)
            return bytes(await answer.bytes_async()) or None
        except self._errors:
            return None

    def at_hand(self, key: str) -> bytes | None:
        return None

    def lacks(self, key: str) -> bool:
        return False

    async def put(self, key: str, data: bytes) -> None:
        try:
            await self._obstore.put_async(self._store, key, data)
        except self._errors as error:
            raise self._away() from error

    async def putting(self, pictures: Mapping[str, bytes]) -> Callable[[], None]:
        for key, data in pictures.items():
            await self.put(key, data)
        return lambda: None

    async def delete(self, keys: Sequence[str]) -> None:
        try:
            await self._obstore.delete_async(self._store, list(keys))
        except FileNotFoundError:
            return
        except self._errors as error:
            raise self._away() from error

    async def all(self) -> AsyncIterator[list[File]]:
        try:
            async for some in self._obstore.list(self._store, chunk_size=MANY):
                yield [File(one["path"], one["size"], one["last_modified"].timestamp()) for one in some]
        except self._errors as error:
            raise self._away() from error

    async def check(self) -> str:
        await self.put(".check", str(time.time()).encode())
        return "the bucket of the covers can be written to"

    def _away(self) -> Unavailable:
        return Unavailable("covers_unreachable", "The store of the covers cannot be reached just now.", retry_after=10)
