"""What can be booked: shown to everyone, edited by members with the right."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, keyed, problems
from sched_app.api.answers import told
from sched_app.api.fields import PublicId, Slug
from sched_app.api.schemas_types import (
    MeetingType,
    MeetingTypeAsked,
    MeetingTypeChanged,
    MeetingTypeList,
    PublicType,
    PublicTypeList,
    VisibilityAsked,
)
from sched_app.api.work import Ask, read, write
from sched_app.services import meeting_types
from sched_app.services.meeting_types import MeetingTypeView

router = APIRouter(prefix=routes.API, tags=["Meeting types"])
Id = Annotated[PublicId, Path()]


@router.get(
    "/workspaces/{workspace}/meeting-types", **told(PublicTypeList, refuses=[429], visitors=True)
)
async def public_meeting_types(request: Request, workspace: Annotated[Slug, Path()]) -> Response:
    """List what a workspace offers to everyone."""

    def work(ask: Ask) -> Response:
        views = meeting_types.public_list(ask.session, workspace, actor=ask.actor)
        return answers.json(PublicTypeList(items=[PublicType.of(view) for view in views]))

    return await read(request, work, counted=True)


@router.get(
    "/workspaces/{workspace}/meeting-types/{meeting_type}",
    **told(PublicType, refuses=[429], visitors=True),
)
async def public_meeting_type(
    request: Request,
    workspace: Annotated[Slug, Path()],
    meeting_type: Annotated[Slug, Path()],
) -> Response:
    """Show what a visitor needs to book: lengths, rules, questions."""

    def work(ask: Ask) -> Response:
        view = meeting_types.public(ask.session, workspace, meeting_type, actor=ask.actor)
        return answers.json(PublicType.of(view))

    return await read(request, work, counted=True)


@router.get("/meeting-types", **told(MeetingTypeList))
async def list_meeting_types(request: Request) -> Response:
    """List the workspace's meeting types, hidden ones too."""

    def work(ask: Ask) -> Response:
        views = meeting_types.listed(ask.session, actor=ask.actor)
        return answers.json(MeetingTypeList(items=[MeetingType.of(view) for view in views]))

    return await read(request, work)


@router.post("/meeting-types", **told(MeetingType, 201, body=True, keyed=True))
async def create_meeting_type(request: Request, asked: MeetingTypeAsked) -> Response:
    """Make a meeting type with its hosts, lengths and questions."""

    def make(ask: Ask) -> MeetingTypeView:
        with problems.fields_named(_named):
            form = asked.form()
            return meeting_types.create(ask.session, form, actor=ask.actor, now=ask.now)

    return await keyed.create(request, asked, make, _found, _shown)


def _named(field: str) -> str:
    for ours in ("member", "schedule"):
        field = field.replace(f".{ours}_public_id", f".{ours}_id")
    return field.replace(".public_id", ".id")


def _found(ask: Ask, public_id: str) -> MeetingTypeView:
    return meeting_types.get(ask.session, public_id, actor=ask.actor)


def _shown(_ask: Ask, view: MeetingTypeView) -> MeetingType:
    return MeetingType.of(view)


@router.get("/meeting-types/{meeting_type_id}", **told(MeetingType))
async def get_meeting_type(request: Request, meeting_type_id: Id) -> Response:
    """Show a meeting type to a member."""
    return await read(
        request, lambda ask: answers.json(MeetingType.of(_found(ask, meeting_type_id)))
    )


@router.put("/meeting-types/{meeting_type_id}", **told(MeetingType, refuses=[409], body=True))
async def change_meeting_type(
    request: Request, meeting_type_id: Id, asked: MeetingTypeChanged
) -> Response:
    """Change a meeting type as a whole; bookings keep what they were."""

    def work(ask: Ask) -> Response:
        with problems.fields_named(_named):
            view = meeting_types.change(
                ask.session,
                meeting_type_id,
                asked.form(),
                actor=ask.actor,
                now=ask.now,
                version=asked.version,
            )
        return answers.json(MeetingType.of(view))

    return await write(request, work)


@router.post("/meeting-types/{meeting_type_id}/visibility", **told(MeetingType, body=True))
async def set_visibility(request: Request, meeting_type_id: Id, asked: VisibilityAsked) -> Response:
    """Show a meeting type to everyone, to who has its link, or hide it."""

    def work(ask: Ask) -> Response:
        view = meeting_types.set_visibility(
            ask.session, meeting_type_id, asked.visibility, actor=ask.actor, now=ask.now
        )
        return answers.json(MeetingType.of(view))

    return await write(request, work)


@router.delete("/meeting-types/{meeting_type_id}", **told(None, 204))
async def delete_meeting_type(request: Request, meeting_type_id: Id) -> Response:
    """Take a meeting type away for good; its bookings stay."""

    def work(ask: Ask) -> Response:
        meeting_types.archive(ask.session, meeting_type_id, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)
