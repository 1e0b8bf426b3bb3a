"""What keeps the machinery honest: job runs, alarms, shared rate counts, idempotency keys."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, public_field, text_field


class JobRun(SQLModel, table=True):
    """One run of a job, unique by job and due time, so that one process does it."""

    __tablename__ = "job_runs"
    __table_args__ = (sa.UniqueConstraint("job", "due_at"),)

    id: int | None = key_field()
    job: str = text_field(60)
    due_at: datetime = instant_field()
    started_at: datetime = instant_field()
    finished_at: datetime | None = instant_field(nullable=True)
    next_at: datetime | None = instant_field(nullable=True)
    outcome: str = text_field(300, "")


class Alarm(SQLModel, table=True):
    """A time in which messages of a workspace waited too long; one open at most, kept for good."""

    __tablename__ = "alarms"
    __table_args__ = (
        sa.Index("ix_alarms_workspace", "workspace_id", "id"),
        sa.Index(
            "uq_alarms_open",
            "workspace_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    id: int | None = key_field()
    public_id: str = public_field("al")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    messages: int
    late_since: datetime = instant_field()
    began_at: datetime = instant_field()
    seen_at: datetime = instant_field()
    ended_at: datetime | None = instant_field(nullable=True)


class RateCount(SQLModel, table=True):
    """How often something was done in one window; the key is a keyed hash, never an address."""

    __tablename__ = "rate_counts"
    __table_args__ = (sa.UniqueConstraint("key", "window_start"),)

    id: int | None = key_field()
    key: str = text_field(80)
    window_start: int = Field(sa_type=sa.BigInteger)
    window_ends: int = Field(sa_type=sa.BigInteger, index=True)
    count: int = 0


class IdempotencyKey(SQLModel, table=True):
    """A create that was asked for under a key, kept 24 h; `result` names the row, no secrets."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.UniqueConstraint("scope", "key"),)

    id: int | None = key_field()
    scope: str = text_field(100)
    key: str = text_field(100)
    body_hash: str = text_field(64)
    status: int | None = Field(default=None, nullable=True)
    result: str | None = text_field(4000, nullable=True)
    created_at: datetime = instant_field(index=True)
