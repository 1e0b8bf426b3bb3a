"""Invitations to a team, until they are accepted, revoked or run out."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    in_workspace,
    instant_field,
    key_field,
    one_of,
    own_key,
    public_field,
    ref_field,
    text_field,
)
from sched_app.models.workspaces import Role


class Invitation(SQLModel, table=True):
    """A wish that whoever gets the link joins a workspace in a role; one is open for an address.

    `link_version` ends earlier links. `is_mailed` says that the link went to the address alone.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        own_key(),
        in_workspace("invited_by", "memberships"),
        one_of("role", Role),
        sa.CheckConstraint("days BETWEEN 1 AND 90", name="days_sane"),
        sa.Index(
            "ix_invitations_open",
            "workspace_id",
            "email_key",
            unique=True,
            sqlite_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: int | None = key_field()
    public_id: str = public_field("iv")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    email: str = text_field(254)
    email_key: str = text_field(254)
    role: str = text_field(16)
    days: int
    invited_by: int = ref_field()
    link_version: int = 1
    is_mailed: bool = False
    created_at: datetime = instant_field()
    sent_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    accepted_at: datetime | None = instant_field(nullable=True)
    revoked_at: datetime | None = instant_field(nullable=True)
