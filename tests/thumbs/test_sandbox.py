"""What a child that a hostile comic has taken over still cannot do: reach out, read, write, touch other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.thumbs.child import landlock
from tests.thumbs.conftest import Thumbs

TRIES = """
import json, os, signal, socket, sys
from services.thumbs.child import sandbox
secret, scratch = sys.argv[1:]
held = os.open(secret, os.O_RDONLY)
tried = {"missing": sandbox.enter(os.getppid()) + sandbox.enclose(scratch)}

def attempt(name, work):
    try:
        work()
        tried[name] = "done"
    except OSError as error:
        tried[name] = type(error).__name__

def write(path):
    with open(path, "w") as file:
        file.write("x")

attempt("handed in", lambda: os.pread(held, 10, 0))
attempt("read", lambda: open(secret).close())
attempt("reopen", lambda: open(f"/proc/self/fd/{held}").close())
attempt("list", lambda: os.listdir(os.path.dirname(secret)))
attempt("environment of the parent", lambda: open(f"/proc/{os.getppid()}/environ").close())
attempt("write beside", lambda: write(secret + ".new"))
attempt("write to /tmp", lambda: write("/tmp/quarterbin-sandbox-test"))
attempt("delete", lambda: os.unlink(secret))
attempt("rename", lambda: os.rename(secret, scratch + "/taken"))
attempt("write to scratch", lambda: write(scratch + "/own"))
attempt("link in scratch", lambda: os.symlink(secret, scratch + "/link"))
for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
    attempt(family, lambda: socket.socket(getattr(socket, family)).close())
attempt("kill the parent", lambda: os.kill(os.getppid(), 0))
attempt("run a program", lambda: os.posix_spawn("/usr/bin/true", ["true"], {}))
attempt("run what it wrote", lambda: os.posix_spawn(scratch + "/own", ["own"], {}))
print(json.dumps(tried))
"""

PROGRAM = """#!/bin/sh
for archive; do :; done
cat "$archive"
cat SECRET || echo " and no more"
echo x > SECRET.new
"""

STARTED = """
import os, sys
from services.thumbs.archives import tool
from services.thumbs.child import launcher, sandbox
program, archive, scratch = sys.argv[1:]
sandbox.enter(os.getppid())
launcher.split_off(program)
sandbox.enclose(scratch)
tool.program = program
held = int(archive)
sys.stdout.buffer.write(b"".join(tool.unpacked([held], "rar5")))
"""


def run(program: str, *arguments: object, **more: Any) -> str:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def needs_landlock(version: int = 1) -> None:
    if landlock.version() < version:
        pytest.skip(f"NOT TESTED: this kernel has no Landlock of version {version}, so children are not closed in")


def test_nothing_is_in_reach(tmp_path: Path) -> None:
    needs_landlock(6)
    secret, scratch = tmp_path / "secrets" / "secret", tmp_path / "scratch"
    for folder in (secret.parent, scratch):
        folder.mkdir()
    secret.write_text("of thumbs")
    tried = json.loads(run(TRIES, secret, scratch))
    allowed = {name for name, outcome in tried.items() if outcome == "done"}
    assert tried.pop("missing") == []
    assert allowed == {"handed in", "write to scratch", "run a program"}
    assert set(tried.values()) <= {"done", "PermissionError"}
    assert secret.read_text() == "of thumbs"
    assert list(secret.parent.iterdir()) == [secret]


def test_the_unpacker_reads_the_archive_and_nothing_beside_it(tmp_path: Path) -> None:
    needs_landlock()
    secret, archive, program, scratch = (tmp_path / name for name in ("secret", "a.cbr", "7zz", "scratch"))
    scratch.mkdir()
    secret.write_text("a secret")
    archive.write_text("the archive")
    program.write_text(PROGRAM.replace("SECRET", str(secret)))
    program.chmod(0o755)
    with open(archive, "rb") as file:
        said = run(STARTED, program, file.fileno(), scratch, pass_fds=[file.fileno()])
    assert said == "the archive and no more\n"
    assert not Path(f"{secret}.new").exists()


async def test_the_health_report_says_so(thumbs: Thumbs, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_landlock()
    told = (await thumbs.client.get("/healthz")).json()["depends_on"]["children"]["detail"]
    assert told.endswith("without network, and without files but those handed to them")
    thumbs.app.state.parts.unconfined = "the kernel does not close off files to child processes (no Landlock)"
    told = (await thumbs.client.get("/healthz")).json()["depends_on"]["children"]["detail"]
    assert told.endswith("(no Landlock)")


def test_a_kernel_without_landlock_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert not landlock.enclose([("/usr", landlock.RUN)])
    assert os.listdir("/")
