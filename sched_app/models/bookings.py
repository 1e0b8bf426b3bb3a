"""Appointments, their hosts, the round robin's turns, and how a booking's status may move."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    in_workspace,
    instant_field,
    json_field,
    key_field,
    one_of,
    own_key,
    public_field,
    ref_field,
    text_field,
)


class BookingStatus(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


S = BookingStatus
BOOKING_MOVES: dict[BookingStatus, frozenset[BookingStatus]] = {
    S.REQUESTED: frozenset({S.ACCEPTED, S.DECLINED, S.EXPIRED, S.CANCELLED}),
    S.ACCEPTED: frozenset({S.AWAITING_PAYMENT, S.CONFIRMED, S.EXPIRED, S.CANCELLED}),
    S.AWAITING_PAYMENT: frozenset({S.CONFIRMED, S.EXPIRED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.COMPLETED, S.NO_SHOW, S.CANCELLED}),
    S.COMPLETED: frozenset({S.CONFIRMED, S.NO_SHOW}),  # Undo.
    S.NO_SHOW: frozenset({S.CONFIRMED, S.COMPLETED}),
    S.EXPIRED: frozenset({S.CONFIRMED}),  # The money came late and the time is still free.
    S.DECLINED: frozenset(),
    S.CANCELLED: frozenset(),
}


class Booking(SQLModel, table=True):
    """One appointment, with what the attendee saw when booking; kept pseudonymous after erasure."""

    __tablename__ = "bookings"
    __table_args__ = (
        own_key(),
        in_workspace("meeting_type_id", "meeting_types"),
        in_workspace("customer_id", "customers"),
        one_of("status", BookingStatus),
        sa.CheckConstraint("ends_at > starts_at", name="booking_forward"),
        sa.Index("ix_bookings_type_start", "meeting_type_id", "starts_at"),
        sa.Index("ix_bookings_workspace_start", "workspace_id", "starts_at", "id"),
        sa.Index("ix_bookings_workspace_status", "workspace_id", "status", "starts_at", "id"),
        sa.Index("ix_bookings_status", "status", "ends_at"),
        sa.Index("ix_bookings_customer", "workspace_id", "customer_id", "starts_at"),
        sa.Index(
            "ix_bookings_address",
            "workspace_id",
            "attendee_key",
            sqlite_where=sa.text("customer_id IS NULL"),
            postgresql_where=sa.text("customer_id IS NULL"),
        ),
        # All that the numbers of a period are made of: they are read from the index alone.
        sa.Index(
            "ix_bookings_numbers",
            "workspace_id",
            "starts_at",
            "status",
            "meeting_type_id",
            "created_at",
            "ends_at",
            "id",
        ),
        sa.Index(
            "ix_bookings_asked",
            "workspace_id",
            "created_at",
            sqlite_where=sa.text("request_expires_at IS NOT NULL"),
            postgresql_where=sa.text("request_expires_at IS NOT NULL"),
        ),
    )

    id: int | None = key_field()
    public_id: str = public_field("bk")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    meeting_type_id: int = ref_field()
    customer_id: int | None = ref_field(nullable=True)
    status: str = text_field(20)
    takes_time: bool = True
    starts_at: datetime = instant_field()
    ends_at: datetime = instant_field()
    duration_minutes: int
    price_minor: int = Field(default=0, sa_type=sa.BigInteger)
    deposit_minor: int = Field(default=0, sa_type=sa.BigInteger)
    currency: str = text_field(3)
    policy: dict[str, Any] = json_field(dict)
    meeting_name: str = text_field(120)
    location_kind: str = text_field(16)
    location_value: str = text_field(500, "")
    attendee_name: str = text_field(120)
    attendee_email: str | None = text_field(254, nullable=True)
    attendee_key: str | None = text_field(254, nullable=True)  # The address as it is compared.
    attendee_phone: str | None = text_field(40, nullable=True)
    attendee_timezone: str = text_field(64)
    attendee_locale: str = text_field(16, "en")
    host_timezone: str = text_field(64)
    answers: list[dict[str, Any]] = json_field(list)
    uid: str = Field(sa_type=sa.String(200), unique=True)
    hold_hash: str | None = Field(default=None, sa_type=sa.String(64), unique=True, nullable=True)
    sequence: int = 0
    link_version: int = 1
    source: str = text_field(16)
    reason: str = text_field(500, "")
    ended_by: str = text_field(16, "")
    request_expires_at: datetime | None = instant_field(nullable=True)
    created_at: datetime = instant_field()
    changed_at: datetime = instant_field()


class BookingHost(SQLModel, table=True):
    """A host of a booking."""

    __tablename__ = "booking_hosts"
    __table_args__ = (
        in_workspace("booking_id", "bookings", ondelete="CASCADE"),
        in_workspace("membership_id", "memberships"),
        sa.UniqueConstraint("booking_id", "membership_id"),
        sa.Index("ix_booking_hosts_member", "membership_id", "booking_id"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    booking_id: int = ref_field()
    membership_id: int = ref_field()
    person_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id")


class BookingNote(SQLModel, table=True):
    """What a member wrote about a booking for the team alone; erased with its attendee."""

    __tablename__ = "booking_notes"
    __table_args__ = (
        in_workspace("booking_id", "bookings", ondelete="CASCADE"),
        sa.Index("ix_booking_notes_booking", "booking_id", "id"),
    )

    id: int | None = key_field()
    public_id: str = public_field("nt")
    workspace_id: int = ref_field()
    booking_id: int = ref_field()
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id")
    words: str = text_field(2000)
    created_at: datetime = instant_field()


class SavedFilter(SQLModel, table=True):
    """What a member narrows the list of bookings to, by a name of their own."""

    __tablename__ = "saved_filters"
    __table_args__ = (
        in_workspace("membership_id", "memberships", ondelete="CASCADE"),
        sa.UniqueConstraint("membership_id", "name"),
    )

    id: int | None = key_field()
    public_id: str = public_field("sf")
    workspace_id: int = ref_field()
    membership_id: int = ref_field()
    name: str = text_field(60)
    wanted: dict[str, str] = json_field(dict)
    created_at: datetime = instant_field()


class Assignment(SQLModel, table=True):
    """One turn in the round robin's books, with the counts of the free hosts that it saw."""

    __tablename__ = "assignments"
    __table_args__ = (
        in_workspace("meeting_type_id", "meeting_types"),
        in_workspace("membership_id", "memberships"),
        in_workspace("booking_id", "bookings", ondelete="CASCADE"),
        sa.Index("ix_assignments_booking", "booking_id"),
        sa.Index("ix_assignments_type", "meeting_type_id", "id"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field()
    membership_id: int = ref_field()
    booking_id: int = ref_field()
    counts: dict[str, int] = json_field(dict)
    at: datetime = instant_field()
    credited_at: datetime | None = instant_field(nullable=True)
