"""What the plain forms of the pages share: what was posted, and the ways on and back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from sched_app import routes
from sched_app.api.work import flow
from sched_app.errors import AppError, Conflict, Invalid
from sched_app.services import workspaces
from sched_app.services.access import Actor
from sched_app.wiring import Wiring

MOST_FIELDS = 20
LONGEST = 2000
_FORM = "application/x-www-form-urlencoded"

Form = Mapping[str, str]
Work = Callable[[Wiring, Actor, datetime], Response]


async def form(request: Request) -> Form:
    """Read a posted form, of bounded size; refuse every other kind of body."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(415)
    try:
        pairs = parse_qsl(
            (await request.body()).decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as fault:
        raise HTTPException(400) from fault
    return {name: value[:LONGEST] for name, value in pairs}


async def or_back(
    request: Request, work: Work, page: str, query: Mapping[str, str], *, outside: bool = False
) -> Response:
    """Do a piece of work, `outside` if it asks a vendor; or lead back to a page that says why."""
    try:
        return await flow(request, work, outside=outside)
    except AppError as error:
        return back(error, page, query)


def back(error: AppError, page: str, query: Mapping[str, str]) -> Response:
    """Lead back to a page with a text's key, and the name of the field at fault."""
    key, field = error.text_key, ""
    params: Mapping[str, object] = error.params
    if isinstance(error, Invalid):
        field, (key, params) = next(iter(error.fields.items()))
    told = {"problem": key, "field": field, **query}
    # Bounds of ours, for the text; texts might repeat what was typed.
    told |= {name: str(value) for name, value in params.items() if isinstance(value, int)}
    return go(f"{page}?{urlencode({name: value for name, value in told.items() if value})}")


def signed_in(whole: Wiring, token: str, to: str) -> Response:
    """Set the sign-in's cookie and lead on."""
    answer = go(to)
    answer.set_cookie(
        routes.SIGN_IN_COOKIE,
        token,
        max_age=whole.settings.sign_in_days * 86_400,
        path="/",
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
    """Lead on to a page."""
    # 303: the browser asks for the next page with GET, whatever brought it here (RFC 9110 15.4.4).
    return RedirectResponse(
        to, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )
