"""The deployment, workspaces, the people who sign in, and the events of what changed."""

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
    own_key,
    public_field,
    ref_field,
    text_field,
)


class Role(StrEnum):
    """A member's role in a workspace."""

    OWNER = "owner"
    ADMIN = "admin"
    ORGANIZER = "organizer"


class Deployment(SQLModel, table=True):
    """The one row about this installation: its address, once set up."""

    __tablename__ = "deployment"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: int | None = Field(default=1, primary_key=True)
    base_url: str = text_field(300)
    set_up_at: datetime = instant_field()


class Workspace(SQLModel, table=True):
    """A business; archived, never erased, while money or bookings refer to it."""

    __tablename__ = "workspaces"

    id: int | None = key_field()
    public_id: str = public_field("ws")
    slug: str = Field(sa_type=sa.String(60), unique=True)
    name: str = text_field(120)
    timezone: str = text_field(64)
    locale: str = text_field(16, "en")
    currency: str = text_field(3, "EUR")
    accent: str = text_field(7, "#7B2D5E")
    is_listed: bool = False
    domain: str | None = Field(
        default=None, sa_type=sa.String(253), nullable=True, unique=True, index=True
    )
    created_at: datetime = instant_field()


class WorkspaceSlug(SQLModel, table=True):
    """A slug that a workspace once had; it redirects for ever and is never given away."""

    __tablename__ = "workspace_slugs"

    id: int | None = key_field()
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    slug: str = Field(sa_type=sa.String(60), unique=True)
    left_at: datetime = instant_field()


class User(SQLModel, table=True):
    """A person who can sign in; claims are keyed by them, across workspaces."""

    __tablename__ = "users"

    id: int | None = key_field()
    public_id: str = public_field("us")
    email: str = text_field(254)
    email_key: str = Field(sa_type=sa.String(254), unique=True)
    name: str = text_field(120)
    password_hash: str | None = text_field(200, nullable=True)
    link_version: int = 1
    claims_version: int = 0
    created_at: datetime = instant_field()
    email_proved_at: datetime | None = instant_field(nullable=True)

    @property
    def has_joined(self) -> bool:
        """Whether they have come in themselves, so that nobody can hand out their join link."""
        return self.password_hash is not None or self.email_proved_at is not None


class Membership(SQLModel, table=True):
    """A user's role in a workspace; a host is a membership that can be booked."""

    __tablename__ = "memberships"
    __table_args__ = (
        own_key(),
        sa.UniqueConstraint("workspace_id", "user_id"),
        one_of("role", Role),
    )

    id: int | None = key_field()
    public_id: str = public_field("mb")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    role: str = text_field(16)
    created_at: datetime = instant_field()
    left_at: datetime | None = instant_field(nullable=True)


class SignIn(SQLModel, table=True):
    """One signed-in device; only a hash of its cookie is kept."""

    __tablename__ = "sign_ins"

    id: int | None = key_field()
    public_id: str = public_field("si")
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    token_hash: str = Field(sa_type=sa.String(64), unique=True)
    device: str = text_field(200, "")
    created_at: datetime = instant_field()
    seen_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    ended_at: datetime | None = instant_field(nullable=True)


class Event(SQLModel, table=True):
    """One committed change: ids and field names, never a personal value.

    The database refuses to change or delete one. `sign_in_id` is no foreign key: the sign-in, which
    tells the device, is forgotten after a while.
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index("ix_events_subject", "workspace_id", "subject_kind", "subject_id"),
        sa.Index("ix_events_at", "workspace_id", "at", "id"),
        sa.Index("ix_events_what", "workspace_id", "what", "at", "id"),
        sa.Index("ix_events_kind", "workspace_id", "subject_kind", "at", "id"),
        sa.Index("ix_events_actor", "workspace_id", "actor_kind", "actor_id", "at", "id"),
        sa.Index(
            "ix_events_customer",
            "workspace_id",
            "at",
            "id",
            sqlite_where=sa.text("actor_kind = 'customer'"),
            postgresql_where=sa.text("actor_kind = 'customer'"),
        ),
    )

    id: int | None = key_field()
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    what: str = text_field(60)
    subject_kind: str = text_field(40)
    subject_id: int = ref_field()
    actor_kind: str = text_field(16)
    actor_id: int | None = ref_field(nullable=True)
    fields: list[str] = json_field(list)
    facts: dict[str, Any] = json_field(dict)
    at: datetime = instant_field()
    request_id: str = text_field(40, "")
    sign_in_id: int | None = ref_field(nullable=True)
