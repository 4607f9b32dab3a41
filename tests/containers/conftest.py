"""The compose stack, built and started once, filled with a few comics, and taken away again with its volumes."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.containers.stack import ROOT, Stack, wait_for

PAGES = 12
ADMIN = {"username": "ada", "password": "correct horse battery"}
CBR = ROOT.parent / "shared" / "data" / "Captain Science #001-cix-cbi.cbr"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.containers)
            item.add_marker(pytest.mark.timeout(600))


def engine_answers() -> bool:
    try:
        ask = ["docker", "compose", "version"], ["docker", "info"]
        return all(subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in ask)
    except FileNotFoundError:
        return False


@pytest.fixture(scope="session")
def engine() -> None:
    """A container engine with Compose v2; else a skip that says so, or a failure where QUARTERBIN_CONTAINERS is 1."""
    wish = os.environ.get("QUARTERBIN_CONTAINERS")
    if wish == "0":
        pytest.skip("CONTAINERS NOT TESTED: QUARTERBIN_CONTAINERS=0")
    if not engine_answers():
        message = "no container engine with Compose v2 answers"
        if wish == "1":
            pytest.fail(f"{message}, and QUARTERBIN_CONTAINERS=1 demands one.", pytrace=False)
        pytest.skip(f"CONTAINERS NOT TESTED: {message}")


@pytest.fixture(scope="session")
def stack(engine: None, artefacts: Path) -> Iterator[Stack]:
    made = Stack()
    try:
        fill(made.comics)
        made.compose("up", "--build", "--detach")
        wait_for(lambda: [c.health for c in made.running("gateway")] == ["healthy"], "the gateway to be healthy")
        yield made
    finally:
        (artefacts / "compose.log").write_text(made.compose("logs", "--timestamps"))
        made.compose("down", "--volumes", "--remove-orphans", "--rmi", "local", "--timeout", "5")
        shutil.rmtree(made.comics)


def fill(comics: Path) -> None:
    """Two series of CBZ files in two categories, one comic at the root, and the CBR where it is at hand."""
    for volume in (1, 2):
        write_cbz(comics / "Manga" / "Quiet Rivers" / f"Quiet Rivers v{volume:02}.cbz", hue=volume * 40)
    write_cbz(comics / "Comics" / "Night Mail" / "Night Mail #1.cbz", hue=150)
    write_cbz(comics / "Alone.cbz", hue=200)
    if CBR.exists():
        shutil.copy(CBR, comics / "Comics")
    for path in comics.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def write_cbz(path: Path, hue: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(PAGES):
            archive.writestr(f"{number:03}.jpg", picture(hue, number))


def picture(hue: int, number: int) -> bytes:
    """A JPEG page, different for every comic and page."""
    buffer = io.BytesIO()
    Image.new("HSV", (400, 600), (hue, 60 + number * 10, 200)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def admin(stack: Stack) -> Iterator[httpx.Client]:
    """Logged in as the first admin, who was made with the code from the log."""
    with stack.client() as client:
        answer = client.post("/api/auth/setup", json={"code": stack.setup_code(), **ADMIN})
        assert answer.status_code == 201, answer.text
        yield client


@pytest.fixture(scope="session")
def books(admin: httpx.Client) -> dict[str, dict[str, object]]:
    """The scanned library: file name to Book, each with its pages known."""

    def scanned() -> bool:
        started = admin.post("/api/scan")
        assert started.status_code in (202, 409), started.text  # 409: the scan of the start is still running
        return started.status_code == 202

    wait_for(scanned, "the scan to start")
    wait_for(lambda: admin.get("/api/scan/status").json()["status"] == "completed", "the scan to end")

    for book in admin.get("/api/books").json()["items"]:
        opened = admin.get(f"/api/read/{book['id']}/pages")
        assert opened.status_code == 200, opened.text

    def known() -> list[dict[str, object]] | None:
        items = admin.get("/api/books").json()["items"]
        return items if items and all(item["pages"] for item in items) else None

    return {str(book["filename"]): book for book in wait_for(known, "thumbs to report the pages to the library")}
