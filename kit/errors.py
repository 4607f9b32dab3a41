"""Errors that cross the house: one tree, one JSON shape (RFC 9457, `application/problem+json`).

Problem                 any answer that is not the thing asked for
+- BadRequest      400
+- Unauthorized    401
+- Forbidden       403
+- NotFound        404
+- Conflict        409
+- TooLarge        413
+- Unprocessable   422
+- TooMany         429  with retry_after
+- Unavailable     503  with retry_after
|  +- OutOfSpace   507
+- BadGateway      502  another service answered nonsense or broke off
+- GatewayTimeout  504  another service did not answer
StartupError            the service cannot start; one sentence, exit code 2
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from starlette.responses import Response

PROBLEM_JSON = "application/problem+json"

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    414: "URI Too Long",
    415: "Unsupported Media Type",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
    507: "Insufficient Storage",
}


class Problem(Exception):
    """An answer with a status, a code for programs and a sentence for people.

    `extra` is merged into the document (a conflict names what it conflicts with); `retry_after` is in seconds.
    """

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.extra = code, detail, extra
        self.http_status = status or self.status
        self.retry_after = retry_after
        self.headers = headers or {}

    def document(self, request_id: str | None = None) -> dict[str, Any]:
        """The problem document, as it goes over the wire."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": TITLES.get(self.http_status, "Error"),
            "status": self.http_status,
            "code": self.code,
            "detail": self.detail,
            **self.extra,
        }
        if request_id:
            body["request_id"] = request_id
        return body

    def response(self, request_id: str | None = None) -> Response:
        """The problem as an HTTP response."""
        headers = {"Cache-Control": "no-store", **self.headers}
        if self.retry_after is not None:
            headers["Retry-After"] = str(max(1, round(self.retry_after)))
        body = json.dumps(self.document(request_id), ensure_ascii=False).encode(errors="replace")
        return Response(body, self.http_status, headers, PROBLEM_JSON)

    @classmethod
    def from_document(cls, status: int, document: Any, retry_after: float | None = None) -> Problem:
        """The problem that another service answered, whole; a body that is none becomes a 502."""
        if not isinstance(document, dict) or not isinstance(document.get("code"), str):
            return BadGateway("bad_answer", "A part of the server gave an answer that makes no sense.")
        kind = KINDS.get(status, Problem)
        problem = kind(document["code"], str(document.get("detail", "")), status=status, retry_after=retry_after)
        own = problem.document("")
        problem.extra = {key: value for key, value in document.items() if key not in own and key != "request_id"}
        return problem


class BadRequest(Problem):
    status = 400


class Unauthorized(Problem):
    status = 401

    def __init__(self, code: str = "login_required", detail: str = "Please log in first.", **more: Any) -> None:
        super().__init__(code, detail, **more)


class Forbidden(Problem):
    status = 403


class NotFound(Problem):
    status = 404


class Conflict(Problem):
    status = 409


class TooLarge(Problem):
    status = 413


class Unprocessable(Problem):
    status = 422


class TooMany(Problem):
    status = 429


class Unavailable(Problem):
    status = 503


class OutOfSpace(Unavailable):
    status = 507


class BadGateway(Problem):
    status = 502


class GatewayTimeout(Problem):
    status = 504


KINDS: dict[int, type[Problem]] = {
    kind.status: kind
    for kind in (
        BadRequest,
        Unauthorized,
        Forbidden,
        NotFound,
        Conflict,
        TooLarge,
        Unprocessable,
        TooMany,
        Unavailable,
        OutOfSpace,
        BadGateway,
        GatewayTimeout,
    )
}


class StartupError(Exception):
    """Why a service cannot start, as one sentence for people. The process exits with code 2."""
