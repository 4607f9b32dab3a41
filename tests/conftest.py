"""What the tests of all rooms share: databases, SQLite and PostgreSQL both.

- `database_url`: a fresh, empty database for this test; the test runs once on SQLite and once on PostgreSQL.
- `sqlite_url`, `postgres_url`: the same, on one of them.
- `artefacts`: a folder for screenshots and the like, kept after the run and not in git.
- `new_database`: for fixtures that live longer than a test: `new_database("sqlite")`, `new_database("postgresql")`.
- `prepared`: the same with a service's tables in it, for rooms whose tests begin so: `prepared("library", kind)`.
"""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kit.db import Database
from kit.settings import Settings
from tests.postgres import PostgresMissing, running_server

ROOT = Path(__file__).parent.parent
LONG = ("web", "e2e")
NewDatabase = Callable[[str], str]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the files: those with a server or a browser, which take longest, come first and in
    turn with the others, so that not all workers want the processor at once and the last files are short ones."""
    if not hasattr(config, "workerinput"):
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    long, short = [], []
    for path, those in files.items():
        (long if path.parent.name in LONG else short).append(those)
    turns = itertools.zip_longest(long, short, fillvalue=[])
    items[:] = [item for pair in turns for those in pair for item in those]


def pytest_collection_finish() -> None:
    """What has been collected stays until the end: the garbage collector need not go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One server a worker, started by the first test that wants it: `postgresql://...` without a database name."""
    try:
        with running_server() as url:
            yield url
    except PostgresMissing as missing:
        if os.environ.get("CI"):
            pytest.fail(f"{missing}. CI has to test on PostgreSQL.", pytrace=False)
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {missing}")


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes an empty database of the kind asked for ("sqlite" or "postgresql") and gives its URL."""
    numbers = itertools.count(1)

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('database') / 'comics.db'}"
        return create_database(request.getfixturevalue("postgres_server"), f"test_{next(numbers)}")

    return make


def create_database(server: str, name: str, template: str = "template1") -> str:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def prepared(
    request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, str], str]:
    """Copies of databases that the services' own migrations made, once a worker: a copy takes a tenth of the time."""
    made: dict[tuple[str, str], str] = {}
    numbers = itertools.count(1)

    def copy(service: str, kind: str) -> str:
        if (service, kind) not in made:
            made[service, kind] = new_database(kind)
            settings = Settings(database_url=made[service, kind], data_dir=tmp_path_factory.mktemp("prepared"))
            database = Database(settings, service)
            database.init_db(ROOT / "services" / service / "migrations")
            database.close()
        template = made[service, kind]
        if kind == "sqlite":
            file = tmp_path_factory.mktemp("database") / "comics.db"
            shutil.copyfile(template.removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        server, _, name = template.rpartition("/")
        return create_database(server, f"{service}_{next(numbers)}", name)

    return copy


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'comics.db'}"


@pytest.fixture
def postgres_url(new_database: NewDatabase) -> str:
    return new_database("postgresql")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(scope="session")
def artefacts() -> Path:
    folder = ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder
