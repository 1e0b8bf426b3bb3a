"""Side effects to do: the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    instant_field,
    json_field,
    key_field,
    one_of,
    public_field,
    ref_field,
    text_field,
)


class MessageStatus(StrEnum):
    """Where an outbox message stands; `kept` is readable only, since no mail server was set."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    KEPT = "kept"


class OutboxMessage(SQLModel, table=True):
    """A side effect written with its cause; erasing empties recipient and payload.

    `due_at` moves on with each attempt, `first_due_at` tells since when it is owed.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        one_of("status", MessageStatus),
        sa.Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=sa.text("status IN ('waiting', 'leased')"),
            postgresql_where=sa.text("status IN ('waiting', 'leased')"),
        ),
        sa.Index(
            "ix_outbox_first_due",
            "first_due_at",
            sqlite_where=sa.text("status IN ('waiting', 'leased')"),
            postgresql_where=sa.text("status IN ('waiting', 'leased')"),
        ),
        sa.Index("ix_outbox_workspace", "workspace_id", "id"),
        sa.Index("ix_outbox_subject", "workspace_id", "subject_kind", "subject_id"),
    )

    id: int | None = key_field()
    public_id: str = public_field("ms")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    kind: str = text_field(40)
    template: str = text_field(60)
    dedupe_key: str = Field(sa_type=sa.String(120), unique=True)
    recipient: str = text_field(254, "")
    subject_kind: str = text_field(40, "")
    subject_id: int | None = ref_field(nullable=True)
    is_private: bool = False
    payload: dict[str, Any] = json_field(dict)
    status: str = text_field(16, MessageStatus.WAITING.value)
    due_at: datetime = instant_field()
    first_due_at: datetime = instant_field()
    leased_until: datetime | None = instant_field(nullable=True)
    lease_key: str = text_field(40, "")
    attempts: int = 0
    last_answer: str = text_field(1000, "")
    created_at: datetime = instant_field()
    done_at: datetime | None = instant_field(nullable=True)
