"""There and back through an OpenID issuer: to sign in, or to link an identity.

The way back is a GET, since the protocol wants it so. It acts only with the cookie that the same
browser was given by the POST that began it, and once.
"""

import html
from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from sched_app import logs, routes, texts
from sched_app.api import auth_forms
from sched_app.api.forms import posted
from sched_app.errors import AppError, Conflict, VendorError
from sched_app.services import accounts, identities, workspaces
from sched_app.services.access import Actor, ActorKind
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)
LONGEST = 4000


@router.post(routes.AUTH_OPENID)
async def start(request: Request, provider: str) -> Response:
    """Send the browser to an issuer; with `link` to link an identity to who is signed in."""
    form = await posted(request)
    is_linking = bool(form.get("link"))
    after = routes.ACCOUNT if is_linking else routes.local(form.get("after", ""))

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        issuer = identities.issuer(whole.openid, provider)
        with whole.database.reading() as session:
            actor = _actor(session, request, asked, now)
            base_url = workspaces.base_url(session)
        try:
            begun = identities.start(
                whole.database.transaction,
                issuer,
                routes.absolute(base_url, routes.openid_back(provider)),
                after=after,
                is_linking=is_linking,
                attempts=whole.settings.attempts,
                actor=actor,
                now=now,
            )
        except VendorError as error:
            raise _failed(provider, error) from error
        return _going(issuer.name, begun, auth_forms.is_https(whole))

    page = routes.ACCOUNT if is_linking else routes.SIGN_IN
    query = {} if is_linking else {"after": after}
    return await auth_forms.or_back(request, work, page, query, outside=True)


@router.get(routes.AUTH_OPENID_BACK)
async def finish(request: Request, provider: str) -> Response:
    """Take what an issuer sent the browser back with; sign in, or link."""
    told = {
        name: request.query_params.get(name, "")[:LONGEST]
        for name in ("state", "code", "error", "iss")
    }
    answer = identities.Answer(
        state=told["state"],
        browser=request.cookies.get(routes.OPENID_COOKIE, ""),
        code=told["code"],
        error=told["error"],
        issuer=told["iss"],
    )

    is_in = False

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        nonlocal is_in
        with whole.database.reading() as session:
            actor = _actor(session, request, asked, now)
        is_in = actor.kind is ActorKind.USER
        return _arrived(whole, request, provider, answer, actor, now)

    def page(_: AppError) -> str:
        return routes.ACCOUNT if is_in else routes.SIGN_IN

    response = await auth_forms.or_back(request, work, page, {}, outside=True)
    response.delete_cookie(routes.OPENID_COOKIE, path=_cookie_path(), httponly=True, samesite="lax")
    return response


def _arrived(
    whole: Wiring,
    request: Request,
    provider: str,
    answer: identities.Answer,
    actor: Actor,
    now: datetime,
) -> Response:
    issuer = identities.issuer(whole.openid, provider)
    with whole.database.reading() as session:
        base_url = workspaces.base_url(session)
    try:
        arrival = identities.finish(
            whole.database.transaction,
            whole.secrets,
            issuer,
            routes.absolute(base_url, routes.openid_back(provider)),
            answer,
            device=request.headers.get("user-agent", ""),
            lasts=whole.settings.sign_in_lasts,
            actor=actor,
            now=now,
        )
    except VendorError as error:
        raise _failed(provider, error) from error
    if arrival.entered is None:
        return auth_forms.go(arrival.after)
    return auth_forms.let_in(whole, arrival.entered, arrival.after)


def _actor(session: Session, request: Request, asked: Actor, now: datetime) -> Actor:
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")
    found = accounts.actor_of(
        session,
        token,
        now=now,
        request_id=asked.request_id,
        browser_key=asked.browser_key,
        address_key=asked.address_key,
    )
    return found or asked


def _failed(provider: str, error: VendorError) -> Conflict:
    logs.get().warning("openid_failed", provider=provider, fault=error.message)
    return Conflict("problem.openid_failed")


def _going(issuer: str, begun: identities.Start, is_https: bool) -> Response:
    # Not a redirect: the policy of our pages lets a form lead nowhere else, not even by detour.
    words = html.escape(texts.t("openid.going", issuer=issuer))
    address = html.escape(begun.address)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="refresh" content="0;url={address}"><title>{words}</title></head>'
        f'<body><main><h1><a href="{address}">{words}</a></h1></main></body></html>'
    )
    answer = HTMLResponse(
        page,
        headers={
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
        },
    )
    answer.set_cookie(
        routes.OPENID_COOKIE,
        begun.browser,
        max_age=int(identities.TRIP_LASTS.total_seconds()),
        path=_cookie_path(),
        secure=is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


def _cookie_path() -> str:
    return routes.AUTH_OPENID.partition("{")[0]
