"""The counts of visits and the indices of the numbers: brought to a database that has bookings."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from sched_app import migrate
from sched_app.db import Database
from sched_app.models.traffic import Stage
from sched_app.services import traffic
from tests.conftest import NOW, ROOT
from tests.factories import Factory
from tests.services.test_analytics import booked

NUMBERS = "0009"


def test_what_was_there_stays_and_can_be_counted(database: Database):
    with database.transaction() as session:
        make = Factory(session, NOW)
        home = make.workspace()
        ana = make.member(home)
        kind = make.meeting_type(home, [ana])
        booked(session, kind, [ana], NOW)
        visit = traffic.visit(kind.id, Stage.OPENED, zone="UTC", now=NOW)
    before = _bookings(database)

    _to(database, down_to=True)
    tables = set(sa.inspect(database.engine).get_table_names())
    indices = {one["name"] for one in sa.inspect(database.engine).get_indexes("bookings")}
    assert "visit_counts" not in tables
    assert not indices & {"ix_bookings_numbers", "ix_bookings_asked"}
    assert _bookings(database) == before
    _to(database, down_to=False)

    assert _bookings(database) == before
    assert migrate.fault(database) is None
    with database.transaction() as session:
        assert traffic.write(session, {visit: 1}) == 1


def _bookings(database: Database) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT public_id, status, starts_at FROM bookings"))
        return [tuple(row) for row in rows]


def _to(database: Database, *, down_to: bool) -> None:
    """Go back to the revision before the numbers, or on to the newest."""
    config = Config(str(ROOT / "alembic.ini"))
    earlier = ScriptDirectory.from_config(config).get_revision(NUMBERS).down_revision
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        if down_to:
            command.downgrade(config, earlier)
        else:
            command.upgrade(config, "head")
