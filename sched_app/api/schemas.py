"""What operations about signing in, holds and bookings take and give."""

from typing import Annotated, Literal

from pydantic import Field

from sched_app.api.fields import Asked, Email, Given, Instant, Minutes, PublicId, Token, Zone, text
from sched_app.services.accounts import MeView, SignInView, TokenView
from sched_app.services.booking_views import BookingView, Page
from sched_app.services.holds import HoldView

Status = Literal[
    "requested", "accepted", "awaiting_payment", "confirmed", "completed", "no_show",
    "declined", "expired", "cancelled",
]  # fmt: skip
Answer = (
    Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
    | bool
    | Annotated[int, Field(ge=-(10**15), le=10**15)]
    | Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
    | Annotated[list[Annotated[str, text(300)]], Field(max_length=50)]
    | None
)


class FieldFault(Given):
    """What is wrong with one field; nested fields are joined by dots."""

    field: str
    detail: str


class Problem(Given):
    """A problem document (RFC 9457). `type` is stable; title and detail are for people."""

    type: str = Field(examples=["/api/problems/slot-taken"])
    title: str
    status: int
    detail: str
    errors: list[FieldFault] | None = None


class SignInAsked(Asked):
    """Who signs in, by which password."""

    email: Email
    password: Annotated[str, text(1000, 1)]
    device: Annotated[str, text(200, 0, "Backup script")] = ""
    code: Annotated[
        str,
        text(40),
        Field(description="Of the authenticator or for recovery, if `code-needed` asks for it."),
    ] = ""


class RenewalAsked(Asked):
    """The renewal token that signing in gave."""

    renewal_token: Token


class AccessGiven(Given):
    """A token for `Authorization: Bearer`, good for 15 minutes."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    expires_at: Instant

    @classmethod
    def of(cls, view: TokenView) -> "AccessGiven":
        """Show a token."""
        return cls(access_token=view.token, expires_at=view.expires_at)


class SignInGiven(AccessGiven):
    """A fresh sign-in: the access token, and the token by which it is renewed until its end."""

    renewal_token: str
    sign_in_id: str
    renewable_until: Instant


class SignIn(Given):
    """One signed-in device of one's own."""

    id: str
    device: str
    is_this: bool
    signed_in_at: Instant
    seen_at: Instant
    ends_at: Instant

    @classmethod
    def of(cls, view: SignInView) -> "SignIn":
        """Show a sign-in to its person."""
        return cls(
            id=view.public_id,
            device=view.device,
            is_this=view.is_this,
            signed_in_at=view.created_at,
            seen_at=view.seen_at,
            ends_at=view.expires_at,
        )


class SignInList(Given):
    """The live sign-ins of a person, the last seen first."""

    items: list[SignIn]


class Me(Given):
    """Who is signed in, and in which workspace."""

    id: str
    member_id: str
    name: str
    email: str
    role: Literal["owner", "admin", "organizer"]
    workspace_id: str
    workspace_name: str
    workspace_slug: str
    workspace_timezone: str

    @classmethod
    def of(cls, view: MeView) -> "Me":
        """Show a member to themselves."""
        return cls(
            id=view.public_id,
            member_id=view.member_public_id,
            name=view.name,
            email=view.email,
            role=view.role,
            workspace_id=view.workspace_public_id,
            workspace_name=view.workspace_name,
            workspace_slug=view.workspace_slug,
            workspace_timezone=view.workspace_timezone,
        )


class Slots(Given):
    """The times at which a meeting can begin."""

    timezone: str
    duration_minutes: int
    slots: list[str] = Field(
        description="ISO 8601 instants with the offset of `timezone`, ascending.",
        examples=[["2026-11-23T09:00:00+01:00", "2026-11-23T09:30:00+01:00"]],
    )


class Reason(Given):
    """One reason: its code for programs, its words for people."""

    code: str
    words: str


class HostReasons(Given):
    """What speaks against one host, who is free if nothing does."""

    id: str
    name: str
    is_free: bool
    line: str
    reasons: list[Reason]


class Explanation(Given):
    """Why a time is or is not offered; times in the words are in `timezone`."""

    at: Instant
    offered: bool
    verdict: str
    timezone: str
    duration_minutes: int
    reasons: list[Reason]
    hosts: list[HostReasons]


class HoldAsked(Asked):
    """A time to keep while a form is filled in."""

    meeting_type_id: PublicId
    starts_at: Instant
    duration_minutes: Minutes | None = None
    replaces: Token | None = Field(
        None, description="The token of an earlier hold that is given up for this one."
    )


class MoveHoldAsked(Asked):
    """A time to keep for moving a booking."""

    starts_at: Instant
    replaces: Token | None = None


class HoldNamed(Asked):
    """The token of a hold."""

    token: Token


class Hold(Given):
    """A time that is kept; whoever has the token can book it."""

    id: str
    token: str
    starts_at: Instant
    ends_at: Instant
    duration_minutes: int
    expires_at: Instant

    @classmethod
    def of(cls, view: HoldView) -> "Hold":
        """Show a hold to who made it."""
        return cls(
            id=view.id,
            token=view.token,
            starts_at=view.starts_at,
            ends_at=view.ends_at,
            duration_minutes=view.duration_minutes,
            expires_at=view.expires_at,
        )


class AttendeeAsked(Asked):
    """Who comes, and their answers to the intake questions."""

    name: Annotated[str, text(120, 1, "Ben Okafor")]
    email: Email
    timezone: Zone
    phone: Annotated[str, text(40)] = ""
    locale: Annotated[str, text(16, 0, "en")] = "en"
    answers: Annotated[dict[PublicId, Answer], Field(max_length=100)] = Field(
        default_factory=dict, description="Answers by the questions' ids."
    )


class BookingAsked(Asked):
    """A booking of a held time (`hold_token`), or of a free one in one call."""

    attendee: AttendeeAsked
    hold_token: Token | None = None
    meeting_type_id: PublicId | None = None
    starts_at: Instant | None = None
    duration_minutes: Minutes | None = None


class MoveAsked(Asked):
    """Where a booking is moved: a start, or the token of a hold made for it."""

    starts_at: Instant | None = None
    hold_token: Token | None = None


class MemberMoveAsked(MoveAsked):
    """The same, by a member, who may override hours, notice, buffers and limits; never a claim."""

    override: bool = False


class ReasonAsked(Asked):
    """Why, in words that the other side reads."""

    reason: Annotated[str, text(500)] = ""


class BookingHost(Given):
    """Who hosts; the address is told to members only."""

    id: str
    name: str
    email: str | None


class AnswerGiven(Given):
    """An answer, with its question's words as they were."""

    question: str
    label: str
    kind: str
    value: str | bool | int | float | list[str] | None


class May(Given):
    """What the reader may do with a booking now."""

    move: bool
    cancel: bool
    answer: bool
    note: bool
    reopen: bool


class Booking(Given):
    """An appointment as its reader may see it."""

    id: str
    status: Status
    starts_at: Instant
    ends_at: Instant
    duration_minutes: int
    meeting_type_id: str
    meeting_type_slug: str
    meeting_name: str
    workspace_slug: str
    hosts: list[BookingHost]
    location_kind: str
    location_value: str
    attendee_name: str
    attendee_email: str
    attendee_phone: str
    attendee_timezone: str
    attendee_locale: str
    host_timezone: str
    answers: list[AnswerGiven]
    reason: str
    ended_by: str
    source: str
    sequence: int
    created_at: Instant
    changed_at: Instant
    request_expires_at: Instant | None
    change_until: Instant
    may: May
    manage_link: str | None = Field(
        None,
        description="Told to who booked: the token for `/links/{link}` and `/booking/{link}`.",
    )

    @classmethod
    def of(cls, view: BookingView, *, is_member: bool, link: str | None = None) -> "Booking":
        """Show a booking; hosts' addresses to members only, the link to who booked."""
        return cls.model_construct(
            **{name: getattr(view, name) for name in _SAME},
            hosts=[
                BookingHost.model_construct(
                    id=host.id, name=host.name, email=host.email if is_member else None
                )
                for host in view.hosts
            ],
            answers=[AnswerGiven.model_construct(**answer) for answer in view.answers],
            may=May.model_construct(
                move=view.may_move,
                cancel=view.may_cancel,
                answer=view.may_answer,
                note=view.may_note,
                reopen=view.may_reopen,
            ),
            manage_link=link,
        )


_SAME = tuple(
    name for name in Booking.model_fields if name not in ("hosts", "answers", "may", "manage_link")
)


class BookingPage(Given):
    """Some bookings; `next_cursor` asks for those after them."""

    items: list[Booking]
    next_cursor: str | None

    @classmethod
    def of(cls, page: Page) -> "BookingPage":
        """Show a page to a member."""
        return cls(
            items=[Booking.of(view, is_member=True) for view in page.items],
            next_cursor=page.next_cursor,
        )
