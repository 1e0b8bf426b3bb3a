"""Bookings that go to another member."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers
from sched_app.api.answers import told
from sched_app.api.fields import PublicId
from sched_app.api.schemas import Booking
from sched_app.api.schemas_team import HandOver, HandOverAsked
from sched_app.api.work import Ask, read, write
from sched_app.services import booking_views, hand_over

router = APIRouter(prefix=f"{routes.API}/bookings/{{booking_id}}/hand-over", tags=["Bookings"])
Id = Annotated[PublicId, Path()]


@router.get("", **told(HandOver, refuses=[409]))
async def preview_hand_over(
    request: Request,
    booking_id: Id,
    leaving_member_id: Annotated[
        PublicId | None, Query(description="Who gives it up; needed where there are several hosts.")
    ] = None,
) -> Response:
    """Show who could take a booking over, and what speaks against each."""

    def work(ask: Ask) -> Response:
        view = hand_over.preview(
            ask.session, booking_id, leaving=leaving_member_id, actor=ask.actor, now=ask.now
        )
        return answers.json(HandOver.of(view))

    return await read(request, work)


@router.post("", **told(Booking, refuses=[409], body=True))
async def hand_booking_over(request: Request, booking_id: Id, asked: HandOverAsked) -> Response:
    """Give a host's place in a booking to another member; its time stays as it is."""

    def work(ask: Ask) -> Response:
        booking = hand_over.hand_over(
            ask.session,
            booking_id,
            to=asked.to,
            leaving=asked.leaving_member_id,
            actor=ask.actor,
            now=ask.now,
        )
        view = booking_views.view(ask.session, booking, actor=ask.actor, now=ask.now)
        return answers.json(Booking.of(view, is_member=True))

    return await write(request, work)
