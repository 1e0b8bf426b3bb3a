"""Connections and transactions; the only place that commits."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

BUSY_MS = 15_000
T = TypeVar("T")
Step = Callable[[Session], Any]


class TransactionLost(Exception):
    """SQLite ended a transaction by itself; nothing of it was kept."""


class Database:
    """One database, SQLite or PostgreSQL, with a writing and a reading kind of transaction.

    SQLite has one writer at a time. Its own busy handler sleeps and starves, so the writers of this
    process queue at a lock first and only processes meet at the file.
    """

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine = _engine(self.url, pool_size)
        self._writer = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing transaction; commit at the end, roll back on any error."""
        if self.is_sqlite:
            with self._writer:
                yield from self._session("BEGIN IMMEDIATE")
        else:
            yield from self._session(None)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a snapshot for reading; whatever is written in it is rolled back."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(begin="BEGIN")
            else:
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            with Session(connection, autoflush=False, expire_on_commit=False) as session:
                yield session
                session.rollback()

    def _session(self, begin: str | None) -> Iterator[Session]:
        with self.engine.connect() as connection:
            if begin:
                connection = connection.execution_options(begin=begin)
            with Session(connection, expire_on_commit=False) as session:
                try:
                    yield session
                    session.commit()
                except BaseException:
                    session.rollback()
                    raise

    def run(self, step: Callable[[Session], T], *, attempts: int = 4) -> T:
        """Run a step in a writing transaction, again if the database chose it to break a deadlock.

        Locks are taken in one order, so this is rare; a step is pure but for the database, so that
        running it again is safe.
        """
        for attempt in range(1, attempts + 1):
            try:
                with self.transaction() as session:
                    return step(session)
            except sa.exc.OperationalError as error:
                if attempt == attempts or not _is_passing(error):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def run_together(self, steps: Sequence[Step]) -> list[Any]:
        """Run steps of different askers in one SQLite transaction, and commit them at once.

        Each stands behind a savepoint of its own: one that raises is undone alone, and its error is
        given in the place of its result. Nothing counts until this returns; an error of the commit
        itself, or TransactionLost, is raised, and then none of them has happened.
        """
        with self._writer, self.engine.connect() as connection:
            connection = connection.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                return [_apart(connection, step) for step in steps]

    def read(self, step: Callable[[Session], T]) -> T:
        """Run a step that only reads, on a snapshot."""
        with self.reading() as session:
            return step(session)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _apart(connection: sa.Connection, step: Step) -> Any:
    """Run a step behind a savepoint; give its result or its error."""
    with Session(
        connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    ) as session:
        try:
            outcome = step(session)
            session.commit()
        except Exception as error:  # noqa: BLE001 - It belongs to whoever asked for the step.
            session.rollback()
            outcome = error
    # A full disk or an I/O error lets SQLite end the whole transaction by itself (its document
    # "Transactions", 2.3): the steps before this one are gone too, and must not be told as done.
    driver = connection.connection.dbapi_connection
    if driver is None or not driver.in_transaction:
        raise TransactionLost() from (outcome if isinstance(outcome, Exception) else None)
    return outcome


def _is_passing(error: sa.exc.OperationalError) -> bool:
    """Tell a deadlock or a serialisation failure (SQLSTATE class 40) from a lasting fault."""
    return str(getattr(error.orig, "sqlstate", None) or "").startswith("40")


def _with_driver(url: str) -> str:
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url[len(plain) :]
    return url


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def _engine(url: str, pool_size: int) -> Engine:
    json = {"json_serializer": _dumps, "json_deserializer": orjson.loads}
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True, **json
        )
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=30,
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        **json,
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver opens no transaction for DDL by itself: we write BEGIN ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("begin", "BEGIN IMMEDIATE"))
