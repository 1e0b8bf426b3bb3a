"""Migrations: a copy first, all or nothing, and never a start on half a schema."""

import shutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from sched_app import migrate
from sched_app.db import Database
from sched_app.services import access, customer_views, customers, sites
from sched_app.services.access import Actor, ActorKind
from sched_app.services.customers import CustomerForm

NOW = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
NEXT = '''"""what a later version brings"""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{after}"


def upgrade():
    {body}
'''
BROKEN = (
    'op.add_column("users", sa.Column("nick", sa.String(5)))\n    raise RuntimeError("cut off")'
)
NICK = 'op.add_column("users", sa.Column("nick", sa.String(5)))'
DROPS_TRIGGERS = (
    'with op.batch_alter_table("claims", recreate="always") as batch:\n'
    '        batch.add_column(sa.Column("note", sa.String(5)))'
)
UNGUARDS = 'op.execute("ALTER TABLE claims DROP CONSTRAINT claims_no_overlap")'


def later(tmp_path: Path, body: str) -> Path:
    """Make the scripts of a version after this one."""
    scripts = tmp_path / "alembic"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9999_later.py").write_text(
        NEXT.format(after=migrate.head(), body=body)
    )
    return scripts


OF_THE_FIRST = (
    "INSERT INTO workspaces (id, public_id, slug, name, timezone, locale, currency, accent, "
    "is_listed, created_at) VALUES (1, 'ws_1', 's', 'S', 'UTC', 'en', 'EUR', '#123456', 0, 1)",
    "INSERT INTO meeting_types (id, public_id, workspace_id, slug, name, description, visibility, "
    "routing, buffer_before_minutes, buffer_after_minutes, notice_minutes, interval_minutes, "
    "horizon_days, location_kind, location_value, needs_approval, request_blocks, "
    "request_expires_minutes, change_notice_minutes, policy, position, version, "
    "created_at) VALUES (1, 'mt_1', 1, 'a', 'A', '', 'public', 'single', 0, 0, 0, 30, 60, 'link', "
    "'', 0, 1, 60, 0, '{}', 0, 1, 1)",
    "INSERT INTO bookings (id, public_id, workspace_id, meeting_type_id, status, takes_time, "
    "starts_at, ends_at, duration_minutes, price_minor, deposit_minor, currency, policy, "
    "meeting_name, location_kind, location_value, attendee_name, attendee_timezone, "
    "attendee_locale, host_timezone, answers, uid, sequence, link_version, source, reason, "
    "ended_by, created_at, changed_at) VALUES (1, 'bk_1', 1, 1, 'confirmed', 1, 10, 20, 30, 0, 0, "
    "'EUR', '{}', 'A', 'link', '', 'Hannah', 'UTC', 'en', 'UTC', '[]', 'u', 0, 1, 'page', '', '', "
    "1, 1)",
    "INSERT INTO outbox_messages (public_id, workspace_id, kind, template, dedupe_key, recipient, "
    "subject_kind, is_private, payload, status, due_at, lease_key, attempts, last_answer, "
    "created_at) VALUES ('ms_1', 1, 'email', 'join', 'k', 'a@b.c', '', 0, '{}', 'waiting', 77, '', "
    "0, '', 1)",
    "INSERT INTO events (workspace_id, what, subject_kind, subject_id, actor_kind, fields, facts, "
    "at, request_id) VALUES (1, 'booking.confirmed', 'booking', 1, 'visitor', '[]', '{}', 1, '')",
)


def upgrade_to(database: Database, revision: str) -> None:
    """Bring an empty database to the schema of an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.set_main_option("path_separator", "os")
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def columns(database: Database, table: str) -> set[str]:
    """Name the columns of a table."""
    return {column["name"] for column in sa.inspect(database.engine).get_columns(table)}


def add_deployment(database: Database) -> None:
    """Put a row in that must survive."""
    with database.transaction() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO deployment (id, base_url, set_up_at) VALUES (1, 'https://a.test', 5)"
        )


def test_an_empty_database_gets_the_whole_schema_and_no_copy(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'o.db'}")

    assert migrate.fault(database) == "not-migrated"
    outcome = migrate.run(database, now=NOW)

    assert (outcome.before, outcome.after, outcome.copy) == (None, migrate.head(), None)
    assert migrate.fault(database) is None
    assert not migrate.run(database, now=NOW).changed
    database.close()


def test_rival_starts_migrate_once(tmp_path: Path):
    databases = [Database(f"sqlite:///{tmp_path / 'o.db'}") for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda database: migrate.run(database, now=NOW), databases))

    assert [outcome.changed for outcome in outcomes].count(True) == 1
    for database in databases:
        database.close()


@pytest.mark.postgres
def test_rival_starts_migrate_postgres_once(postgres_database: Database):
    with postgres_database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: migrate.run(postgres_database, now=NOW), range(4)))

    assert [outcome.changed for outcome in outcomes].count(True) == 1
    assert migrate.fault(postgres_database) is None


def test_an_sqlite_database_is_copied_before_it_is_migrated(
    sqlite_database: Database, tmp_path: Path
):
    add_deployment(sqlite_database)

    outcome = migrate.run(sqlite_database, now=NOW, scripts=later(tmp_path, NICK))

    assert outcome.after == "9999"
    assert "nick" in columns(sqlite_database, "users")
    assert outcome.copy is not None
    assert outcome.copy.name == f"openhours.db.before-{migrate.head()}-20261123T080005Z"
    assert stat.S_IMODE(outcome.copy.stat().st_mode) == 0o600
    copy = sqlite3.connect(outcome.copy)
    assert copy.execute("SELECT base_url FROM deployment").fetchall() == [("https://a.test",)]
    assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrate.head(),)]
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy.close()


def test_a_migration_that_breaks_leaves_everything_as_it_was(database: Database, tmp_path: Path):
    add_deployment(database)

    with pytest.raises(RuntimeError, match="cut off"):
        migrate.run(database, now=NOW, scripts=later(tmp_path, BROKEN))

    assert "nick" not in columns(database, "users")
    assert migrate.fault(database) is None


def test_a_migration_that_loses_the_rule_of_claims_is_undone(database: Database, tmp_path: Path):
    body = DROPS_TRIGGERS if database.is_sqlite else UNGUARDS

    with pytest.raises(migrate.CannotMigrate, match="overlapping"):
        migrate.run(database, now=NOW, scripts=later(tmp_path, body))

    assert "note" not in columns(database, "claims")
    assert migrate.fault(database) is None


def test_the_app_does_not_start_without_the_rule_of_claims(database: Database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "DROP TRIGGER claims_no_overlap_update"
            if database.is_sqlite
            else "ALTER TABLE claims DROP CONSTRAINT claims_no_overlap"
        )

    assert migrate.fault(database) == "claims-unguarded"
    with pytest.raises(migrate.CannotMigrate, match="double bookings"):
        migrate.run(database, now=NOW)


def test_the_app_does_not_start_without_the_rule_of_events(database: Database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "DROP TRIGGER events_no_delete"
            if database.is_sqlite
            else "ALTER TABLE events DISABLE TRIGGER events_no_change"
        )

    assert migrate.fault(database) == "events-unguarded"
    with pytest.raises(migrate.CannotMigrate, match="audit log"):
        migrate.run(database, now=NOW)


def test_the_app_does_not_start_on_half_a_schema(database: Database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox_messages")

    assert migrate.fault(database) == "half-migrated"
    with pytest.raises(migrate.CannotMigrate, match="missing"):
        migrate.run(database, now=NOW)


def test_the_app_does_not_start_on_tables_without_a_version(database: Database):
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")

    with pytest.raises(migrate.CannotMigrate):
        migrate.run(database, now=NOW)


def test_a_database_of_a_newer_version_is_left_alone(database: Database, tmp_path: Path):
    migrate.run(database, now=NOW, scripts=later(tmp_path, NICK))

    assert migrate.fault(database) == "newer"
    with pytest.raises(migrate.CannotMigrate, match="newer version"):
        migrate.run(database, now=NOW)
    with pytest.raises(migrate.CannotMigrate, match="newer version"):
        migrate.demand(database)


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """A database without a schema, of each kind; on PostgreSQL of a user who may nothing else."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    theirs = request.getfixturevalue("postgres_database")
    name, role = theirs.engine.url.database, f"plain_{theirs.engine.url.database}"
    with theirs.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN NOSUPERUSER")
        connection.exec_driver_sql(f"ALTER DATABASE {name} OWNER TO {role}")
        connection.exec_driver_sql(f"ALTER SCHEMA public OWNER TO {role}")
        connection.exec_driver_sql("DROP EXTENSION IF EXISTS btree_gist, pg_trgm")
    url = theirs.engine.url.set(username=role).render_as_string(hide_password=False)
    database = Database(url)
    yield database
    database.close()


def test_customers_there_were_are_found_after_migrating(empty: Database, now: datetime):
    database = empty
    upgrade_to(database, "0004")
    with database.engine.begin() as connection:
        run = connection.exec_driver_sql
        run(
            "INSERT INTO workspaces (id, public_id, slug, name, timezone, locale, currency, accent,"
            " is_listed, created_at)"
            " VALUES (1, 'ws_1', 's', 'S', 'UTC', 'en', 'EUR', '#000000', false, 1)"
        )
        run(
            "INSERT INTO customers (id, public_id, workspace_id, name, email, email_key, phone,"
            " created_at, erased_at) VALUES"
            " (101, 'cu_1', 1, 'Zoë Dupont', 'Zoe@a.test', 'zoe@a.test', '+44 117 4', 1, NULL),"
            " (102, 'cu_2', 1, '', NULL, NULL, NULL, 1, 5)"
        )

    migrate.run(database, now=NOW)

    actor = Actor(ActorKind.USER, workspace_id=1, role="admin")
    with database.transaction() as session:
        for words in ("", "zoe", "dup", "1174", "a.test"):
            page = customer_views.list_page(session, actor=actor, now=now, words=words)
            assert [row.name for row in page.items] == ["Zoë Dupont"], words
        form = CustomerForm("Ana Ruiz", "ana@a.test")
        customers.add(session, form, actor=actor, now=now)
        customers.change(session, "cu_1", CustomerForm("Zora"), actor=actor, now=now)
        found = customer_views.list_page(session, actor=actor, now=now, words="zor")
        assert [row.id for row in found.items] == ["cu_1"]


def test_data_of_the_schema_before_are_there_after_the_identities(empty: Database):
    database = empty
    upgrade_to(database, "0002")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO users (id, public_id, email, email_key, name, link_version,"
            " claims_version, created_at) VALUES (7, 'us_7', 'a@b.c', 'a@b.c', 'Ana', 1, 0, 5)"
        )
    migrate.run(database, now=NOW)

    assert migrate.fault(database) is None
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO identities (public_id, user_id, provider, issuer, subject, email,"
            " created_at, used_at) VALUES ('id_1', 7, 'acme', 'https://a.test', 's', '', 5, 5)"
        )
        found = connection.exec_driver_sql(
            "SELECT name FROM users JOIN identities ON user_id = users.id"
        ).all()
    assert found == [("Ana",)]


def test_the_tables_of_the_site_leave_what_stood_before(empty: Database):
    upgrade_to(empty, "0006")
    with empty.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO workspaces (id, public_id, slug, name, timezone, locale, currency, accent,"
            " is_listed, created_at)"
            " VALUES (1, 'ws_1', 'fernhill', 'S', 'UTC', 'en', 'EUR', '#000000', false, 1)"
        )

    outcome = migrate.run(empty, now=NOW)

    assert (outcome.before, outcome.after) == ("0006", migrate.head())
    with empty.reading() as session:
        view = sites.public(session, "fernhill", actor=access.visitor())
    assert (view.name, view.logo, view.has("how")) == ("S", None, True)


def test_rows_of_the_first_version_are_kept_and_found(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'o.db'}")
    upgrade_to(database, "0001")
    with database.transaction() as session:
        for statement in OF_THE_FIRST:
            session.connection().exec_driver_sql(statement)

    migrate.run(database, now=NOW)

    with database.reading() as session:
        connection = session.connection()
        found = connection.exec_driver_sql(
            "SELECT rowid FROM booking_search WHERE booking_search MATCH 'hannah'"
        ).scalars()
        assert list(found) == [1]
        due = connection.exec_driver_sql("SELECT due_at, first_due_at FROM outbox_messages").one()
        assert tuple(due) == (77, 77)
        event = connection.exec_driver_sql("SELECT what, sign_in_id FROM events").one()
        assert tuple(event) == ("booking.confirmed", None)
    database.close()
