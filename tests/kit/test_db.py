"""The database on SQLite and PostgreSQL: ownership of tables, writers that wait, migrations."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kit import migrate, sqlite
from kit.db import QUIET, Database, unavailable
from kit.errors import BadRequest, Problem, StartupError, Unavailable
from kit.mounts import network_file_system
from kit.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
COUNT = sa.text("SELECT count(*) FROM comics")


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(database_url=url, data_dir=folder)


@pytest.fixture
def library(database_url: str, tmp_path: Path) -> Database:
    database = Database(settings_for(database_url, tmp_path), "library")
    database.init_db(MIGRATIONS)
    return database


def test_a_service_reaches_only_its_own_tables(library: Database, database_url: str, tmp_path: Path) -> None:
    with library.write() as connection:
        connection.execute(sa.text("INSERT INTO comics (id) VALUES ('a')"))
    auth = Database(settings_for(database_url, tmp_path), "auth")
    auth.init_db(tmp_path)  # no migrations: only the role, where there are roles
    for statement in (
        "SELECT id FROM comics",
        "DELETE FROM comics",
        "UPDATE comics SET pages = 1",
        "DROP TABLE comics",
        "UPDATE alembic_version_library SET version_num = 'x'",
    ):
        with pytest.raises(exc.DatabaseError), auth.write() as connection:
            connection.execute(sa.text(statement))
    with library.read() as connection:
        assert connection.execute(COUNT).scalar_one() == 1


def test_a_reader_cannot_write(library: Database) -> None:
    with pytest.raises((Unavailable, exc.DatabaseError)), library.read() as connection:
        connection.execute(sa.text("INSERT INTO comics (id) VALUES ('a')"))


def test_a_block_that_fails_leaves_nothing(library: Database) -> None:
    def fail() -> None:
        with library.write() as connection:
            connection.execute(sa.text("INSERT INTO comics (id) VALUES ('a')"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with library.read() as connection:
        assert connection.execute(COUNT).scalar_one() == 0


def test_writers_wait_for_each_other(library: Database, database_url: str, tmp_path: Path) -> None:
    others = [library, *(Database(settings_for(database_url, tmp_path), "library") for _ in range(3))]
    failures: list[Exception] = []

    def count_up(database: Database) -> None:
        for _ in range(25):
            try:
                with database.write() as connection:
                    pages = connection.execute(sa.text(LOCKED[database.dialect])).scalar_one()
                    connection.execute(sa.text("UPDATE comics SET pages = :pages"), {"pages": pages + 1})
            except Problem as problem:
                failures.append(problem)

    with library.write() as connection:
        connection.execute(sa.text("INSERT INTO comics (id, pages) VALUES ('a', 0)"))
    threads = [threading.Thread(target=count_up, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with library.read() as connection:
        assert (connection.execute(sa.text("SELECT pages FROM comics")).scalar_one(), failures) == (100, [])


# Reading and then writing: on SQLite BEGIN IMMEDIATE has the lock already, PostgreSQL locks the row.
LOCKED = {"sqlite": "SELECT pages FROM comics", "postgresql": "SELECT pages FROM comics FOR UPDATE"}


def test_text_that_no_database_takes_is_a_bad_request(postgres_url: str, tmp_path: Path) -> None:
    database = Database(settings_for(postgres_url, tmp_path), "library")
    database.init_db(MIGRATIONS)
    with pytest.raises(BadRequest), database.write() as connection:
        connection.execute(sa.text("INSERT INTO comics (id) VALUES (:id)"), {"id": "a\x00b"})


def test_migrations_from_every_older_schema(database_url: str, tmp_path: Path) -> None:
    database = Database(settings_for(database_url, tmp_path), "library")
    if database.dialect == "postgresql":
        database.init_db(tmp_path)
    with database.write() as connection:
        migrate.upgrade(connection, "library", MIGRATIONS, to="0001")
        connection.execute(sa.text("INSERT INTO comics (id) VALUES ('kept')"))
    database.init_db(MIGRATIONS)
    database.init_db(MIGRATIONS)
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT id, title FROM comics")).all() == [("kept", "")]


def test_a_newer_database_is_refused(library: Database) -> None:
    with library.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version_library SET version_num = '9999'"))
    with pytest.raises(StartupError, match="newer version"):
        library.init_db(MIGRATIONS)


def test_many_processes_may_start_at_once(database_url: str, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kit.db import Database; from kit.settings import Settings\n"
        "Database(Settings(database_url=sys.argv[1], data_dir=Path(sys.argv[2])), 'library')"
        ".init_db(Path(sys.argv[3]))"
    )
    here = Path(__file__).parents[2]
    command = [sys.executable, "-c", script, database_url, tmp_path, MIGRATIONS]
    started = [subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said


def test_a_vulnerable_sqlite_is_refused(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version, refused in (((3, 51, 2), True), ((3, 50, 4), True), ((3, 50, 7), False), ((3, 44, 6), False)):
        monkeypatch.setattr(sqlite.driver, "sqlite_version_info", version)
        if refused:
            with pytest.raises(StartupError, match="can corrupt"):
                Database(settings_for(sqlite_url, tmp_path), "library")
        else:
            Database(settings_for(sqlite_url, tmp_path), "library")


def test_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (
        "21 1 8:1 / / rw - ext4 /dev/sda rw\n"
        f"35 21 0:40 / {tmp_path} rw - nfs4 nas:/data rw\n"
        f"36 35 0:41 / {tmp_path}/local rw - xfs /dev/sdb rw\n"
    )
    (tmp_path / "mountinfo").write_text(lines)
    monkeypatch.setattr("kit.mounts.LIST", tmp_path / "mountinfo")
    assert network_file_system(tmp_path / "data") == "nfs4"
    assert network_file_system(tmp_path / "local" / "data") is None
    with pytest.raises(StartupError, match="PostgreSQL"):
        Database(settings_for("", tmp_path), "library")


@pytest.mark.parametrize("name", [b"B\xc3\xbccher", b"B\xfccher", b"two words"])
def test_a_network_file_system_is_known_whatever_its_folder_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: bytes
) -> None:
    disk = tmp_path / os.fsdecode(name)
    written = os.fsencode(disk).replace(b" ", b"\\040")  # as the kernel writes it
    mounts = tmp_path / "mountinfo"
    mounts.write_bytes(b"21 1 8:1 / / rw - ext4 /dev/sda rw\n35 21 0:40 / %b rw - nfs4 nas:/data rw\n" % written)
    monkeypatch.setattr("kit.mounts.LIST", mounts)
    assert network_file_system(disk / "data") == "nfs4"
    assert network_file_system(tmp_path / "other") is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartupError, match="cannot be made"):
        Database(settings_for("", tmp_path / "file" / "data"), "library")


def held(path: Path) -> int:
    """How many open files of this process are the database's."""
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(os.readlink(link).startswith(str(path)) for link in links)


def test_a_quiet_database_lets_go_of_its_connections_and_a_busy_one_keeps_them(tmp_path: Path) -> None:
    database = Database(settings_for("", tmp_path), "library")
    database.init_db(MIGRATIONS)
    for _ in range(QUIET):
        with database.read() as connection:
            connection.execute(COUNT)
    database.rest()
    assert held(database.path)
    with database.read() as first:
        database.rest()  # quiet, but somebody is reading: nothing is taken from them
        assert first.execute(COUNT).scalar_one() == 0
    database.rest()
    assert not held(database.path)
    with database.write() as connection:
        connection.execute(sa.text("INSERT INTO comics (id) VALUES ('a')"))
    with database.read() as connection:
        assert connection.execute(COUNT).scalar_one() == 1
    database.close()


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ("database or disk is full", 507, "disk_full"),
        ("could not extend file: No space left on device", 507, "disk_full"),
        ("attempt to write a readonly database", 503, "read_only"),
        ("disk I/O error", 503, "disk_failed"),
        ("database is locked", 503, "database_busy"),
    ],
)
def test_what_a_database_says_of_its_disk_is_told_apart(said: str, status: int, code: str) -> None:
    problem = unavailable(Exception(said))
    assert (problem.http_status, problem.code) == (status, code)
