"""Where the plain forms of the pages post to: sign in, sign out, set up, join.

They set or clear the sign-in's cookie and send the browser on (303). What went wrong goes back in
the address as a text key and the field's name; what was typed never does.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from sched_app import routes
from sched_app.api.forms import posted
from sched_app.api.work import flow
from sched_app.errors import AppError, Conflict, Invalid
from sched_app.services import accounts, joining, proofs, workspaces
from sched_app.services.access import Actor
from sched_app.services.accounts import Entered
from sched_app.services.workspaces import SetUpForm
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)
Work = Callable[[Wiring, Actor, datetime], Response]


@router.post(routes.AUTH_SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Sign a person in by `email` and `password`, and go to `after` or the dashboard."""
    form = await posted(request)
    after = routes.local(form.get("after", ""))

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        settings = whole.settings
        entered = accounts.sign_in(
            whole.database.transaction,
            whole.secrets,
            form.get("email", ""),
            form.get("password", ""),
            device=request.headers.get("user-agent", ""),
            attempts=settings.attempts,
            lasts=settings.sign_in_lasts,
            actor=actor,
            now=now,
        )
        return let_in(whole, entered, after)

    back = {"after": after} if "after" in form else {}
    return await or_back(request, work, routes.SIGN_IN, back)


@router.post(routes.AUTH_SIGN_OUT)
async def sign_out(request: Request) -> Response:
    """End the sign-in of this browser and forget its cookie."""
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            actor = accounts.actor_of(session, token, now=now, request_id=asked.request_id)
            if actor is not None:
                accounts.sign_out(session, actor=actor, now=now)
        answer = go(routes.HOME)
        answer.delete_cookie(routes.SIGN_IN_COOKIE, path="/", httponly=True, samesite="lax")
        return answer

    return await flow(request, work)


@router.post(routes.AUTH_SET_UP)
async def set_up(request: Request) -> Response:
    """Create the workspace and its owner by the token of the printed address; sign the owner in."""
    form = await posted(request)
    names = SetUpForm.__dataclass_fields__
    asked = SetUpForm(**{name: form.get(name, "") for name in names})
    token = form.get("token", "")

    def make(session: Session, whole: Wiring, actor: Actor, now: datetime) -> Any:
        return workspaces.set_up(session, token, asked, secrets=whole.secrets, actor=actor, now=now)

    return await _joining(request, make, routes.set_up(token))


@router.post(routes.AUTH_JOIN)
async def join(request: Request) -> Response:
    """Let a new member in by the link they were sent, with name and password; sign them in."""
    form = await posted(request)
    link, name, password = (form.get(field, "") for field in ("link", "name", "password"))

    def make(session: Session, whole: Wiring, actor: Actor, now: datetime) -> Any:
        return joining.join(
            session, link, name, password, secrets=whole.secrets, actor=actor, now=now
        )

    return await _joining(request, make, routes.join(link))


async def _joining(
    request: Request, make: Callable[[Session, Wiring, Actor, datetime], Any], page: str
) -> Response:
    device = request.headers.get("user-agent", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            user = make(session, whole, actor, now)
            entered = accounts.enter(
                session,
                whole.secrets,
                user,
                device=device,
                lasts=whole.settings.sign_in_lasts,
                actor=actor,
                now=now,
            )
        return let_in(whole, entered, routes.DASHBOARD)

    return await or_back(request, work, page, {})


async def or_back(
    request: Request,
    work: Work,
    page: str | Callable[[AppError], str],
    query: Mapping[str, str],
    *,
    outside: bool = False,
) -> Response:
    """Do a form's work, or send the browser back to its page with what went wrong.

    Work that goes `outside` asks a vendor over the network.
    """
    try:
        return await flow(request, work, outside=outside)
    except AppError as error:
        key, field = error.text_key, ""
        params: Mapping[str, object] = error.params
        if isinstance(error, Invalid):
            field, (key, params) = next(iter(error.fields.items()))
        told = {"problem": key, "field": field, **query}
        # Bounds of ours, for the text; texts might repeat what was typed.
        told |= {name: str(value) for name, value in params.items() if isinstance(value, int)}
        back = page if isinstance(page, str) else page(error)
        return go(f"{back}?{urlencode({name: value for name, value in told.items() if value})}")


def let_in(whole: Wiring, entered: Entered, to: str) -> Response:
    """Give the browser its cookie and send it on; or first to where a code is asked for.

    Whatever cookie came along is replaced: the token is always a fresh one.
    """
    if entered.sign_in is None:
        after = {} if to == routes.DASHBOARD else {"after": to}
        answer = go(routes.SIGN_IN_CODE + (f"?{urlencode(after)}" if after else ""))
        return _with_cookie(whole, answer, routes.STEP_COOKIE, entered.token, proofs.LASTS)
    answer = go(to)
    answer.delete_cookie(routes.STEP_COOKIE, path="/auth", httponly=True, samesite="lax")
    lasts = whole.settings.sign_in_lasts
    return _with_cookie(whole, answer, routes.SIGN_IN_COOKIE, entered.token, lasts)


def _with_cookie(
    whole: Wiring, answer: Response, name: str, token: str, lasts: timedelta
) -> Response:
    answer.set_cookie(
        name,
        token,
        max_age=int(lasts.total_seconds()),
        path="/auth" if name == routes.STEP_COOKIE else "/",
        secure=is_https(whole),
        httponly=True,
        samesite="lax",
    )
    return answer


def is_https(whole: Wiring) -> bool:
    """Say whether the site is reached by https alone."""
    with whole.database.reading() as session:
        try:
            return workspaces.base_url(session).startswith("https:")
        except Conflict:
            return False  # Nobody has set it up yet.


def go(to: str) -> Response:
    """Send the browser on to a page."""
    # 303: the browser asks for the next page with GET, whatever brought it here (RFC 9110 15.4.4).
    return RedirectResponse(
        to, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )
