"""A look at a folder before it is made a library; here, because only the scanner and thumbs see the comics' disks."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from kit.errors import BadRequest
from kit.identity import AdminUser
from kit.paths import normal
from services.scanner.folder import look
from services.scanner.models_folder import FolderState, FolderWanted

router = APIRouter(prefix="/api/libraries", tags=["folders"])

PATIENCE = 4.0  # seconds: a disk on the network that is gone may never answer


@router.post("/check")
async def check(request: Request, user: AdminUser, wanted: FolderWanted) -> FolderState:
    """What there is at a path, and why it could be no library."""
    if "\0" in wanted.path:
        raise BadRequest("bad_value", "A path cannot hold this character.")
    path = normal(wanted.path)
    libraries = await request.app.state.scans.libraries()
    try:
        async with asyncio.timeout(PATIENCE):
            return await run_in_threadpool(look, path, libraries, wanted.library)
    except TimeoutError:
        return FolderState(path=path, problem="The disk does not answer. Is it connected?")
