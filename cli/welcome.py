"""What `serve` does once all five services stand: the sample library where there is none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
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


def welcome(plan: Plan) -> Welcome:
    """Does it; what goes wrong is told in the Welcome."""
    try:
        return asyncio.run(_welcome(plan))
    except (Problem, StartupError, OSError) as error:
        return Welcome(problem=f"The libraries could not be looked after: {error}")


async def _welcome(plan: Plan) -> Welcome:
    async with Remote(plan.urls, plan.settings) as remote:
        libraries: list[dict[str, Any]] = (await remote["library"].get("/api/libraries"))["items"]
        sample = await offer.make(remote, plan.data) if not libraries and not plan.comics else 0
        return Welcome(len(libraries) + bool(sample), sample)
