"""Which files make a comic, by their names."""

import itertools

import pytest

from kit import contents


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("a.part1.rar", ["a.part2.rar", "a.part3.rar"]),
        ("a.part01.rar", ["a.part02.rar", "a.part03.rar"]),
        ("a\n.PART001.RAR", ["a\n.PART002.RAR", "a\n.PART003.RAR"]),
        ("a.part1.cbr", ["a.part2.cbr", "a.part3.cbr"]),
        ("a.rar", ["a.r00", "a.r01"]),
        ("A.RAR", ["A.R00", "A.R01"]),
        ("a.part2.rar", []),
        ("a.r00", []),
        ("a.cbz", []),
    ],
)
def test_the_names_of_volumes(first: str, then: list[str]) -> None:
    assert list(itertools.islice(contents.following(first), 2)) == then
    assert contents.volumes(first, then) == then


def test_volumes_end_at_the_first_that_is_missing() -> None:
    assert contents.volumes("a.part1.rar", {"a.part2.rar", "a.part4.rar"}) == ["a.part2.rar"]
    assert contents.volumes("a.part9.rar", {"a.part10.rar"}) == []
    many = {f"a.part{number:04}.rar" for number in range(1, 2000)}
    assert len(contents.volumes("a.part0001.rar", many)) == contents.MOST_VOLUMES - 1
    nine = {f"a.part{number}.rar" for number in range(1, 13)}
    assert contents.volumes("a.part1.rar", nine)[-1] == "a.part12.rar"
    old = {f"a.r{number:02}" for number in range(100)} | {"a.s00"}
    assert contents.volumes("a.rar", old)[-1] == "a.r98"


def test_later_volumes_and_what_only_looks_like_them() -> None:
    assert contents.first_volumes("a.part2.rar") == ("a.part1.rar",)
    assert contents.first_volumes("a.part12.rar") == ("a.part1.rar", "a.part01.rar")
    for name in ("a.part1.rar", "a.part01.rar", "a.part2.cbr", "a part 2.rar", "a.rar", "a.r00"):
        assert not contents.first_volumes(name)


def test_the_content_of_several_files() -> None:
    assert contents.content_of([(10, 5.5), (20, 7.25), (1, 6.0)]) == (31, 7.25)


def test_pages_by_name() -> None:
    assert all(map(contents.is_page, ["1.jpg", "a/2.PNG", "x.jxl", "y.heic"]))
    assert not any(map(contents.is_page, [".jpg", "._1.jpg", "__MACOSX/1.jpg", "a/.b/1.jpg", "1.jpg/", "1.svg"]))
