"""Runs the migrations on the connection that it is given, or on one to the settings' database."""

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import sched_app.models  # noqa: F401 (fills the metadata)
from sched_app.db import Database
from sched_app.settings import Settings


def migrate(connection: sa.Connection) -> None:
    """Run what is asked for inside the caller's transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=False,
        compare_type=True,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    database = Database(context.config.attributes.get("url") or Settings().database)
    with database.engine.begin() as connection:
        migrate(connection)
