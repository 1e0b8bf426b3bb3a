"""The step to accounts' schema, from a database that is in use."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from sched_app import migrate
from sched_app.db import Database

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)


def back_to(database: Database, revision: str, tmp_path: Path) -> Database:
    """Give a database of the same kind with the schema of an older version."""
    if database.is_sqlite:
        older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    else:
        older = database
        with older.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    config = Config(str(ROOT / "alembic.ini"))
    with older.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return older


def test_people_keep_their_passwords_and_sign_ins(database: Database, tmp_path: Path) -> None:
    database = back_to(database, "0001", tmp_path)
    tables = set(sa.inspect(database.engine).get_table_names())
    assert tables.isdisjoint({"proofs", "email_changes", "second_steps", "recovery_codes"})
    at = int(NOW.timestamp())
    with database.engine.begin() as connection:
        for words in (
            "INSERT INTO workspaces (id, public_id, slug, name, timezone, locale, currency, accent,"
            f" is_listed, created_at) VALUES (1, 'ws_1', 's', 'S', 'UTC', 'en', 'EUR', '#111111',"
            f" false, {at})",
            "INSERT INTO users (id, public_id, email, email_key, name, password_hash, link_version,"
            f" claims_version, created_at) VALUES (1, 'us_1', 'a@b.c', 'a@b.c', 'A', 'h', 3, 4,"
            f" {at})",
            "INSERT INTO memberships (id, public_id, workspace_id, user_id, role, created_at)"
            f" VALUES (1, 'mb_1', 1, 1, 'owner', {at})",
            "INSERT INTO sign_ins (id, public_id, user_id, workspace_id, token_hash, device,"
            f" created_at, seen_at, expires_at) VALUES (1, 'si_1', 1, 1, 'x', 'd', {at}, {at},"
            f" {at + int(timedelta(days=30).total_seconds())})",
        ):
            connection.exec_driver_sql(words)

    migrate.run(database, now=NOW)

    assert migrate.fault(database) is None
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql(
            "SELECT password_hash, link_version, claims_version, email_proved_at FROM users"
        ).one() == ("h", 3, 4, None)
        assert connection.exec_driver_sql("SELECT user_id FROM sign_ins").one() == (1,)
        assert connection.exec_driver_sql("SELECT count(*) FROM second_steps").one() == (0,)
    database.close()
