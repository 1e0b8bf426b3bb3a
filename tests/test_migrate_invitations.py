"""The migration that brings invitations leaves what was there, and keeps the rule of claims."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from sched_app import migrate
from sched_app.db import Database

ROOT = Path(__file__).parent.parent
PERSON = (
    "INSERT INTO users (id, public_id, email, email_key, name, link_version, claims_version,"
    " created_at) VALUES (1, 'us_1', 'a@x.org', 'a@x.org', 'Ana', 1, 0, 5)"
)
PLACE = (
    "INSERT INTO workspaces (id, public_id, slug, name, timezone, locale, currency, accent,"
    " is_listed, created_at) VALUES (1, 'ws_1', 's', 'S', 'UTC', 'en', 'EUR', '#7B2D5E', false, 5)"
)
MEMBER = (
    "INSERT INTO memberships (id, public_id, workspace_id, user_id, role, created_at)"
    " VALUES (1, 'mb_1', 1, 1, 'owner', 5)"
)
INVITATION = (
    "INSERT INTO invitations (public_id, workspace_id, email, email_key, role, days, invited_by,"
    " link_version, is_mailed, created_at, sent_at, expires_at)"
    " VALUES ('{}', 1, 'b@x.org', 'b@x.org', 'admin', 7, 1, 1, false, 5, 5, 6)"
)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database without tables of either kind."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'empty.db'}")
    database: Database = request.getfixturevalue("postgres_database")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    return database


def to(database: Database, revision: str) -> None:
    """Bring a database to a revision."""
    config = Config(str(ROOT / "alembic.ini"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_it_goes_on_from_the_data_of_the_revision_before(empty: Database) -> None:
    scripts = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    before = scripts.get_revision("0004").down_revision
    assert isinstance(before, str)
    to(empty, before)
    assert "invitations" not in sa.inspect(empty.engine).get_table_names()
    with empty.engine.begin() as connection:
        for statement in (PERSON, PLACE, MEMBER):
            connection.exec_driver_sql(statement)

    to(empty, "head")

    with empty.engine.begin() as connection:
        kept = connection.exec_driver_sql("SELECT name, role FROM users, memberships").all()
        assert [tuple(row) for row in kept] == [("Ana", "owner")]
        connection.exec_driver_sql(INVITATION.format("iv_1"))
    with pytest.raises(IntegrityError), empty.engine.begin() as connection:
        connection.exec_driver_sql(INVITATION.format("iv_2"))
    with empty.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE invitations SET revoked_at = 6")
        connection.exec_driver_sql(INVITATION.format("iv_2"))
    assert migrate.fault(empty) is None
    empty.close()
