"""The database itself refuses to change, delete or replace an event."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sched_app.db import Database
from sched_app.models.workspaces import Event
from sched_app.services import access, events
from tests.conftest import NOW
from tests.factories import Factory

REFUSED = (
    "UPDATE events SET what = 'nothing'",
    "UPDATE events SET at = at + 1 WHERE id = 1",
    "DELETE FROM events",
    "DELETE FROM events WHERE id = 1",
)


@pytest.fixture
def written(database: Database) -> Database:
    with database.transaction() as session:
        studio = Factory(session, NOW).workspace()
        for what in ("workspace_created", "workspace_changed"):
            events.record(
                session, what, "workspace", studio.id, workspace_id=studio.id,
                actor=access.SYSTEM, now=NOW,
            )  # fmt: skip
    return database


def kept(database: Database) -> list[tuple[int, str]]:
    with database.reading() as session:
        rows = session.connection().execute(sa.select(Event.id, Event.what).order_by(Event.id))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("statement", REFUSED)
def test_an_event_is_neither_changed_nor_deleted(written, statement):
    before = kept(written)

    with pytest.raises(DBAPIError, match="events_append_only"), written.transaction() as session:
        session.connection().exec_driver_sql(statement)

    assert kept(written) == before == [(1, "workspace_created"), (2, "workspace_changed")]


def test_sqlites_replace_does_not_pass_the_rule(sqlite_database):
    with sqlite_database.transaction() as session:
        studio = Factory(session, NOW).workspace()
        events.record(
            session, "workspace_created", "workspace", studio.id, workspace_id=studio.id,
            actor=access.SYSTEM, now=NOW,
        )  # fmt: skip
    swap = (
        "INSERT OR REPLACE INTO events (id, workspace_id, what, subject_kind, subject_id, "
        "actor_kind, fields, facts, at, request_id) "
        "VALUES (1, 1, 'x', 'x', 1, 'x', '[]', '{}', 1, '')"
    )

    with (
        pytest.raises(DBAPIError, match="events_append_only"),
        sqlite_database.transaction() as session,
    ):
        session.connection().exec_driver_sql(swap)

    assert kept(sqlite_database) == [(1, "workspace_created")]


@pytest.mark.postgres
def test_postgres_does_not_truncate_events(postgres_database):
    with (
        pytest.raises(DBAPIError, match="events_append_only"),
        postgres_database.transaction() as session,
    ):
        session.connection().exec_driver_sql("TRUNCATE events CASCADE")
