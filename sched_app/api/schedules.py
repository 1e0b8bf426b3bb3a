"""Hosts' weekly hours, and the dates on which they are others."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, keyed
from sched_app.api.answers import told
from sched_app.api.fields import Day, PublicId
from sched_app.api.schemas_hours import (
    NewScheduleAsked,
    OverrideAsked,
    Schedule,
    ScheduleAsked,
    ScheduleList,
)
from sched_app.api.work import Ask, read, write
from sched_app.services import schedules
from sched_app.services.schedules import ScheduleForm, ScheduleView

router = APIRouter(prefix=routes.API, tags=["Schedules"])
Id = Annotated[PublicId, Path()]
OnDay = Annotated[Day, Path()]
Member = Annotated[PublicId | None, Query(description="Whose; all that one may see by default.")]


@router.get("/schedules", **told(ScheduleList))
async def list_schedules(request: Request, member_id: Member = None) -> Response:
    """List schedules; an organizer sees their own."""

    def work(ask: Ask) -> Response:
        views = schedules.listed(ask.session, actor=ask.actor, member_public_id=member_id)
        return answers.json(ScheduleList(items=[Schedule.of(view) for view in views]))

    return await read(request, work)


@router.post("/schedules", **told(Schedule, 201, body=True, keyed=True))
async def create_schedule(request: Request, asked: NewScheduleAsked) -> Response:
    """Make a schedule."""

    def make(ask: Ask) -> ScheduleView:
        return schedules.create(
            ask.session,
            _form(asked),
            actor=ask.actor,
            now=ask.now,
            member_public_id=asked.member_id,
        )

    return await keyed.create(request, asked, make, _found, _shown)


def _form(asked: ScheduleAsked) -> ScheduleForm:
    return ScheduleForm(asked.name, asked.timezone, asked.weekly)


def _found(ask: Ask, public_id: str) -> ScheduleView:
    return schedules.get(ask.session, public_id, actor=ask.actor)


def _shown(_ask: Ask, view: ScheduleView) -> Schedule:
    return Schedule.of(view)


@router.get("/schedules/{schedule_id}", **told(Schedule))
async def get_schedule(request: Request, schedule_id: Id) -> Response:
    """Show a schedule with its overrides."""
    return await read(request, lambda ask: answers.json(Schedule.of(_found(ask, schedule_id))))


@router.put("/schedules/{schedule_id}", **told(Schedule, body=True))
async def change_schedule(request: Request, schedule_id: Id, asked: ScheduleAsked) -> Response:
    """Change a schedule's name, zone and weekly hours."""

    def work(ask: Ask) -> Response:
        view = schedules.change(
            ask.session, schedule_id, _form(asked), actor=ask.actor, now=ask.now
        )
        return answers.json(Schedule.of(view))

    return await write(request, work)


@router.post("/schedules/{schedule_id}/default", **told(Schedule))
async def make_schedule_default(request: Request, schedule_id: Id) -> Response:
    """Make a schedule the one that its host's new meeting types use."""

    def work(ask: Ask) -> Response:
        view = schedules.set_default(ask.session, schedule_id, actor=ask.actor, now=ask.now)
        return answers.json(Schedule.of(view))

    return await write(request, work)


@router.delete("/schedules/{schedule_id}", **told(None, 204, refuses=[409]))
async def delete_schedule(request: Request, schedule_id: Id) -> Response:
    """Delete a schedule that no meeting type is booked by, unless it is the host's last."""

    def work(ask: Ask) -> Response:
        schedules.remove(ask.session, schedule_id, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)


@router.put("/schedules/{schedule_id}/overrides/{on}", **told(Schedule, body=True))
async def set_override(
    request: Request, schedule_id: Id, on: OnDay, asked: OverrideAsked
) -> Response:
    """Set other hours for one date, or none."""

    def work(ask: Ask) -> Response:
        view = schedules.set_override(
            ask.session, schedule_id, on, asked.hours, actor=ask.actor, now=ask.now
        )
        return answers.json(Schedule.of(view))

    return await write(request, work)


@router.delete("/schedules/{schedule_id}/overrides/{on}", **told(Schedule))
async def delete_override(request: Request, schedule_id: Id, on: OnDay) -> Response:
    """Give a date its weekly hours back."""

    def work(ask: Ask) -> Response:
        view = schedules.remove_override(ask.session, schedule_id, on, actor=ask.actor, now=ask.now)
        return answers.json(Schedule.of(view))

    return await write(request, work)
