"""What file names say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scanner.names import parse


@pytest.mark.parametrize(
    ("stem", "series", "volume", "chapter"),
    [
        ("Berserk v01", "Berserk", 1, None),
        ("Berserk vol. 1", "Berserk", 1, None),
        ("Akira Volume 6", "Akira", 6, None),
        ("One Piece c012", "One Piece", None, 12),
        ("One Piece ch. 12", "One Piece", None, 12),
        ("One Piece chapter 12", "One Piece", None, 12),
        ("Saga #12", "Saga", None, 12),
        ("Saga 12", "Saga", None, 12),
        ("Saga #12.5", "Saga", None, 12.5),
        ("Naruto v72 c700.5", "Naruto", 72, 700.5),
        ("Naruto_v01_c003", "Naruto", 1, 3),
        ("[Group] Naruto - c700 (v72)", "Naruto", 72, 700),
        ("Batman 012 (2012) (Digital) (Group-Empire)", "Batman", None, 12),
        ("Watchmen (1986)", "Watchmen", None, None),
        ("Blade Runner 2049", "Blade Runner 2049", None, None),
        ("X-Men 2099 #3", "X-Men 2099", None, 3),
        ("Saga 01 of 54", "Saga", None, 1),
        ("Foo - 03 - Bar", "Foo", None, 3),
        ("C.O.W.L. 003", "C.O.W.L.", None, 3),
        ("100 Bullets 045 (2003)", "100 Bullets", None, 45),
        ("20th Century Boys v01", "20th Century Boys", 1, None),
        ("Series v01-03", "Series", 1, None),
        ("進撃の巨人 第12巻", "進撃の巨人", 12, None),
        ("Captain Science #001-cix-cbi", "Captain Science", None, 1),
        ("001", "", None, 1),
        ("V for Vendetta", "V for Vendetta", None, None),
    ],
)
def test_series_volume_and_chapter(stem: str, series: str, volume: float | None, chapter: float | None) -> None:
    name = parse(stem)
    assert (name.series, name.volume, name.chapter) == (series, volume, chapter)


def test_title_after_the_number() -> None:
    assert parse("Tidewright #4 - Slack Water").title == "Slack Water"
    assert parse("Foo - 03 - Bar").title == "Bar"
    assert parse("Tidewright 004 (2024) [Digital]").title == "Tidewright 004"


@given(st.text(max_size=255))
def test_any_name_is_read(stem: str) -> None:
    name = parse(stem)
    assert name.title == name.title.strip()
    assert name.volume is None or name.volume >= 0
