"""Bookings: made by anyone, listed and changed by members."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers, keyed, problems, queries
from sched_app.api.answers import told
from sched_app.api.fields import PublicId, text
from sched_app.api.holds import terms
from sched_app.api.schemas import (
    AttendeeAsked,
    Booking,
    BookingAsked,
    BookingPage,
    MemberMoveAsked,
    ReasonAsked,
)
from sched_app.api.work import Ask, read, write
from sched_app.errors import Invalid
from sched_app.services import (
    appointments,
    attendance,
    booking_views,
    bookings,
    cancellations,
    links,
    meeting_types,
    moves,
    requests,
)
from sched_app.services.access import ActorKind
from sched_app.services.attendees import Details
from sched_app.services.booking_views import BookingView

router = APIRouter(prefix=routes.API, tags=["Bookings"])
Id = Annotated[PublicId, Path()]


@router.post(
    "/bookings",
    **told(
        Booking,
        201,
        refuses=[409, 429],
        visitors=True,
        body=True,
        keyed=True,
        browser=True,
        takes=BookingAsked,
    ),
)
async def create_booking(request: Request) -> Response:
    """Book a held time, or a free one in one call; with approval it is a request at first."""
    asked = await queries.body(request, BookingAsked)
    _check(asked)

    def make(ask: Ask) -> Any:
        key = None
        if asked.meeting_type_id is not None:
            key = meeting_types.key(ask.session, asked.meeting_type_id)
        with problems.fields_named("attendee.{}".format):
            return bookings.book(
                ask.session,
                details=_details(asked.attendee),
                actor=ask.actor,
                terms=terms(),
                now=ask.now,
                source="api",
                hold_token=asked.hold_token,
                meeting_type_id=key,
                starts_at=asked.starts_at,
                duration_minutes=asked.duration_minutes,
            )

    return await keyed.create(request, asked, make, _found, _shown, hold_token=asked.hold_token)


def _check(asked: BookingAsked) -> None:
    held = asked.hold_token is not None
    named = {
        "meeting_type_id": asked.meeting_type_id is not None,
        "starts_at": asked.starts_at is not None,
    }
    if held and any(named.values()):
        raise Invalid({"hold_token": "field.hold_or_time"})
    if not held and not all(named.values()):
        raise Invalid({name: "field.required" for name, given in named.items() if not given})


def _details(asked: AttendeeAsked) -> Details:
    return Details(
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        timezone=asked.timezone,
        locale=asked.locale,
        answers=asked.answers,
    )


def _found(ask: Ask, public_id: str) -> Any:
    return appointments.by_public_id(ask.session, public_id)


def _shown(ask: Ask, booking: Any) -> Booking:
    """Show a booking to who made it, with the link by which they manage it."""
    view = booking_views.view(ask.session, booking, actor=ask.actor, now=ask.now)
    secrets = wiring.current().secrets
    link = links.derive(secrets, links.Purpose.MANAGE, view.id, view.link_version)
    return Booking.of(view, is_member=ask.actor.kind is ActorKind.USER, link=link)


@router.get("/bookings", **told(BookingPage))
async def list_bookings(
    request: Request,
    which: Annotated[
        Literal["coming", "requests", "past", "all"],
        Query(description="Coming and requests from the soonest on, the others from the latest."),
    ] = "coming",
    limit: Annotated[int, Query(ge=1, le=booking_views.PAGE_MOST)] = 25,
    cursor: Annotated[str | None, Query(), text(200, 1)] = None,
) -> Response:
    """List bookings, page by page; an organizer sees their own."""

    def work(ask: Ask) -> Response:
        page = booking_views.list_page(
            ask.session,
            ask.actor.workspace_id or 0,
            which=which,
            actor=ask.actor,
            now=ask.now,
            limit=limit,
            cursor=cursor,
        )
        return answers.json(BookingPage.of(page))

    return await read(request, work)


@router.get("/bookings/{booking_id}", **told(Booking))
async def get_booking(request: Request, booking_id: Id) -> Response:
    """Show a booking."""

    def work(ask: Ask) -> Response:
        return _member_sees(
            booking_views.get(ask.session, booking_id, actor=ask.actor, now=ask.now)
        )

    return await read(request, work)


@router.post("/bookings/{booking_id}/accept", **told(Booking, refuses=[409]))
async def accept_booking(request: Request, booking_id: Id) -> Response:
    """Accept a request; it is checked again that the time can be given."""
    return await _change(request, booking_id, requests.accept)


@router.post("/bookings/{booking_id}/decline", **told(Booking, refuses=[409], body=True))
async def decline_booking(request: Request, booking_id: Id, asked: ReasonAsked) -> Response:
    """Decline a request, with a reason that the attendee reads."""
    return await _change(request, booking_id, requests.decline, reason=asked.reason)


@router.post("/bookings/{booking_id}/move", **told(Booking, refuses=[409], body=True))
async def move_booking(request: Request, booking_id: Id, asked: MemberMoveAsked) -> Response:
    """Move a booking; the old time stays its own until the new one is."""
    require_target(asked.starts_at, asked.hold_token)
    return await _change(
        request,
        booking_id,
        moves.move,
        starts_at=asked.starts_at,
        hold_token=asked.hold_token,
        override=asked.override,
    )


@router.post("/bookings/{booking_id}/cancel", **told(Booking, refuses=[409], body=True))
async def cancel_booking(request: Request, booking_id: Id, asked: ReasonAsked) -> Response:
    """Cancel a booking, with a reason that the other side reads."""
    return await _change(request, booking_id, cancellations.cancel, reason=asked.reason)


@router.post("/bookings/{booking_id}/complete", **told(Booking, refuses=[409]))
async def complete_booking(request: Request, booking_id: Id) -> Response:
    """Note that the appointment took place."""
    return await _change(request, booking_id, attendance.complete)


@router.post("/bookings/{booking_id}/no-show", **told(Booking, refuses=[409]))
async def no_show_booking(request: Request, booking_id: Id) -> Response:
    """Note that the attendee did not come."""
    return await _change(request, booking_id, attendance.no_show)


@router.post("/bookings/{booking_id}/reopen", **told(Booking, refuses=[409]))
async def reopen_booking(request: Request, booking_id: Id) -> Response:
    """Undo `completed` or `no_show`: the booking is confirmed again."""
    return await _change(request, booking_id, attendance.reopen)


def require_target(starts_at: object, hold_token: str | None) -> None:
    """Raise Invalid unless exactly one of a start and a hold says where to move."""
    if starts_at is None and hold_token is None:
        raise Invalid({"starts_at": "field.required"})
    if starts_at is not None and hold_token is not None:
        raise Invalid({"hold_token": "field.hold_or_time"})


async def _change(
    request: Request, booking_id: str, change: Callable[..., Any], **given: object
) -> Response:
    def work(ask: Ask) -> Response:
        changed = change(ask.session, booking_id, actor=ask.actor, now=ask.now, **given)
        return _member_sees(booking_views.view(ask.session, changed, actor=ask.actor, now=ask.now))

    return await write(request, work)


def _member_sees(view: BookingView) -> Response:
    return answers.json(Booking.of(view, is_member=True))
