"""Where the plain forms of the pages post to: sign in, sign out, set up, join.

They set or clear the sign-in's cookie and send the browser on (303). What went wrong goes back in
the address as a text key and the field's name; what was typed never does.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from sched_app import routes
from sched_app.api import posted
from sched_app.api.work import flow
from sched_app.services import accounts, members, workspaces
from sched_app.services.access import Actor
from sched_app.services.workspaces import SetUpForm
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)


@router.post(routes.AUTH_SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Sign a person in by `email` and `password`, and go to `after` or the dashboard."""
    form = await posted.form(request)
    after = routes.local(form.get("after", ""))

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        settings = whole.settings
        token, _ = accounts.sign_in(
            whole.database.transaction,
            whole.secrets,
            form.get("email", ""),
            form.get("password", ""),
            device=request.headers.get("user-agent", ""),
            attempts=settings.sign_ins_per_quarter if settings.rate_limits else 1_000_000,
            lasts=timedelta(days=settings.sign_in_days),
            actor=actor,
            now=now,
        )
        return posted.signed_in(whole, token, after)

    back = {"after": after} if "after" in form else {}
    return await posted.or_back(request, work, routes.SIGN_IN, back)


@router.post(routes.AUTH_SIGN_OUT)
async def sign_out(request: Request) -> Response:
    """End the sign-in of this browser and forget its cookie."""
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            actor = accounts.actor_of(session, token, now=now, request_id=asked.request_id)
            if actor is not None:
                accounts.sign_out(session, actor=actor, now=now)
        answer = posted.go(routes.HOME)
        answer.delete_cookie(routes.SIGN_IN_COOKIE, path="/", httponly=True, samesite="lax")
        return answer

    return await flow(request, work)


@router.post(routes.AUTH_SET_UP)
async def set_up(request: Request) -> Response:
    """Create the workspace and its owner by the token of the printed address; sign the owner in."""
    form = await posted.form(request)
    names = SetUpForm.__dataclass_fields__
    asked = SetUpForm(**{name: form.get(name, "") for name in names})
    token = form.get("token", "")

    def make(session: Session, whole: Wiring, actor: Actor, now: datetime) -> Any:
        return workspaces.set_up(session, token, asked, secrets=whole.secrets, actor=actor, now=now)

    return await _joining(request, make, routes.set_up(token))


@router.post(routes.AUTH_JOIN)
async def join(request: Request) -> Response:
    """Set a new member's password by the link they were sent; sign them in."""
    form = await posted.form(request)
    link, password = form.get("link", ""), form.get("password", "")

    def make(session: Session, whole: Wiring, actor: Actor, now: datetime) -> Any:
        return members.join(session, link, password, secrets=whole.secrets, actor=actor, now=now)

    return await _joining(request, make, routes.join(link))


async def _joining(
    request: Request, make: Callable[[Session, Wiring, Actor, datetime], Any], page: str
) -> Response:
    device = request.headers.get("user-agent", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            user = make(session, whole, actor, now)
            token, _ = accounts.open_sign_in(
                session,
                user,
                device=device,
                lasts=timedelta(days=whole.settings.sign_in_days),
                actor=actor,
                now=now,
            )
        return posted.signed_in(whole, token, routes.DASHBOARD)

    return await posted.or_back(request, work, page, {})
