"""What `serve` shows when it is ready."""

import os
from pathlib import Path

import pytest

from cli import screen
from cli.plan import Plan
from cli.screen import Screen
from cli.welcome import Welcome
from kit.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def plan(data: Path, *comics: Path, host: str = "127.0.0.1") -> Plan:
    return Plan(Settings(data_dir=data, secrets_dir=data / "secrets"), host, 8000, comics)


def shown(capsys: pytest.CaptureFixture[str], of: Plan, welcome: Welcome) -> str:
    Screen().ready(of, welcome)
    return capsys.readouterr().out


def test_the_code_is_shown_while_there_is_one(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert "Code" not in shown(capsys, plan(data), Welcome())
    (data / "setup-code").write_text("k3vd-91mz-w7qa\n")
    assert "k3vd-91mz-w7qa" in shown(capsys, plan(data), Welcome())


def test_on_every_address_the_one_for_others_comes_first(
    capsys: pytest.CaptureFixture[str], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "lan_address", lambda: "192.168.1.5")
    said = shown(capsys, plan(data, host="0.0.0.0"), Welcome())
    assert said.index("http://192.168.1.5:8000") < said.index("http://127.0.0.1:8000")
    assert "192.168.1.5" not in shown(capsys, plan(data), Welcome())


def test_an_ipv6_address_is_in_brackets(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    assert "http://[fd00::5]:8000" in shown(capsys, plan(data, host="fd00::5"), Welcome())


def test_a_folder_whose_name_is_no_text(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    folder = data / os.fsdecode(b"caf\xe9")
    assert "caf?" in shown(capsys, plan(data, folder), Welcome(libraries=1))


@pytest.mark.parametrize(
    "welcome, sentence",
    [
        (Welcome(libraries=0), "No library yet"),
        (Welcome(libraries=1), "1 library"),
        (Welcome(libraries=3), "3 libraries"),
        (Welcome(libraries=1, sample=18), "quarterbin sample remove"),
        (Welcome(problem="The libraries could not be looked after: no."), "could not be looked after"),
    ],
)
def test_where_the_comics_come_from(
    capsys: pytest.CaptureFixture[str], data: Path, welcome: Welcome, sentence: str
) -> None:
    assert sentence in shown(capsys, plan(data), welcome)
