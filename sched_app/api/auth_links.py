"""Where the forms of mailed links and of the second step post to.

Asking for a link is answered alike for everyone; opening one changes nothing, pressing its button
does.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api.auth_forms import go, let_in, or_back
from sched_app.api.forms import posted
from sched_app.errors import AppError
from sched_app.services import entrances
from sched_app.services.access import Actor
from sched_app.services.accounts import Entered
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)


@router.post(routes.AUTH_SIGN_IN_ASK)
async def ask_sign_in(request: Request) -> Response:
    """Mail a link by which whoever has the address `email` signs in."""
    return await _ask(request, entrances.SIGN_IN, routes.SIGN_IN)


@router.post(routes.AUTH_RESET_ASK)
async def ask_reset(request: Request) -> Response:
    """Mail a link by which whoever has the address `email` chooses a new password."""
    return await _ask(request, entrances.RESET, routes.FORGOTTEN)


async def _ask(request: Request, kind: entrances.Kind, page: str) -> Response:
    form = await posted(request)

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            entrances.ask(
                session,
                whole.secrets,
                form.get("email", ""),
                kind,
                has_mail=whole.email is not None,
                attempts=whole.settings.attempts,
                actor=actor,
                now=now,
            )
        return go(f"{routes.SIGN_IN_SENT}?{urlencode({'for': kind.value})}")

    return await or_back(request, work, page, _after(form))


@router.post(routes.AUTH_SIGN_IN_LINK)
async def sign_in_by_link(request: Request) -> Response:
    """Sign the holder of a mailed `link` in, once."""
    return await enter_by_link(
        request, entrances.by_link, to=routes.DASHBOARD, back=routes.sign_in_link
    )


async def enter_by_link(
    request: Request, step: Callable[..., Entered], *, to: str, back: Callable[[str], str]
) -> Response:
    """Let the holder of the posted `link` in by a service's step; a problem leads `back` to it."""
    form = await posted(request)
    link = form.get("link", "")
    device = request.headers.get("user-agent", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        with whole.database.transaction() as session:
            entered = step(
                session,
                whole.secrets,
                link,
                device=device,
                lasts=whole.settings.sign_in_lasts,
                actor=actor,
                now=now,
            )
        return let_in(whole, entered, to)

    return await or_back(request, work, back(link), {})


@router.post(routes.AUTH_RESET)
async def reset(request: Request) -> Response:
    """Set a new `password` for the holder of a mailed `link`, and sign them in."""
    form = await posted(request)
    link = form.get("link", "")
    device = request.headers.get("user-agent", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        entered = entrances.by_reset(
            whole.database.transaction,
            whole.secrets,
            link,
            form.get("password", ""),
            device=device,
            lasts=whole.settings.sign_in_lasts,
            actor=actor,
            now=now,
        )
        return let_in(whole, entered, routes.DASHBOARD)

    return await or_back(request, work, routes.reset(link), {})


@router.post(routes.AUTH_SIGN_IN_CODE)
async def second_step(request: Request) -> Response:
    """Finish a sign-in by the `code` of its second step; the first is named by a cookie."""
    form = await posted(request)
    step = request.cookies.get(routes.STEP_COOKIE, "")
    device = request.headers.get("user-agent", "")

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        entered = entrances.finish(
            whole.database.transaction,
            whole.secrets,
            step,
            form.get("code", ""),
            device=device,
            attempts=whole.settings.attempts,
            lasts=whole.settings.sign_in_lasts,
            actor=actor,
            now=now,
        )
        return let_in(whole, entered, routes.local(form.get("after", "")))

    def page(error: AppError) -> str:
        # Over is over: then the first step is made again.
        return routes.SIGN_IN if error.text_key == "problem.step_over" else routes.SIGN_IN_CODE

    return await or_back(request, work, page, _after(form))


def _after(form: Mapping[str, str]) -> dict[str, str]:
    return {"after": routes.local(form["after"])} if form.get("after") else {}
