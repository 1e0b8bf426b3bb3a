"""The team: who belongs to it, their roles, and members who leave."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers
from sched_app.api.answers import told
from sched_app.api.fields import PublicId
from sched_app.api.schemas_team import (
    Departure,
    Left,
    Member,
    MemberList,
    RemovalAsked,
    RoleAsked,
)
from sched_app.api.work import Ask, read, write
from sched_app.services import departures, members

router = APIRouter(prefix=f"{routes.API}/members", tags=["Team"])
Id = Annotated[PublicId, Path()]


@router.get("", **told(MemberList))
async def list_members(request: Request) -> Response:
    """List everyone of the team by name."""

    def work(ask: Ask) -> Response:
        views = members.members(ask.session, actor=ask.actor)
        return answers.json(MemberList(items=[Member.of(view) for view in views]))

    return await read(request, work)


@router.get("/{member_id}", **told(Member))
async def get_member(request: Request, member_id: Id) -> Response:
    """Show a member."""

    def work(ask: Ask) -> Response:
        return answers.json(Member.of(members.get(ask.session, member_id, actor=ask.actor)))

    return await read(request, work)


@router.put("/{member_id}/role", **told(Member, refuses=[409], body=True))
async def change_member_role(request: Request, member_id: Id, asked: RoleAsked) -> Response:
    """Give a member another role; only owners make owners, and one owner stays."""

    def work(ask: Ask) -> Response:
        view = members.change_role(ask.session, member_id, asked.role, actor=ask.actor, now=ask.now)
        return answers.json(Member.of(view))

    return await write(request, work)


@router.get("/{member_id}/departure", **told(Departure, refuses=[409]))
async def preview_departure(request: Request, member_id: Id) -> Response:
    """Show what a member would leave behind, and who could take each booking."""

    def work(ask: Ask) -> Response:
        view = departures.preview(ask.session, member_id, actor=ask.actor, now=ask.now)
        return answers.json(Departure.of(view))

    return await read(request, work)


@router.post("/{member_id}/remove", **told(Left, refuses=[409], body=True))
async def remove_member(request: Request, member_id: Id, asked: RemovalAsked) -> Response:
    """End a membership; every coming booking is handed over or cancelled, or nothing happens."""

    def work(ask: Ask) -> Response:
        view = departures.leave(
            ask.session,
            member_id,
            choices={one.booking_id: one.to for one in asked.bookings},
            rest=asked.rest,
            reason=asked.reason,
            actor=ask.actor,
            now=ask.now,
        )
        return answers.json(Left.of(view))

    return await write(request, work)
