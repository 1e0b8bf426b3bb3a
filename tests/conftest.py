"""What every test stands on: a migrated database of either kind, a fixed now, people and types."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import Session

from sched_app.db import Database
from sched_app.secrets_file import Secrets
from tests.factories import Factory
from tests.support import postgres

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # A Monday.


def migrate(database: Database) -> None:
    """Bring an empty database to the newest schema."""
    config = Config(str(ROOT / "alembic.ini"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 08:00 UTC."""
    return NOW


@pytest.fixture(scope="session")
def secrets() -> Secrets:
    """Fixed signing keys."""
    return Secrets({"k1": b"one key for the tests, 32 bytes!"}, "k1")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_cluster() -> postgres.Cluster:
    """The server of OPENHOURS_TEST_POSTGRES, or one of our own."""
    if "postgres" in os.environ.get("SKIP", "").split(","):
        pytest.skip("left out by SKIP=postgres")
    given = os.environ.get("OPENHOURS_TEST_POSTGRES")
    return postgres.Cluster(given, Path("/")) if given else postgres.start()


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: postgres.Cluster) -> str:
    """The name of a migrated database to copy from, one for each test process."""
    name = f"template_{uuid4().hex[:12]}"
    _in_cluster(postgres_cluster, f"CREATE DATABASE {name}")
    database = Database(postgres_cluster.database(name))
    migrate(database)
    database.close()
    return name


def _in_cluster(cluster: postgres.Cluster, statement: str) -> None:
    engine = sa.create_engine(
        cluster.url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An own SQLite database, for tests that commit."""
    path = tmp_path / "openhours.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgres_database(
    postgres_cluster: postgres.Cluster, postgres_template: str
) -> Iterator[Database]:
    """An own PostgreSQL database, for tests that commit."""
    name = f"test_{uuid4().hex[:12]}"
    _in_cluster(postgres_cluster, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    database = Database(postgres_cluster.database(name))
    yield database
    database.close()
    _in_cluster(postgres_cluster, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An own database of each kind in turn, for tests that commit or race."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture(scope="session")
def _shared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("shared") / "openhours.db"
    shutil.copy(sqlite_template, path)
    return Database(f"sqlite:///{path}")


@pytest.fixture
def session(_shared_sqlite: Database) -> Iterator[Session]:
    """A transaction on SQLite that is rolled back after the test."""
    with (
        _shared_sqlite.engine.connect() as connection,
        Session(connection, expire_on_commit=False) as opened,
    ):
        yield opened
        opened.rollback()


@pytest.fixture
def make(session: Session) -> Factory:
    """Makes rows in `session`."""
    return Factory(session, NOW)


@pytest.fixture
def factory_for() -> Callable[[Session], Factory]:
    """Makes a factory for any session."""
    return lambda session: Factory(session, NOW)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests `record_property("told", …)`: worker processes cannot print."""
    for report in terminalreporter.stats.get("passed", []):
        for name, words in report.user_properties:
            if name == "told":
                terminalreporter.write_line(words)
