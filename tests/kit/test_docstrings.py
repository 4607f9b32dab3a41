"""The description of an API is the same where Python leaves docstrings out."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.e2e.server import ROOT

DESCRIBED = """
import json
from kit.app import create_app
from services.library.api import routers
print(json.dumps(create_app("library", routers=routers, lifespan=None, checks={}).openapi()))
"""


def described(*options: str) -> dict[str, object]:
    ran = subprocess.run([sys.executable, *options, "-c", DESCRIBED], cwd=ROOT, capture_output=True, check=True)
    answer: dict[str, object] = json.loads(ran.stdout)
    return answer


def test_what_the_api_says_does_not_depend_on_docstrings_being_loaded() -> None:
    with_them = described()

    assert "Books, filtered and sorted" in json.dumps(with_them)
    assert described("-OO") == with_them
