"""Hosts' hours and absences, and the claims and holds that occupy their time."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    BIG,
    in_workspace,
    instant_field,
    json_field,
    key_field,
    own_key,
    public_field,
    ref_field,
    text_field,
)

LONGEST_CLAIM = 86_400  # Seconds. Bounds the index range in which an overlap can lie.


class Schedule(SQLModel, table=True):
    """A host's weekly hours in one zone: `[weekday (Monday 0), start minute, end minute]`."""

    __tablename__ = "schedules"
    __table_args__ = (own_key(), in_workspace("membership_id", "memberships"))

    id: int | None = key_field()
    public_id: str = public_field("sc")
    workspace_id: int = ref_field()
    membership_id: int = ref_field(index=True)
    name: str = text_field(80)
    timezone: str = text_field(64)
    weekly: list[list[int]] = json_field(list)
    is_default: bool = False
    created_at: datetime = instant_field()


class DateOverride(SQLModel, table=True):
    """Other hours, or none, on one date of a schedule: `[start minute, end minute]`."""

    __tablename__ = "date_overrides"
    __table_args__ = (
        in_workspace("schedule_id", "schedules", ondelete="CASCADE"),
        sa.UniqueConstraint("schedule_id", "on_date"),
    )

    id: int | None = key_field()
    public_id: str = public_field("do")
    workspace_id: int = ref_field()
    schedule_id: int = ref_field()
    on_date: date = Field(sa_type=sa.Date)
    hours: list[list[int]] = json_field(list)


class TimeOff(SQLModel, table=True):
    """A host's absence from–to; it closes times and is no claim."""

    __tablename__ = "time_off"
    __table_args__ = (
        own_key(),
        in_workspace("membership_id", "memberships"),
        sa.CheckConstraint("ends_at > starts_at", name="time_off_forward"),
        sa.Index("ix_time_off_host", "membership_id", "ends_at"),
    )

    id: int | None = key_field()
    public_id: str = public_field("to")
    workspace_id: int = ref_field()
    membership_id: int = ref_field()
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    reason: str = text_field(200, "")
    created_at: datetime = instant_field()


class Hold(SQLModel, table=True):
    """A time kept for a visitor for some minutes; only hashes of its token and browser are kept."""

    __tablename__ = "holds"
    __table_args__ = (
        own_key(),
        in_workspace("meeting_type_id", "meeting_types"),
        in_workspace("booking_id", "bookings"),
        sa.Index("ix_holds_expiry", "expires_at"),
        sa.Index("ix_holds_browser", "browser_key"),
        sa.Index("ix_holds_address", "address_key"),
        sa.Index("ix_holds_type", "meeting_type_id", "starts_at"),
    )

    id: int | None = key_field()
    public_id: str = public_field("hd")
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field()
    booking_id: int | None = ref_field(nullable=True)
    token_hash: str = Field(sa_type=sa.String(64), unique=True)
    browser_key: str = text_field(64)
    address_key: str = text_field(64)
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    duration_minutes: int
    keeps_until: datetime = instant_field()
    expires_at: datetime = instant_field()
    created_at: datetime = instant_field()


class Claim(SQLModel, table=True):
    """What occupies a person from–to, in integer UTC seconds; no active ones of two owners meet.

    A hold's claim carries the hold's id and expiry; one made to move a booking has that booking as
    its owner. The overlap rule is the database's: triggers on SQLite, an exclusion constraint on
    PostgreSQL (see the first migration).
    """

    __tablename__ = "claims"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="claim_forward"),
        sa.CheckConstraint(f"ends_at - starts_at <= {LONGEST_CLAIM}", name="claim_a_day_at_most"),
        sa.Index(
            "ix_claims_person",
            "person_id",
            "starts_at",
            "ends_at",
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        ),
        sa.Index("ix_claims_owner", "owner"),
        sa.Index("ix_claims_hold", "hold_id"),
        sa.Index("ix_claims_booking", "booking_id"),
    )

    id: int | None = key_field()
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    person_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id")
    owner: str = text_field(40)
    booking_id: int | None = Field(
        default=None, sa_type=BIG, foreign_key="bookings.id", ondelete="CASCADE", nullable=True
    )
    hold_id: int | None = Field(
        default=None, sa_type=BIG, foreign_key="holds.id", ondelete="CASCADE", nullable=True
    )
    starts_at: int = Field(sa_type=sa.BigInteger)
    ends_at: int = Field(sa_type=sa.BigInteger)
    before: int = 0
    after: int = 0
    expires_at: int | None = Field(default=None, sa_type=sa.BigInteger, nullable=True)
    active: bool = True
