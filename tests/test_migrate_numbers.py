"""The counts of visits and the indices of the numbers: brought to a database that has bookings."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from sched_app import migrate
from sched_app.db import Database
from sched_app.models.columns import epoch
from sched_app.models.traffic import Stage
from sched_app.services import traffic
from tests.conftest import NOW, ROOT

NUMBERS = "0009"
EMPTY: dict[type, Any] = {int: 0, str: "", bool: False}  # Else it is a JSON document.


def test_what_was_there_stays_and_can_be_counted(database: Database, tmp_path: Path):
    old = _emptied(database, tmp_path)
    config = Config(str(ROOT / "alembic.ini"))
    earlier = ScriptDirectory.from_config(config).get_revision(NUMBERS).down_revision
    with old.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, earlier)
        _put(connection, "workspaces", id=1, public_id="ws_1", slug="s", timezone="UTC")
        _put(
            connection, "meeting_types", id=1, public_id="mt_1", workspace_id=1, slug="m",
            visibility="public", routing="single", location_kind="link", interval_minutes=30,
            horizon_days=60,
        )  # fmt: skip
        _put(
            connection, "bookings", id=1, public_id="bk_1", workspace_id=1, meeting_type_id=1,
            status="completed", starts_at=epoch(NOW), ends_at=epoch(NOW) + 1800, uid="u",
        )  # fmt: skip
    assert not sa.inspect(old.engine).has_table("visit_counts")

    with old.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    with old.engine.connect() as connection:
        found = connection.execute(sa.text("SELECT public_id, status, starts_at FROM bookings"))
        assert found.all() == [("bk_1", "completed", epoch(NOW))]
    indices = {one["name"] for one in sa.inspect(old.engine).get_indexes("bookings")}
    assert {"ix_bookings_numbers", "ix_bookings_asked"} <= indices
    assert migrate.fault(old) is None
    with old.transaction() as session:
        visit = traffic.visit(1, Stage.OPENED, zone="UTC", now=NOW)
        assert traffic.write(session, {visit: 1}) == 1
    if old is not database:
        old.close()


def _emptied(database: Database, tmp_path: Path) -> Database:
    """Give a database of the same kind in which nothing is."""
    if database.is_sqlite:
        return Database(f"sqlite:///{tmp_path / 'old.db'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return database


def _put(connection: sa.Connection, name: str, **values: Any) -> None:
    """Insert a row by the columns that a table has at this revision; what is not said is empty."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    for column in table.columns:
        needed = not column.nullable and column.server_default is None
        if needed and column.name not in values:
            values[column.name] = EMPTY.get(column.type.python_type, {})
    connection.execute(sa.insert(table).values(**values))
