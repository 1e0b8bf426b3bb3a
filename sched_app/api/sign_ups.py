"""Where the two forms of signing up post to: for a link by mail, and for the workspace itself.

Asking is answered alike for every address; opening the link changes nothing, its form does.
"""

from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api.auth_forms import go, let_in, or_back
from sched_app.api.forms import posted
from sched_app.services import sign_ups
from sched_app.services.access import Actor
from sched_app.services.sign_ups import SignUpForm
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)


@router.post(routes.AUTH_SIGN_UP_ASK)
async def ask(request: Request) -> Response:
    """Mail a link to `email`, by which an account and a workspace are made."""
    form = await posted(request)

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            sign_ups.ask(
                session,
                whole.secrets,
                form.get("email", ""),
                signup=whole.settings.signup,
                has_mail=whole.email is not None,
                attempts=whole.settings.attempts,
                actor=actor,
                now=now,
            )
        return go(f"{routes.SIGN_IN_SENT}?{urlencode({'for': 'sign_up'})}")

    return await or_back(request, work, routes.SIGN_UP, {})


@router.post(routes.AUTH_SIGN_UP)
async def create(request: Request) -> Response:
    """Make account and workspace for the holder of a mailed `link`, and sign them in."""
    form = await posted(request)
    link = form.get("link", "")
    asked = SignUpForm(**{name: form.get(name, "") for name in SignUpForm.__slots__})

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        entered = sign_ups.create(
            whole.database.transaction,
            whole.secrets,
            link,
            asked,
            signup=whole.settings.signup,
            device=request.headers.get("user-agent", ""),
            lasts=whole.settings.sign_in_lasts,
            actor=actor,
            now=now,
        )
        return let_in(whole, entered, routes.DASHBOARD)

    return await or_back(request, work, routes.sign_up_link(link), {})
