"""The migration that lets customers sign in leaves those there are, and what finds them."""

from datetime import datetime

from alembic.config import Config
from alembic.script import ScriptDirectory

from sched_app import migrate
from sched_app.db import Database
from sched_app.models.customers import Customer
from sched_app.services import customer_views
from sched_app.services.access import Actor, ActorKind
from sched_app.services.customers import CustomerForm, change
from tests.test_migrate_invitations import PERSON, PLACE, ROOT, empty, to

__all__ = ["empty"]
CLIENT = (
    "INSERT INTO customers (id, public_id, workspace_id, name, name_key, email, email_key,"
    " created_at) VALUES (3, 'cu_3', 1, 'Zoe Dupont', 'zoe dupont', 'z@x.org', 'z@x.org', 5)"
)


def test_customers_there_were_are_nobodys_account_and_still_found(
    empty: Database, now: datetime
) -> None:
    before = (
        ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
        .get_revision("0070")
        .down_revision
    )
    assert isinstance(before, str)
    to(empty, before)
    with empty.engine.begin() as connection:
        for statement in (PERSON, PLACE, CLIENT):
            connection.exec_driver_sql(statement)

    to(empty, "head")

    assert migrate.fault(empty) is None
    actor = Actor(ActorKind.USER, workspace_id=1, role="admin")
    with empty.transaction() as session:
        row = session.get_one(Customer, 3)
        assert (row.name, row.user_id, row.feed_version, row.feed_since) == (
            "Zoe Dupont", None, 0, None,
        )  # fmt: skip
        change(session, "cu_3", CustomerForm("Zora", "z@x.org"), actor=actor, now=now)
        found = customer_views.list_page(session, actor=actor, now=now, words="zora")
        assert [one.id for one in found.items] == ["cu_3"]
        row.user_id = 1
        session.add(row)
    empty.close()
