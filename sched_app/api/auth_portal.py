"""Where the forms of the customers' portal post to: asking for a link, and entering by it."""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api.auth_forms import go, or_back
from sched_app.api.auth_links import enter_by_link
from sched_app.api.forms import posted
from sched_app.services import portal_entrances
from sched_app.services.access import Actor
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)


@router.post(routes.AUTH_PORTAL_ASK)
async def ask(request: Request) -> Response:
    """Mail a link into the portal of `business` (or of all) to whoever has the address `email`."""
    form = await posted(request)
    business = form.get("business", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            portal_entrances.ask(
                session,
                whole.secrets,
                form.get("email", ""),
                workspace=business,
                has_mail=whole.email is not None,
                attempts=whole.settings.attempts,
                actor=actor,
                now=now,
            )
        named = {"business": business} if business else {}
        return go(routes.PORTAL_SENT + (f"?{urlencode(named)}" if named else ""))

    return await or_back(request, work, routes.PORTAL, {"business": business})


@router.post(routes.AUTH_PORTAL_LINK)
async def enter(request: Request) -> Response:
    """Let the holder of a mailed `link` into the portal, once."""
    return await enter_by_link(
        request, portal_entrances.by_link, to=routes.PORTAL, back=routes.portal_link
    )
