"""What operations about hosts' hours and absences take and give."""

from typing import Annotated

from pydantic import Field

from sched_app.api.fields import Asked, Day, Given, Instant, PublicId, Zone, text
from sched_app.services.schedules import ScheduleView
from sched_app.services.time_off import TimeOffView

# Minutes after midnight; an end that is not after its start lies on the next day.
Minute = Annotated[int, Field(ge=0, le=1440, multiple_of=15)]
Range = Annotated[list[Minute], Field(min_length=2, max_length=2, examples=[[540, 1020]])]
Ranges = Annotated[list[Range], Field(max_length=24)]
Week = Annotated[
    list[Ranges],
    Field(
        min_length=7,
        max_length=7,
        description="Seven days from Monday on, each a list of [start, end] in minutes.",
        examples=[[[[540, 720], [780, 1020]], [[540, 1020]], [], [], [[540, 840]], [], []]],
    ),
]


class ScheduleAsked(Asked):
    """A host's weekly hours in one time zone."""

    name: Annotated[str, text(80, 1, "Usual hours")]
    timezone: Zone
    weekly: Week


class NewScheduleAsked(ScheduleAsked):
    """The same, for oneself, or for another member by who may."""

    member_id: PublicId | None = None


class OverrideAsked(Asked):
    """Other hours for one date; none means closed."""

    hours: Ranges


class Override(Given):
    """The hours of one date; none means closed."""

    on: Day
    hours: list[list[int]]


class Schedule(Given):
    """A host's weekly hours, the dates on which they are others, and what is booked by them."""

    id: str
    member_id: str
    host_name: str
    name: str
    timezone: str
    is_default: bool
    weekly: list[list[list[int]]]
    overrides: list[Override]
    used_by: list[str]

    @classmethod
    def of(cls, view: ScheduleView) -> "Schedule":
        """Show a schedule to a member."""
        return cls(
            id=view.public_id,
            member_id=view.member_public_id,
            host_name=view.host_name,
            name=view.name,
            timezone=view.timezone,
            is_default=view.is_default,
            weekly=[[list(each) for each in day] for day in view.weekly],
            overrides=[
                Override(on=one.on_date, hours=[list(each) for each in one.hours])
                for one in view.overrides
            ],
            used_by=list(view.used_by),
        )


class ScheduleList(Given):
    """All schedules that the reader may see."""

    items: list[Schedule]


class TimeOffAsked(Asked):
    """An absence from–to."""

    starts_at: Instant
    ends_at: Instant
    reason: Annotated[str, text(200)] = ""


class NewTimeOffAsked(TimeOffAsked):
    """The same, of oneself, or of another member by who may."""

    member_id: PublicId | None = None


class InTheWay(Given):
    """A booking during an absence, to be handed over or moved."""

    booking_id: str
    starts_at: Instant
    ends_at: Instant
    meeting_name: str
    attendee_name: str


class TimeOff(Given):
    """An absence, and the coming bookings that it meets."""

    id: str
    member_id: str
    host_name: str
    starts_at: Instant
    ends_at: Instant
    reason: str
    in_the_way: list[InTheWay]

    @classmethod
    def of(cls, view: TimeOffView) -> "TimeOff":
        """Show an absence to a member."""
        return cls(
            id=view.public_id,
            member_id=view.member_public_id,
            host_name=view.host_name,
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            reason=view.reason,
            in_the_way=[
                InTheWay(
                    booking_id=one.public_id,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    meeting_name=one.meeting_name,
                    attendee_name=one.attendee_name,
                )
                for one in view.in_the_way
            ],
        )


class TimeOffList(Given):
    """The absences that are not over."""

    items: list[TimeOff]
