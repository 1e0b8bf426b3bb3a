"""Brings the database to this version's schema: a copy first, then one transaction, then a check.

Any process may start first: PostgreSQL's advisory lock and SQLite's write lock let one migrate
while the others wait and then find nothing to do.
"""

import os
import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

import sched_app.models  # noqa: F401 (fills the metadata with every table)
from sched_app import logs
from sched_app.db import Database

SCRIPTS = Path(__file__).resolve().parent.parent / "alembic"
ADVISORY_KEY = 0x0F3A_60E5
_REVISION = re.compile(r'^revision = "(\w+)"', re.M)
_BEFORE = re.compile(r'^down_revision = (?:"(\w+)"|None)', re.M)
# What the database itself must refuse, by kind: (code of its lack, what stands, what must stand).
_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{}'"
_PG_TRIGGERS = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('{}') AND tgenabled IN ('O', 'A')"
)
GUARDS = {
    "sqlite": (
        (
            "claims-unguarded",
            _TRIGGERS.format("claims"),
            {"claims_no_overlap_insert", "claims_no_overlap_update"},
        ),
        (
            "events-unguarded",
            _TRIGGERS.format("events"),
            {"events_no_update", "events_no_delete", "events_no_replace"},
        ),
        (
            "search-unkept",
            _TRIGGERS.format("bookings"),
            {"bookings_search_insert", "bookings_search_delete", "bookings_search_update"},
        ),
    ),
    "postgresql": (
        (
            "claims-unguarded",
            "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('claims')"
            " AND contype = 'x' AND convalidated",
            {"claims_no_overlap"},
        ),
        (
            "events-unguarded",
            _PG_TRIGGERS.format("events"),
            {"events_no_change", "events_no_truncate"},
        ),
    ),
}


class CannotMigrate(Exception):
    """The database is in a state that must not be touched; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a migration did; `copy` is where the SQLite database was copied to before."""

    before: str | None
    after: str
    copy: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


def run(database: Database, *, now: datetime, scripts: Path = SCRIPTS) -> Outcome:
    """Migrate to the newest schema; raise CannotMigrate, with all left as it was."""
    with database.engine.connect() as connection:
        _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                return _migrate(database, connection, now, scripts)
        finally:
            _foreign_keys(connection, "ON")


def fault(database: Database, *, scripts: Path = SCRIPTS) -> str | None:
    """Give the code of what forbids serving from this database, or None."""
    with database.engine.connect().execution_options(begin="BEGIN") as connection:
        found = _revision(connection)
        if found is None:
            return "not-migrated"
        if found != head(scripts):
            return "behind" if found in _revisions(scripts) else "newer"
        return _incomplete(connection)


def demand(database: Database) -> None:
    """Raise CannotMigrate if the app must not serve from this database."""
    if code := fault(database):
        raise CannotMigrate(_ADVICE[code])


@cache
def head(scripts: Path = SCRIPTS) -> str:
    """Give the newest revision that this version knows."""
    after = _revisions(scripts)
    (newest,) = after.keys() - set(after.values())
    return newest


_ADVICE = {
    "not-migrated": "The database has no schema yet. Run: python -m sched_app migrate",
    "behind": "The database is older than this version. Run: python -m sched_app migrate",
    "newer": "The database was made by a newer version of OpenHours. Install that version, or "
    "restore the copy that was made before it was migrated.",
    "half-migrated": "Tables are missing: a migration was cut off, or the database is not "
    "OpenHours'. Restore the copy made before the migration; nothing was changed now.",
    "claims-unguarded": "The rule that keeps claims from overlapping is gone from the database, so "
    "double bookings would be possible. Restore a backup, or create it again as "
    "alembic/versions/0001_first_schema.py does.",
    "events-unguarded": "The rule that keeps events from being changed is gone from the database, "
    "so the audit log proves nothing. Restore a backup, or create it again as "
    "alembic/versions/0006_events_append_only.py does.",
    "search-unkept": "The triggers that keep the search of bookings are gone from the database, so "
    "erased names could still be found. Restore a backup, or create them again as "
    "alembic/versions/0066_find_bookings.py does.",
}


def _migrate(
    database: Database, connection: sa.Connection, now: datetime, scripts: Path
) -> Outcome:
    if not database.is_sqlite:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_KEY)))
    before = _revision(connection)
    if before is None and _ours(connection):
        raise CannotMigrate(_ADVICE["half-migrated"])
    if before is not None and before not in _revisions(scripts):
        raise CannotMigrate(_ADVICE["newer"])
    copy = None
    if before != head(scripts):
        copy = _copy(database, before, now) if before is not None else None
        _upgrade(connection, scripts)
        if database.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise CannotMigrate("The migration would leave rows without their parents; undone.")
    if code := _incomplete(connection):
        raise CannotMigrate(_ADVICE[code])
    return Outcome(before, head(scripts), copy)


def _upgrade(connection: sa.Connection, scripts: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy(database: Database, revision: str | None, now: datetime) -> Path | None:
    """Copy an SQLite database beside itself; the caller holds the write lock."""
    source = database.engine.url.database
    if not database.is_sqlite or not source or source == ":memory:":
        return None
    target = Path(f"{source}.before-{revision}-{now:%Y%m%dT%H%M%SZ}")
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    reader, writer = sqlite3.connect(source), sqlite3.connect(target)
    try:
        reader.backup(writer)
    finally:
        reader.close()
        writer.close()
    logs.get().info("database_copied", revision=revision)
    return target


def _incomplete(connection: sa.Connection) -> str | None:
    if set(SQLModel.metadata.tables) - set(sa.inspect(connection).get_table_names()):
        return "half-migrated"
    for code, query, wanted in GUARDS[connection.dialect.name]:
        if not wanted <= set(connection.exec_driver_sql(query).scalars()):
            return code
    return None


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    if len(found) > 1:
        raise CannotMigrate(_ADVICE["half-migrated"])
    return str(found[0]) if found else None


def _ours(connection: sa.Connection) -> bool:
    return bool(set(SQLModel.metadata.tables) & set(sa.inspect(connection).get_table_names()))


def _foreign_keys(connection: sa.Connection, state: str) -> None:
    # SQLite rebuilds a table to alter it; the pragma works only outside a transaction.
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={state}")


@cache
def _revisions(scripts: Path) -> dict[str, str | None]:
    """Read each revision and the one before it.

    Alembic could tell, but costs memory for as long as the app runs; only migrating needs it.
    """
    found: dict[str, str | None] = {}
    for path in (scripts / "versions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        own, before = _REVISION.search(text), _BEFORE.search(text)
        assert own, f"{path.name} names its revision"
        assert before, f"{path.name} names the revision before"
        found[own[1]] = before[1]
    return found
