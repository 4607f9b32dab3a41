"""What `serve` does once all five services stand: the sample library where there is none."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from cli.plan import Plan
from cli.remote import Remote
from cli.sample import offer
from kit.errors import Problem, StartupError


@dataclass(frozen=True)
class Welcome:
    """What was found and done. `sample` is the number of sample comics drawn just now; `problem` a sentence."""

    libraries: int | None = None
    sample: int = 0
    problem: str = ""


def welcome(plan: Plan, result: int) -> int:
    """Does it, in a child of its own, and writes the Welcome as JSON to the descriptor `result`."""
    try:
        found = asyncio.run(_welcome(plan))
    except (Problem, StartupError, OSError) as error:
        found = Welcome(problem=f"The libraries could not be looked after: {error}")
    os.write(result, json.dumps(asdict(found)).encode())
    return 0


def parse(written: bytes) -> Welcome:
    """What `welcome` wrote; an empty Welcome where it was ended before it could."""
    return Welcome(**json.loads(written)) if written else Welcome()


async def _welcome(plan: Plan) -> Welcome:
    async with Remote(plan.urls, plan.settings) as remote:
        libraries: list[dict[str, Any]] = (await remote["library"].get("/api/libraries"))["items"]
        sample = await offer.make(remote, plan.data) if not libraries and not plan.comics else 0
        return Welcome(len(libraries) + bool(sample), sample)
