"""Every parameter and every field of a body, out of the services' own OpenAPI pages, with values that nobody expects:
on both databases no answer is a failure of the server, and each refusal has the one shape.

Each takes the next few of the odd values, so that together they take all of them many times.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest

from kit.topology import SERVICES
from tests.e2e.comics import page
from tests.gateway.test_everybody import LOGIN
from tests.gateway.test_house import Wires, the_house

TEXTS = [
    "",
    "\0",
    "-1",
    "2147483648",
    "9" * 30,
    "1e400",
    "٣",
    "\ud7ff\uffff😀",
    "x" * 5000,
    "../../etc/passwd",
    "\r\nX: y",
]
TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
VALUES: list[Any] = [*TEXTS, *TIMES, None, True, -1, 2**31, 2**63, 10**40, 1e308, [], [[]], {}, ["\0"], {"a": {}}]
# As text, since json.dumps writes none of these.
BODIES = [
    "",
    "null",
    "[]",
    "{",
    "[" * 50_000,
    '{"a":' * 20_000,
    '{"a": NaN}',
    '{"\\ud800": 1}',
    f'{{"a": {"9" * 6000}}}',
]
JSON = {"Content-Type": "application/json"}
texts, values, bodies = itertools.cycle([*TEXTS, *TIMES]), itertools.cycle(VALUES), itertools.cycle(BODIES)
# These end the login that asks, or what it asks about.
LEFT_OUT = re.compile(r"/api/auth/(logout|password|me/remove|sessions)|/api/users/\{user_id\}|DELETE /api/libraries/")


class Asked(NamedTuple):
    """A request; `body` None: without one."""

    method: str
    path: str
    params: dict[str, str]
    body: str | None


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, list[dict[str, Any]]]]:
    """A client with an admin's session, and what the services say of themselves; one comic is there."""
    (tmp_path / "comics").mkdir()
    (tmp_path / "comics" / "a.jpg").write_bytes(page(0, "a"))
    wires = Wires()
    async with the_house(tmp_path / "data", tmp_path / "comics", wires, database_url) as client:
        code = (tmp_path / "data" / "setup-code").read_text().strip()
        assert (await client.post("/api/auth/setup", json={"code": code, **LOGIN})).status_code == 201
        apps: list[Any] = [wires.apps[f"127.0.0.1:{service.port}"].app for service in SERVICES]
        yield client, [app.openapi() for app in apps if hasattr(app, "openapi")]


@pytest.mark.anyio
async def test_no_value_is_too_odd(gateway: tuple[httpx.AsyncClient, list[dict[str, Any]]]) -> None:
    client, documents = gateway
    number = 0
    for document in documents:
        for asked in requests(document):
            number += 1
            answer = await client.request(
                asked.method, asked.path, params=asked.params, content=asked.body, headers=JSON
            )
            told = f"{asked!r:.300} {answer.status_code} {answer.text[:300]}"
            assert answer.status_code < 500 or answer.json()["code"] in ("logins_busy", "covers_read_only"), told
            if answer.status_code >= 400:
                assert answer.json()["code"] != "login_required", told
                assert answer.headers["content-type"] == "application/problem+json", told
                assert answer.json()["detail"], told
    assert number > 500, "the pages were read"


def requests(document: dict[str, Any]) -> Iterator[Asked]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if path.startswith("/internal/") or LEFT_OUT.search(f"{method.upper()} {path}"):
                continue
            for params in odd_parameters(path, operation.get("parameters", [])):
                yield Asked(method.upper(), *params, None)
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            for body in odd_bodies(document, content["schema"]) if content else ():
                yield Asked(method.upper(), re.sub(r"\{\w+\}", "1", path), {}, body)


def odd_parameters(path: str, parameters: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    """One parameter is odd, the others as they may be."""
    whole = re.sub(r"\{\w+\}", "1", path)
    needed = {one["name"]: "1" for one in parameters if one["in"] == "query" and one.get("required")}
    for one in parameters:
        if one["in"] == "path":
            for text in itertools.islice(texts, 4):
                odd = path.replace(f"{{{one['name']}}}", quote(text, safe=""))
                yield re.sub(r"\{\w+\}", "1", odd), needed
        elif one["in"] == "query":
            for text in itertools.islice(texts, 4):
                yield whole, {**needed, one["name"]: text}


def odd_bodies(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    yield from itertools.islice(bodies, 3)
    plain = example(document, schema)
    if isinstance(plain, dict):
        for name in plain:
            for value in itertools.islice(values, 6):
                yield json.dumps({**plain, name: value})


def example(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """Something that this may be."""
    schema = resolved(document, schema)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return example(document, choices[0], depth)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type")
    if kind == "object" and depth < 5:
        return {name: example(document, one, depth + 1) for name, one in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(document, schema.get("items", {}), depth + 1)] * max(1, schema.get("minItems", 1))
    if kind == "string":
        return (
            "2026-01-01T00:00:00Z" if schema.get("format") == "date-time" else "a" * max(1, schema.get("minLength", 1))
        )
    return {"integer": schema.get("minimum", 1), "number": schema.get("minimum", 1), "boolean": True}.get(str(kind))


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema
