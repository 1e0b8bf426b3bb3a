"""What can be booked one to one, by whom, for how long, and what is asked."""

from datetime import date, datetime
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


class Visibility(StrEnum):
    """Who finds a meeting type: everyone, who has the link, or nobody."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    INACTIVE = "inactive"


class Routing(StrEnum):
    """How a booking finds its host."""

    SINGLE = "single"
    ROUND_ROBIN = "round_robin"
    PRIORITY = "priority"
    COLLECTIVE = "collective"


class LocationKind(StrEnum):
    """Where the meeting takes place."""

    LINK = "link"
    PHONE = "phone"
    PLACE = "place"


class QuestionKind(StrEnum):
    """What an intake question expects."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    PHONE = "phone"
    NUMBER = "number"
    YES_NO = "yes_no"


class MeetingType(SQLModel, table=True):
    """The rules of one service; spans are minutes; archived, never erased, once booked."""

    __tablename__ = "meeting_types"
    __table_args__ = (
        own_key(),
        sa.UniqueConstraint("workspace_id", "slug"),
        one_of("visibility", Visibility),
        one_of("routing", Routing),
        one_of("location_kind", LocationKind),
        sa.CheckConstraint("interval_minutes > 0", name="interval_positive"),
        sa.CheckConstraint(
            "buffer_before_minutes >= 0 AND buffer_after_minutes >= 0 AND notice_minutes >= 0",
            name="spans_not_negative",
        ),
        sa.CheckConstraint(
            "horizon_days IS NOT NULL OR (first_on IS NOT NULL AND last_on IS NOT NULL)",
            name="horizon_given",
        ),
    )

    id: int | None = key_field()
    public_id: str = public_field("mt")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    slug: str = text_field(60)
    name: str = text_field(120)
    description: str = text_field(2000, "")
    visibility: str = text_field(16, Visibility.PUBLIC.value)
    routing: str = text_field(16, Routing.SINGLE.value)
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    notice_minutes: int = 120
    interval_minutes: int = 30
    horizon_days: int | None = 60
    first_on: date | None = Field(default=None, sa_type=sa.Date, nullable=True)
    last_on: date | None = Field(default=None, sa_type=sa.Date, nullable=True)
    limit_per_day: int | None = None
    limit_per_week: int | None = None
    location_kind: str = text_field(16, LocationKind.LINK.value)
    location_value: str = text_field(500, "")
    needs_approval: bool = False
    request_blocks: bool = True
    request_expires_minutes: int = 2880
    change_notice_minutes: int = 0
    policy: dict[str, Any] = json_field(dict)
    position: int = 0
    version: int = 1
    created_at: datetime = instant_field()
    archived_at: datetime | None = instant_field(nullable=True)


class MeetingTypeDuration(SQLModel, table=True):
    """One length on offer with its price, in minor units of the workspace's currency."""

    __tablename__ = "meeting_type_durations"
    __table_args__ = (
        in_workspace("meeting_type_id", "meeting_types"),
        sa.UniqueConstraint("meeting_type_id", "minutes"),
        sa.CheckConstraint("minutes > 0 AND price_minor >= 0", name="duration_sane"),
        sa.CheckConstraint("deposit_minor BETWEEN 0 AND price_minor", name="deposit_in_price"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field()
    minutes: int
    price_minor: int = Field(default=0, sa_type=sa.BigInteger)
    deposit_minor: int = Field(default=0, sa_type=sa.BigInteger)
    position: int = 0


class MeetingTypeHost(SQLModel, table=True):
    """A host of a meeting type, the hours used for it, and the round robin's books.

    The count that routing compares is `assigned - credited + head_start`, by `weight`.
    """

    __tablename__ = "meeting_type_hosts"
    __table_args__ = (
        in_workspace("meeting_type_id", "meeting_types"),
        in_workspace("membership_id", "memberships"),
        in_workspace("schedule_id", "schedules"),
        sa.UniqueConstraint("meeting_type_id", "membership_id"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field()
    membership_id: int = ref_field()
    person_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id")
    schedule_id: int = ref_field()
    priority: int = 0
    weight: int = 1
    assigned: int = 0
    credited: int = 0
    head_start: int = 0
    joined_at: datetime = instant_field()
    left_at: datetime | None = instant_field(nullable=True)


class Question(SQLModel, table=True):
    """An intake question; archived when removed, since old bookings show it.

    `shown_if` is empty, or `{"question": public id of an earlier one, "values": [...]}`.
    """

    __tablename__ = "questions"
    __table_args__ = (
        in_workspace("meeting_type_id", "meeting_types"),
        one_of("kind", QuestionKind),
    )

    id: int | None = key_field()
    public_id: str = public_field("qu")
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field(index=True)
    label: str = text_field(300)
    kind: str = text_field(16, QuestionKind.TEXT.value)
    is_required: bool = False
    options: list[str] = json_field(list)
    shown_if: dict[str, Any] = json_field(dict)
    position: int = 0
    archived_at: datetime | None = instant_field(nullable=True)
