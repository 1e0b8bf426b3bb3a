"""How long personal data are kept, by workspace and table."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, one_of, text_field


class Kept(StrEnum):
    """What a period is about."""

    CUSTOMERS = "customers"  # Without a booking for so long.
    BOOKINGS = "bookings"  # Contact, answers and reason, after the end.
    MESSAGES = "messages"  # Recipient and text.
    NOTES = "notes"
    SIGN_INS = "sign_ins"  # After their end.


class RetentionPeriod(SQLModel, table=True):
    """After so many days a kind of personal data is emptied; without a row it is kept."""

    __tablename__ = "retention_periods"
    __table_args__ = (
        one_of("kept", Kept),
        sa.UniqueConstraint("workspace_id", "kept"),
        sa.CheckConstraint("days > 0", name="days_positive"),
    )

    id: int | None = key_field()
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    kept: str = text_field(16)
    days: int
    changed_at: datetime = instant_field()
