"""The workspace's clients, their tags and notes, and what they are found by."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    BIG,
    in_workspace,
    instant_field,
    key_field,
    own_key,
    public_field,
    ref_field,
    text_field,
)

NOTE_LONGEST = 4000
TAG_LONGEST = 40


class Customer(SQLModel, table=True):
    """A client of the workspace; erasing empties the personal columns and keeps the row.

    `name_key` is the folded name, by which lists are sorted. A customer who was merged into another
    is erased, and says into whom. `user_id` is the person who proved that they read `email`: it
    goes when the address does. `feed_since` is when their calendar feed was opened, `feed_version`
    what its address is derived from.
    """

    __tablename__ = "customers"
    __table_args__ = (
        own_key(),
        sa.UniqueConstraint("workspace_id", "email_key"),
        in_workspace("merged_into_id", "customers"),
        sa.Index(
            "ix_customers_list",
            "workspace_id",
            "name_key",
            "id",
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        ),
        sa.Index("ix_customers_user", "user_id", "workspace_id", unique=True),
    )

    id: int | None = key_field()
    public_id: str = public_field("cu")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    name: str = text_field(120, "")
    name_key: str = text_field(240, "")
    email: str | None = text_field(254, nullable=True)
    email_key: str | None = text_field(254, nullable=True)
    phone: str | None = text_field(40, nullable=True)
    timezone: str | None = text_field(64, nullable=True)
    locale: str | None = text_field(16, nullable=True)
    created_at: datetime = instant_field()
    changed_at: datetime | None = instant_field(nullable=True)
    erased_at: datetime | None = instant_field(nullable=True)
    merged_into_id: int | None = ref_field(nullable=True)
    user_id: int | None = Field(
        default=None, sa_type=sa.BigInteger, foreign_key="users.id", nullable=True
    )
    feed_version: int = 0
    feed_since: datetime | None = instant_field(nullable=True)


class CustomerTag(SQLModel, table=True):
    """A word that a customer is marked with; two spellings of one word are the same tag."""

    __tablename__ = "customer_tags"
    __table_args__ = (
        in_workspace("customer_id", "customers", ondelete="CASCADE"),
        sa.UniqueConstraint("customer_id", "tag_key"),
        sa.Index("ix_customer_tags_key", "workspace_id", "tag_key", "customer_id"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    customer_id: int = ref_field()
    tag: str = text_field(TAG_LONGEST)
    tag_key: str = text_field(2 * TAG_LONGEST)


class CustomerNote(SQLModel, table=True):
    """What a member wrote about a customer; a removed one is kept a day, so that it can return."""

    __tablename__ = "customer_notes"
    __table_args__ = (
        in_workspace("customer_id", "customers", ondelete="CASCADE"),
        in_workspace("membership_id", "memberships"),
        sa.Index("ix_customer_notes_customer", "customer_id", "id"),
    )

    id: int | None = key_field()
    public_id: str = public_field("cn")
    workspace_id: int = ref_field()
    customer_id: int = ref_field()
    membership_id: int = ref_field()
    text: str = text_field(NOTE_LONGEST)
    created_at: datetime = instant_field()
    changed_at: datetime | None = instant_field(nullable=True)
    removed_at: datetime | None = instant_field(nullable=True)


class CustomerSearch(SQLModel, table=True):
    """What a customer is found by, folded; written by `services.search` alone.

    On SQLite triggers keep an FTS5 table of trigrams beside it, on PostgreSQL it has a trigram
    index (see the migration).
    """

    __tablename__ = "customer_search"
    __table_args__ = (
        in_workspace("customer_id", "customers", ondelete="CASCADE"),
        sa.Index("ix_customer_search_name", "workspace_id", "name_key", "customer_id"),
    )

    customer_id: int = Field(sa_column=sa.Column(BIG, primary_key=True, autoincrement=False))
    workspace_id: int = ref_field()
    name_key: str = text_field(240)
    text: str = text_field(4000)
