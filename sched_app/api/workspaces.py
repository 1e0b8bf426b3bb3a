"""The workspace of who asks."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers
from sched_app.api.answers import told
from sched_app.api.schemas_team import Workspace, WorkspaceAsked
from sched_app.api.work import Ask, read, write
from sched_app.services import workspaces
from sched_app.services.workspaces import WorkspaceForm

router = APIRouter(prefix=f"{routes.API}/workspace", tags=["Team"])


@router.get("", **told(Workspace))
async def get_workspace(request: Request) -> Response:
    """Show the workspace that the signed-in member is in."""

    def work(ask: Ask) -> Response:
        return answers.json(Workspace.of(workspaces.own(ask.session, actor=ask.actor)))

    return await read(request, work)


@router.put("", **told(Workspace, body=True))
async def change_workspace(request: Request, asked: WorkspaceAsked) -> Response:
    """Change a workspace's name, address and looks; an old address leads on for ever."""

    def work(ask: Ask) -> Response:
        form = WorkspaceForm(
            name=asked.name,
            slug=asked.slug,
            timezone=asked.timezone,
            accent=asked.accent,
            is_listed=asked.is_listed,
            base_url=workspaces.base_url(ask.session),
        )
        view = workspaces.change(ask.session, form, actor=ask.actor, now=ask.now)
        return answers.json(Workspace.of(view))

    return await write(request, work)
