"""What operations about members, invitations and hand-overs take and give."""

from typing import Annotated, Literal

from pydantic import Field

from sched_app.api.fields import Asked, Email, Given, Instant, PublicId, Slug, Zone, text
from sched_app.services import departures, hand_over
from sched_app.services.departures import DepartureView, LeftView
from sched_app.services.hand_over import HandOverView
from sched_app.services.member_invitations import InvitationView, InvitedView
from sched_app.services.members import MemberView
from sched_app.services.workspaces import WorkspaceView

Role = Literal["owner", "admin", "organizer"]


class Member(Given):
    """Someone of the team."""

    id: str
    name: str
    email: str
    role: Role
    has_joined: bool

    @classmethod
    def of(cls, view: MemberView) -> "Member":
        """Show a member to the team."""
        return cls(
            id=view.public_id,
            name=view.name,
            email=view.email,
            role=view.role,
            has_joined=view.has_joined,
        )


class MemberList(Given):
    """Everyone of the team, by name."""

    items: list[Member]


class RoleAsked(Asked):
    """The role that a member shall have."""

    role: Role


class InvitationAsked(Asked):
    """Whom to invite, in which role, and for how many days the link works."""

    email: Email
    role: Role
    days: Annotated[int, Field(ge=1, le=90)] = 7


class Invitation(Given):
    """An invitation that nobody has accepted yet."""

    id: str
    email: str
    role: Role
    invited_by: str
    sent_at: Instant
    expires_at: Instant
    is_over: bool
    join_path: str | None = Field(
        None,
        description="Told once, to who invites, where no mail server sends it: the page to join.",
    )

    @classmethod
    def of(cls, view: InvitationView, join_path: str | None = None) -> "Invitation":
        """Show an invitation to who may invite."""
        return cls(
            id=view.public_id,
            email=view.email,
            role=view.role,
            invited_by=view.invited_by,
            sent_at=view.sent_at,
            expires_at=view.expires_at,
            is_over=view.is_over,
            join_path=join_path,
        )

    @classmethod
    def sent(cls, view: InvitedView) -> "Invitation":
        """Show an invitation that just went out, with the path if nobody can mail it."""
        return cls.of(view.invitation, view.join_path)


class InvitationList(Given):
    """The invitations that are open or ran out, the newest first."""

    items: list[Invitation]


class Taker(Given):
    """A member who could take a booking over, and what speaks against it."""

    member_id: str
    name: str
    fit: Literal["free", "hindered", "taken"]
    words: str
    is_host: bool


class HandOver(Given):
    """A booking to hand over, and who could take it.

    `suggested` is a member's id, `nobody` where the other hosts can go on, or empty if no host of
    the meeting type is free.
    """

    booking_id: str
    starts_at: Instant
    ends_at: Instant
    meeting_name: str
    attendee_name: str
    status: str
    leaving_member_id: str
    leaving_name: str
    other_hosts: list[str]
    takers: list[Taker]
    suggested: str

    @classmethod
    def of(cls, view: HandOverView) -> "HandOver":
        """Show who could take a booking over."""
        return cls(
            booking_id=view.public_id,
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            meeting_name=view.meeting_name,
            attendee_name=view.attendee_name,
            status=view.status,
            leaving_member_id=view.leaving,
            leaving_name=view.leaving_name,
            other_hosts=list(view.other_hosts),
            takers=[
                Taker(
                    member_id=one.member_public_id,
                    name=one.name,
                    fit=one.fit.value,
                    words=one.words,
                    is_host=one.is_host,
                )
                for one in view.takers
            ],
            suggested=view.suggested,
        )


class HandOverAsked(Asked):
    """Who takes a booking over: a member, or by its meeting type's routing whoever is free.

    `leaving_member_id` says which of several hosts gives it up; `goes_on` leaves it to the others.
    """

    to_member_id: PublicId | None = None
    leaving_member_id: PublicId | None = None
    goes_on: bool = False

    @property
    def to(self) -> str:
        """What the service calls it."""
        if self.goes_on:
            return hand_over.NOBODY
        return self.to_member_id or hand_over.ANYONE


class HostedType(Given):
    """A meeting type that a member hosts, and whether nobody else does."""

    meeting_type_id: str
    name: str
    is_last: bool


class Departure(Given):
    """What a member would leave behind; `more` coming bookings are not shown."""

    member_id: str
    name: str
    bookings: list[HandOver]
    more: int
    meeting_types: list[HostedType]

    @classmethod
    def of(cls, view: DepartureView) -> "Departure":
        """Show it to who may remove the member, or to themselves."""
        return cls(
            member_id=view.member_public_id,
            name=view.name,
            bookings=[HandOver.of(one) for one in view.bookings],
            more=view.more,
            meeting_types=[
                HostedType(meeting_type_id=one.public_id, name=one.name, is_last=one.is_last)
                for one in view.types
            ],
        )


class BookingChoice(Asked):
    """What becomes of one booking: a member takes it, the other hosts go on, or it is cancelled."""

    booking_id: PublicId
    to_member_id: PublicId | None = None
    goes_on: bool = False
    cancel: bool = False

    @property
    def to(self) -> str:
        """What the service calls it."""
        if self.cancel:
            return departures.CANCEL
        return hand_over.NOBODY if self.goes_on else self.to_member_id or hand_over.ANYONE


class RemovalAsked(Asked):
    """What becomes of a leaving member's coming bookings.

    One that is not named goes to whoever is free; `rest` says what happens if nobody is.
    """

    bookings: Annotated[list[BookingChoice], Field(max_length=500)] = Field(default_factory=list)
    rest: Literal["refuse", "cancel"] = "refuse"
    reason: Annotated[str, text(500)] = ""


class Left(Given):
    """What became of a member's bookings, and the meeting types that are inactive now."""

    member_id: str
    name: str
    handed_over: int
    cancelled: int
    inactive: list[str]

    @classmethod
    def of(cls, view: LeftView) -> "Left":
        """Show it to who removed the member."""
        return cls(
            member_id=view.member_public_id,
            name=view.name,
            handed_over=view.handed_over,
            cancelled=view.cancelled,
            inactive=list(view.inactive),
        )


class Workspace(Given):
    """The workspace of who asks."""

    id: str
    slug: str
    name: str
    timezone: str
    locale: str
    accent: str
    is_listed: bool

    @classmethod
    def of(cls, view: WorkspaceView) -> "Workspace":
        """Show a workspace."""
        return cls(
            id=view.public_id,
            slug=view.slug,
            name=view.name,
            timezone=view.timezone,
            locale=view.locale,
            accent=view.accent,
            is_listed=view.is_listed,
        )


class WorkspaceAsked(Asked):
    """A workspace's name, address and looks."""

    name: Annotated[str, text(120, 1, "Fernhill Studio")]
    slug: Slug
    timezone: Zone
    accent: Annotated[str, text(7, 7, "#7B2D5E")]
    is_listed: bool = False
