"""Scratch copies of the app with a defect put in, to see that the checks find it."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from sched_app.db import Database
from tests.race.fleet import ROOT

Change = tuple[str, str, str]

NO_LOCKS: tuple[Change, ...] = (
    (
        "sched_app/services/claims.py",
        'bindparam("type", type_=sa.BigInteger))\n    .with_for_update(key_share=True)\n',
        'bindparam("type", type_=sa.BigInteger))\n',
    ),
    (
        "sched_app/services/claims.py",
        '    if connection.dialect.name == "postgresql":\n        connection.execute(_LOCK_TYPE',
        "    if False:\n        connection.execute(_LOCK_TYPE",
    ),
    ("sched_app/db.py", "            with self._writer:\n", "            if True:\n"),
    ("sched_app/db.py", 'self._session("BEGIN IMMEDIATE")', 'self._session("BEGIN")'),
    ("sched_app/db.py", "with self._writer, self.engine", "with self.engine"),
    ("sched_app/db.py", 'begin="BEGIN IMMEDIATE"', 'begin="BEGIN"'),
)
NO_CHECKS: tuple[Change, ...] = (
    (
        "sched_app/services/availability.py",
        "    if without_rules:\n",
        "    return [host.host_id for host in loaded.hosts]\n    if without_rules:\n",
    ),
)
NO_GUARD: tuple[Change, ...] = (
    (
        "sched_app/migrate.py",
        '{"claims_no_overlap_insert", "claims_no_overlap_update"}',
        "set()",
    ),
    ("sched_app/migrate.py", '{"claims_no_overlap"}', "set()"),
)


def copy_with(changes: tuple[Change, ...], folder: Path) -> Path:
    """Copy the app and change its text; raise LookupError where a text is not found once."""
    root = folder / "mutant"
    for part in ("sched_app", "alembic"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for path, old, new in changes:
        file = root / path
        text = file.read_text()
        if text.count(old) != 1:
            raise LookupError(f"{path} has {text.count(old)} times: {old}")
        file.write_text(text.replace(old, new))
    return root


def drop_constraint(database: Database) -> None:
    """Take the overlap rule away from a database."""
    with database.transaction() as session:
        if database.is_sqlite:
            session.connection().execute(sa.text("DROP TRIGGER claims_no_overlap_insert"))
            session.connection().execute(sa.text("DROP TRIGGER claims_no_overlap_update"))
        else:
            session.connection().execute(
                sa.text("ALTER TABLE claims DROP CONSTRAINT claims_no_overlap")
            )
