"""The migration that brings sign-ups and domains goes on from what was there."""

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from sched_app import migrate
from sched_app.db import Database
from tests.test_migrate_invitations import PLACE, ROOT, empty, to

__all__ = ["empty"]


def test_workspaces_stay_and_a_domain_belongs_to_one(empty: Database) -> None:
    before = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_revision("0071")
    assert isinstance(before.down_revision, str)
    to(empty, before.down_revision)
    assert "sign_ups" not in sa.inspect(empty.engine).get_table_names()
    other = PLACE.replace("(1, 'ws_1', 's'", "(2, 'ws_2', 't'")
    with empty.engine.begin() as connection:
        connection.exec_driver_sql(PLACE)
        connection.exec_driver_sql(other)

    to(empty, "head")

    with empty.engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT slug, domain FROM workspaces ORDER BY id").all()
        assert [tuple(row) for row in rows] == [("s", None), ("t", None)]
        connection.exec_driver_sql("UPDATE workspaces SET domain = 'a.example' WHERE id = 1")
    with pytest.raises(IntegrityError), empty.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE workspaces SET domain = 'a.example' WHERE id = 2")
    assert migrate.fault(empty) is None
    empty.close()
