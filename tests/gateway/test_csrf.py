"""Which requests that change something another site could have made, and which could not."""

import httpx
import pytest

from tests.gateway.doubles import House

COOKIE = {"Cookie": "session_token=cookie-of-reader"}
KEY = {"Authorization": "Bearer qb_key_of_reader"}
BASIC = {"Authorization": "Basic QW5uOnFiX2tleV9vZl9yZWFkZXI="}
SAME, CROSS, SITE, NONE = ({"Sec-Fetch-Site": site} for site in ("same-origin", "cross-site", "same-site", "none"))
FOREIGN, NULL = {"Origin": "http://evil.example"}, {"Origin": "null"}
OURS = {"Origin": "{url}"}
OTHER_PORT = {"Origin": "http://127.0.0.1:1"}


@pytest.mark.parametrize(
    "login,page,passes",
    [
        (COOKIE, SAME, True),
        (COOKIE, OURS, True),
        (COOKIE, SAME | OURS, True),
        (COOKIE, NONE | OURS, True),
        (COOKIE, {}, False),
        (COOKIE, NONE, False),
        (COOKIE, CROSS, False),
        (COOKIE, SITE, False),
        (COOKIE, CROSS | OURS, False),
        (COOKIE, FOREIGN, False),
        (COOKIE, OTHER_PORT, False),
        (COOKIE, NULL, False),
        (COOKIE, {"Origin": "http://[bad"}, False),
        (COOKIE, {"Referer": "{url}/"}, False),
        (KEY, {}, True),
        (KEY, CROSS | FOREIGN, True),
        (COOKIE | KEY, CROSS, True),
        (BASIC, {}, True),
        (BASIC, CROSS, False),
        (BASIC, FOREIGN, False),
        ({}, {}, True),
        ({}, FOREIGN, False),
        ({}, CROSS, False),
        ({}, OURS, True),
        ({}, SAME, True),
    ],
)
def test_matrix(
    running: House, client: httpx.Client, login: dict[str, str], page: dict[str, str], passes: bool
) -> None:
    headers = login | {name: value.replace("{url}", running.url) for name, value in page.items()}
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        before = len(running.library.seen)
        answer = client.request(method, "/api/progress", headers=headers, json={})
        assert answer.status_code == (200 if passes else 403)
        assert passes or answer.json()["code"] == "csrf"
        assert len(running.library.seen) == before + (1 if passes else 0)


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/auth/setup", "/api/auth/register"])
@pytest.mark.parametrize("login", [{}, {"Cookie": "session_token=expired"}])
def test_another_site_logs_nobody_in(client: httpx.Client, path: str, login: dict[str, str]) -> None:
    for page in (FOREIGN, CROSS):
        answer = client.post(path, json={}, headers=login | page)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


def test_reading_is_no_change(client: httpx.Client) -> None:
    assert client.get("/api/books", headers=COOKIE | CROSS | FOREIGN).status_code == 200
    assert client.head("/api/books", headers=COOKIE | CROSS).status_code == 200
