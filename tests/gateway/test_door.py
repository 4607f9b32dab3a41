"""What is let in, and what is not."""

from pathlib import Path

import httpx
import pytest

from tests.gateway.doubles import House, house, raw


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["detail"].endswith(".")
    return answer.status_code, document["code"]


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/booksy",
        "/internal",
        "/internal/keys",
        "/internal/token",
        "/apifoo/../api",
    ],
)
def test_what_nobody_answers_is_a_404(running: House, client: httpx.Client, path: str) -> None:
    assert problem(client.get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/api/auth/../../internal/token", "/api/books/./x", "/api//books", "//internal/token", "/api/books//internal",
        "/api/auth%2f..%2f..%2finternal", "/api/auth/%2e%2e/%2e%2e/internal/token", "/api/books/%2E%2E",
        "/%69nternal/keys",
        "/api/books/..%5c..%5cinternal", "/api/books/a%00b", "/api/books/a%0d%0aX:1", "/api/books/%2e", "/api\\books",
        "/api/books/a%2Fb", "/js/../index.html", "/..%2f..%2fetc/passwd", "/../../etc/passwd", "/%2e%2e/kit/app.py",
    ],
)  # fmt: skip
def test_paths_with_tricks_reach_nobody(running: House, path: str) -> None:
    before = [len(double.seen) for double in running.doubles.values()]
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = raw(running, request.encode())
    assert answer.split(b" ")[1] in (b"404", b"400")
    assert [len(double.seen) for double in running.doubles.values()] == before


def test_a_double_encoded_path_is_read_once(running: House, client: httpx.Client) -> None:
    assert client.get("/api/books/%252e%252e").json()["target"] == "/api/books/%252e%252e"
    assert client.get("/api/books/caf%C3%A9?q=%2F..%2F").json()["target"] == "/api/books/caf%C3%A9?q=%2F..%2F"


def test_every_route_goes_to_its_owner(client: httpx.Client) -> None:
    owners = {
        "/api/auth/check": "auth", "/api/users/1": "auth", "/api/books": "library", "/api/read/x": "library",
        "/api/read/x/page/3": "thumbs", "/api/read/x/pages": "thumbs", "/api/cover/x": "thumbs", "/api/scan": "scanner",
        "/api/rescan": "scanner", "/api/read/x/other": "library",
    }  # fmt: skip
    assert {path: client.get(path).json()["service"] for path in owners} == owners


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PROPFIND"])
def test_methods_that_nobody_takes(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/api/books")
    assert problem(answer) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_too_long_an_address_and_too_many_headers(client: httpx.Client) -> None:
    assert problem(client.get("/api/books?q=" + "x" * 9000)) == (414, "address_too_long")
    headers = {f"X-{number}": "x" * 1000 for number in range(40)}
    assert problem(client.get("/api/books", headers=headers)) == (431, "headers_too_large")


@pytest.mark.parametrize(
    "host", [b"Host: a\r\nHost: b", b"Host: a b", b"Host: a/b", b"Host:", b"X: y", b"Host: user@x", b"Host: x:999999"]
)
def test_a_request_names_one_host(running: House, host: bytes) -> None:
    answer = raw(running, b"GET /api/books HTTP/1.1\r\n" + host + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_websocket_is_refused(running: House) -> None:
    upgrade = (
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + b"a" * 22
    )
    answer = raw(running, b"GET /api/books HTTP/1.1\r\nHost: x\r\n" + upgrade + b"==\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 403")


def test_security_headers_are_on_everything(client: httpx.Client) -> None:
    for path in ("/", "/js/theme.js", "/api/books", "/api/nothing", "/healthz", "/readyz", "/metrics", "/nothing.txt"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "font-src 'self'" in headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers
        assert "server" not in headers
        assert len(headers.get_list("x-request-id")) == 1
        assert len(headers.get_list("date")) == 1


def test_the_names_the_server_answers_to(tmp_path: Path) -> None:
    with (
        house(tmp_path, allowed_hosts="Comics.example, *.home.lan") as running,
        httpx.Client(base_url=running.url, trust_env=False) as client,
    ):
        codes = {
            host: client.get("/api/books", headers={"Host": host}).status_code
            for host in ("comics.example", "COMICS.example:8443", "nas.home.lan", "home.lan", "evil.example", "x")
        }
        assert list(codes.values()) == [200, 200, 200, 400, 400, 400]
        assert client.get("/", headers={"Host": "evil.example"}).json()["code"] == "host_not_allowed"
        assert client.get("/healthz", headers={"Host": "localhost"}).status_code == 200
        assert client.get("/api/books", headers={"Host": "x", "X-Forwarded-Host": "comics.example"}).status_code == 400


def test_forwarded_headers_count_only_from_a_trusted_network(tmp_path: Path) -> None:
    forwarded = {
        "X-Forwarded-For": "6.6.6.6, 203.0.113.9, 10.0.0.7",
        "X-Forwarded-Proto": "https", "X-Forwarded-Host": "comics.example",
    }  # fmt: skip
    with (
        house(tmp_path / "trusting", trusted_proxies="127.0.0.0/8, 10.0.0.0/8") as running,
        httpx.Client(base_url=running.url, trust_env=False) as client,
    ):
        answer = client.get("/api/auth/check", headers=forwarded)
        assert running.auth.headers()["x-client-address"] == "203.0.113.9"
        assert running.auth.headers()["x-client-scheme"] == "https"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        cookie = {"Cookie": "session_token=cookie-of-reader"}
        for origin, status in (("https://comics.example", 200), ("http://comics.example", 403)):
            headers = forwarded | cookie | {"Origin": origin}
            assert client.post("/api/progress", json={}, headers=headers).status_code == status
        for value, address in (
            ("nonsense", "127.0.0.1"),
            ("6.6.6.6, nonsense, 10.1.1.1", "10.1.1.1"),
            ("", "127.0.0.1"),
        ):
            client.get("/api/auth/check", headers={"X-Forwarded-For": value})
            assert running.auth.headers()["x-client-address"] == address
    with house(tmp_path / "not", trusted_proxies="10.0.0.0/8") as running:
        answer = httpx.get(running.url + "/api/auth/check", headers=forwarded, trust_env=False)
        assert running.auth.headers()["x-client-address"] == "127.0.0.1"
        assert running.auth.headers()["x-client-scheme"] == "http"
        assert "strict-transport-security" not in answer.headers


def test_health_names_all_five_services(tmp_path: Path) -> None:
    with house(tmp_path) as running:
        for double in running.doubles.values():
            double.routes["/healthz"] = health_of("ok")
        running.thumbs.routes["/healthz"] = health_of("degraded")
        running.served["scanner"].stop()
        report = httpx.get(running.url + "/healthz", trust_env=False)
        assert report.status_code == 200
        body = report.json()
        assert (body["service"], body["status"]) == ("gateway", "degraded")
        assert {name: one["status"] for name, one in body["depends_on"].items()} == {
            "auth": "ok", "library": "ok", "thumbs": "degraded", "scanner": "down",
        }  # fmt: skip
        assert httpx.get(running.url + "/readyz", trust_env=False).status_code == 200


def health_of(status: str):  # type: ignore[no-untyped-def]
    from tests.gateway.doubles import answer

    async def handler(scope, receive, send):  # type: ignore[no-untyped-def]
        await answer(send, b'{"status": "%s"}' % status.encode())

    return handler
