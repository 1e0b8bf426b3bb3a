"""Going from one of a person's workspaces to another."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import auth_forms
from sched_app.api.forms import posted
from sched_app.errors import NotSignedIn
from sched_app.services import accounts, switches
from sched_app.services.access import Actor
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)


@router.post(routes.AUTH_SWITCH)
async def switch(request: Request) -> Response:
    """Let this browser into another workspace of whoever is signed in."""
    form = await posted(request)
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            actor = accounts.actor_of(session, token, now=now, request_id=asked.request_id)
            if actor is None:
                raise NotSignedIn()
            entered = switches.switch(session, form.get("workspace", ""), actor=actor, now=now)
        return auth_forms.let_in(whole, entered, routes.DASHBOARD)

    return await auth_forms.or_back(request, work, routes.SIGN_IN, {})
