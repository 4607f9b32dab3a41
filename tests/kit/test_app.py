"""What every app has: one error shape, limits, request ids, health."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, field_validator
from starlette.testclient import TestClient

from kit import app as kit_app
from kit.errors import Conflict, Unavailable
from kit.observe import JsonLines


class Note(BaseModel):
    text: str

    @field_validator("text")
    @classmethod
    def has_words(cls, text: str) -> str:
        if not text:
            raise ValueError("a note has words")
        return text


router = APIRouter()


@router.get("/conflict")
def conflict() -> None:
    raise Conflict("scan_running", "A scan is running already.", job_id="7")


@router.get("/busy")
def busy() -> None:
    raise Unavailable("busy", "Please wait.", retry_after=3)


@router.get("/broken")
def broken() -> None:
    raise RuntimeError("password=hunter2")


@router.post("/notes/{number}")
def note(number: int, body: Note) -> Note:
    body.text.encode()  # as a database or a hash would
    return body


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield


def down() -> str:
    raise Unavailable("x", "The disk is gone.")


@pytest.fixture
def client() -> TestClient:
    checks: dict[str, kit_app.Check] = {"well": lambda: "fine", "ill": down}
    app = kit_app.create_app("library", routers=[router], lifespan=lifespan, checks=checks, body_limit=1000)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/conflict", 409, "scan_running"),
        ("GET", "/busy", 503, "busy"),
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/conflict/", 404, "not_found"),
        ("PUT", "/conflict", 405, "method_not_allowed"),
        ("GET", "/broken", 500, "internal_error"),
        ("POST", "/notes/x", 422, "invalid_request"),
    ],
)
def test_every_error_has_one_shape(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = client.request(method, path, headers={"X-Request-ID": "abcdef123456"})
    document = answer.json()
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert document["detail"].endswith(".")
    assert document["request_id"] == answer.headers["x-request-id"] == "abcdef123456"
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text


def test_details_that_belong_to_an_error(client: TestClient) -> None:
    assert client.get("/conflict").json()["job_id"] == "7"
    assert client.get("/busy").headers["retry-after"] == "3"
    wrong = client.post("/notes/1", json={"text": 5, "secret": "hunter2"})
    assert wrong.json()["errors"] == [{"field": "text", "message": "Input should be a valid string"}]
    empty = client.post("/notes/1", json={"text": ""})
    assert empty.json()["detail"] == "This request is not right: text: a note has words."


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 900, b'{"text": "\\ud800"}'])
def test_bodies_that_are_no_json(client: TestClient, body: bytes) -> None:
    answer = client.post("/notes/1", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_may_be_so_large_and_no_larger(client: TestClient) -> None:
    declared = client.post("/notes/1", content=b"x" * 1001)
    chunked = client.post("/notes/1", content=(b"x" * 100 for _ in range(1_000_000)))
    assert (declared.status_code, declared.json()["code"]) == (413, "body_too_large")
    assert (chunked.status_code, chunked.json()["code"]) == (413, "body_too_large")


def test_a_foreign_request_id_is_not_taken_over(client: TestClient) -> None:
    answer = client.get("/conflict", headers={"X-Request-ID": "a b\r\nc"})
    assert len(answer.headers["x-request-id"]) == 13


def test_health(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 503
    with client:
        health = client.get("/healthz").json()
        assert client.get("/readyz").status_code == 200
        assert b"http_requests_total" in client.get("/metrics").content
    assert health["status"] == "degraded"
    assert health["depends_on"] == {
        "well": {"status": "ok", "detail": "fine"},
        "ill": {"status": "down", "detail": "The disk is gone."},
    }


def test_a_log_line_is_one_object() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "two\nlines", None, None)
    record.data = {"job": "7"}
    line = JsonLines("scanner").format(record)
    assert "\n" not in line
    assert '"job": "7"' in line
