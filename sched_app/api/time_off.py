"""Hosts' absences."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, keyed
from sched_app.api.answers import told
from sched_app.api.fields import PublicId
from sched_app.api.schedules import Member
from sched_app.api.schemas_hours import NewTimeOffAsked, TimeOff, TimeOffAsked, TimeOffList
from sched_app.api.work import Ask, read, write
from sched_app.services import time_off
from sched_app.services.time_off import TimeOffForm, TimeOffView

router = APIRouter(prefix=f"{routes.API}/time-off", tags=["Time off"])
Id = Annotated[PublicId, Path()]


@router.get("", **told(TimeOffList))
async def list_time_off(request: Request, member_id: Member = None) -> Response:
    """List the absences that are not over; an organizer sees their own."""

    def work(ask: Ask) -> Response:
        views = time_off.listed(
            ask.session, actor=ask.actor, now=ask.now, member_public_id=member_id
        )
        return answers.json(TimeOffList(items=[TimeOff.of(view) for view in views]))

    return await read(request, work)


@router.post("", **told(TimeOff, 201, body=True, keyed=True))
async def create_time_off(request: Request, asked: NewTimeOffAsked) -> Response:
    """Close a time, and hear which bookings lie in its way."""

    def make(ask: Ask) -> TimeOffView:
        return time_off.add(
            ask.session,
            _form(asked),
            actor=ask.actor,
            now=ask.now,
            member_public_id=asked.member_id,
        )

    return await keyed.create(request, asked, make, _found, _shown)


def _found(ask: Ask, public_id: str) -> TimeOffView:
    return time_off.get(ask.session, public_id, actor=ask.actor, now=ask.now)


def _shown(_ask: Ask, view: TimeOffView) -> TimeOff:
    return TimeOff.of(view)


def _form(asked: TimeOffAsked) -> TimeOffForm:
    return TimeOffForm(asked.starts_at, asked.ends_at, asked.reason)


@router.get("/{time_off_id}", **told(TimeOff))
async def get_time_off(request: Request, time_off_id: Id) -> Response:
    """Show an absence, and the bookings in its way."""
    return await read(request, lambda ask: answers.json(TimeOff.of(_found(ask, time_off_id))))


@router.put("/{time_off_id}", **told(TimeOff, body=True))
async def change_time_off(request: Request, time_off_id: Id, asked: TimeOffAsked) -> Response:
    """Change an absence."""

    def work(ask: Ask) -> Response:
        view = time_off.change(ask.session, time_off_id, _form(asked), actor=ask.actor, now=ask.now)
        return answers.json(TimeOff.of(view))

    return await write(request, work)


@router.delete("/{time_off_id}", **told(None, 204))
async def delete_time_off(request: Request, time_off_id: Id) -> Response:
    """Open a time again."""

    def work(ask: Ask) -> Response:
        time_off.remove(ask.session, time_off_id, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)
