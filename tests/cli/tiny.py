"""`serve` with five tiny services in place of the real ones: what the supervisor does, seen without them.

`python -m tests.cli.tiny --port PORT --data DIR`. How the services behave stands in
tiny_service.py.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cli import warm
from cli.plan import make_plan
from cli.serve import serve
from kit.errors import StartupError

if __name__ == "__main__":
    warm.warm = lambda plan: None  # tiny services need none of it, and these tests start many
    options = dict(zip(sys.argv[1::2], sys.argv[2::2], strict=True))
    try:
        plan = make_plan([], host=None, port=int(options["--port"]), data=Path(options["--data"]), log_level=None)
        serve(plan, "tests.cli.tiny_service")
    except StartupError as error:
        sys.exit(f"quarterbin: {error}")
