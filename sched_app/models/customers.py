"""The workspace's clients."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, own_key, public_field, text_field


class Customer(SQLModel, table=True):
    """A client of the workspace; erasing empties the personal columns and keeps the row."""

    __tablename__ = "customers"
    __table_args__ = (
        own_key(),
        sa.UniqueConstraint("workspace_id", "email_key"),
    )

    id: int | None = key_field()
    public_id: str = public_field("cu")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    name: str = text_field(120, "")
    email: str | None = text_field(254, nullable=True)
    email_key: str | None = text_field(254, nullable=True)
    phone: str | None = text_field(40, nullable=True)
    timezone: str | None = text_field(64, nullable=True)
    locale: str | None = text_field(16, nullable=True)
    created_at: datetime = instant_field()
    erased_at: datetime | None = instant_field(nullable=True)
