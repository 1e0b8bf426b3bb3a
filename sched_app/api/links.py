"""What an attendee does by the link in their mail, or the one told when booking.

The link stands in the path, as it does in the page's address: our logs keep route patterns only,
and no answer may be kept by anyone in between. Reading changes nothing; POST acts.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers, keyed, queries, slots
from sched_app.api.answers import told
from sched_app.api.bookings import require_target
from sched_app.api.fields import Token, text
from sched_app.api.holds import terms
from sched_app.api.schemas import Booking, Hold, MoveAsked, MoveHoldAsked, ReasonAsked, Slots
from sched_app.api.work import Ask, read, write
from sched_app.services import (
    access,
    appointments,
    availability,
    booking_views,
    calendar_entries,
    cancellations,
    claims,
    invitations,
    moves,
    workspaces,
)
from sched_app.services.access import Actor
from sched_app.services.holds import HoldView

router = APIRouter(prefix=f"{routes.API}/links/{{link}}", tags=["Manage by link"])
Link = Annotated[str, Path(), text(200, 1)]
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class OfLink(slots.Window):
    """Which times are asked for to move the booking of a link."""

    link: Token


def _customer(ask: Ask, link: str) -> tuple[Actor, str]:
    actor, booking = appointments.by_link(
        ask.session, wiring.current().secrets, link, asker=ask.actor
    )
    return actor, booking.public_id


@router.get("", **told(Booking, refuses=[429], visitors=True))
async def get_linked(request: Request, link: Link) -> Response:
    """Show the booking of a link."""

    def work(ask: Ask) -> Response:
        actor, public_id = _customer(ask, link)
        view = booking_views.get(ask.session, public_id, actor=actor, now=ask.now)
        return answers.json(Booking.of(view, is_member=False), headers=PRIVATE)

    return await read(request, work, counted=True)


@router.get(
    "/slots",
    **told(Slots, refuses=[429], visitors=True, parameters=queries.parameters(OfLink, "link")),
)
async def linked_slots(request: Request) -> Response:
    """List the times to which the booking can be moved; its own time is no hindrance."""
    asked = queries.read(request, OfLink)

    def work(ask: Ask) -> Response:
        _, booking = appointments.by_link(
            ask.session, wiring.current().secrets, asked.link, asker=ask.actor
        )
        found = availability.open_times(
            ask.session,
            booking.meeting_type_id,
            asked.since,
            asked.until,
            # The link is the right to move, on a type that is hidden by now too.
            actor=access.SYSTEM,
            now=ask.now,
            duration_minutes=booking.duration_minutes,
            ignoring_owner=claims.booking_owner(booking.id or 0),
        )
        return slots.written(found, asked.timezone)

    return await read(request, work, counted=True)


@router.post(
    "/holds",
    **told(Hold, 201, refuses=[409, 429], visitors=True, body=True, keyed=True, browser=True),
)
async def hold_for_move(request: Request, link: Link, asked: MoveHoldAsked) -> Response:
    """Keep a new time for the booking while its attendee makes up their mind."""

    def make(ask: Ask) -> HoldView:
        actor, public_id = _customer(ask, link)
        return moves.hold(
            ask.session,
            public_id,
            asked.starts_at,
            actor=actor,
            terms=terms(),
            now=ask.now,
            replaces=asked.replaces,
        )

    return await keyed.hold(request, asked, make, link=link)


@router.post("/move", **told(Booking, refuses=[409], visitors=True, body=True))
async def move_linked(request: Request, link: Link, asked: MoveAsked) -> Response:
    """Move the booking to a start, or to the time of a hold made for it."""
    require_target(asked.starts_at, asked.hold_token)

    def work(ask: Ask) -> Response:
        actor, public_id = _customer(ask, link)
        moved = moves.move(
            ask.session,
            public_id,
            actor=actor,
            now=ask.now,
            starts_at=asked.starts_at,
            hold_token=asked.hold_token,
        )
        view = booking_views.view(ask.session, moved, actor=actor, now=ask.now)
        return answers.json(Booking.of(view, is_member=False), headers=PRIVATE)

    return await write(request, work)


@router.post("/cancel", **told(Booking, refuses=[409], visitors=True, body=True))
async def cancel_linked(request: Request, link: Link, asked: ReasonAsked) -> Response:
    """Cancel the booking, with a reason that the host reads."""

    def work(ask: Ask) -> Response:
        actor, public_id = _customer(ask, link)
        cancelled = cancellations.cancel(
            ask.session, public_id, reason=asked.reason, actor=actor, now=ask.now
        )
        view = booking_views.view(ask.session, cancelled, actor=actor, now=ask.now)
        return answers.json(Booking.of(view, is_member=False), headers=PRIVATE)

    return await write(request, work)


@router.get("/calendar.ics", **told(None, refuses=[429], visitors=True, calendar=True))
async def calendar_file(request: Request, link: Link) -> Response:
    """Give the booking as a calendar file, to add to a calendar by hand."""

    def work(ask: Ask) -> Response:
        actor, public_id = _customer(ask, link)
        view = booking_views.get(ask.session, public_id, actor=actor, now=ask.now)
        page = routes.absolute(
            workspaces.public_url(ask.session, actor.workspace_id or 0), routes.booking(link)
        )
        sender = wiring.current().settings.mail_from
        return Response(
            invitations.ics_file(calendar_entries.entry(view, sender=sender, url=page)),
            headers={
                **PRIVATE,
                "Cache-Control": "no-store",
                "Content-Disposition": 'attachment; filename="booking.ics"',
            },
            media_type="text/calendar; charset=utf-8; method=PUBLISH",
        )

    return await read(request, work, counted=True)
