"""Signing in to the API: a short token, its renewal, its end; and who one is."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers
from sched_app.api.answers import told
from sched_app.api.fields import PublicId
from sched_app.api.schemas import (
    AccessGiven,
    Me,
    RenewalAsked,
    SignIn,
    SignInAsked,
    SignInGiven,
    SignInList,
)
from sched_app.api.work import Ask, flow, read, write
from sched_app.errors import CodeNeeded
from sched_app.services import accounts
from sched_app.services.access import Actor
from sched_app.wiring import Wiring

Id = Annotated[PublicId, Path()]
router = APIRouter(prefix=routes.API, tags=["Signing in"])


@router.post("/sign-ins", **told(SignInGiven, 201, refuses=[429], visitors=True, body=True))
async def sign_in(request: Request, asked: SignInAsked) -> Response:
    """Sign in with e-mail and password; the access token lasts 15 minutes.

    A member with two-step sign-in is answered `401 code-needed`: call again with the `code` too.
    """

    def work(whole: Wiring, actor: Actor, now: datetime) -> Response:
        settings = whole.settings
        token, made = accounts.sign_in(
            whole.database.transaction,
            whole.secrets,
            asked.email,
            asked.password,
            device=asked.device or "API",
            attempts=settings.attempts,
            lasts=settings.sign_in_lasts,
            actor=actor,
            now=now,
            code=asked.code.strip(),
        )
        if made is None:
            raise CodeNeeded()
        with whole.database.reading() as session:
            access = accounts.renew(session, whole.secrets, token, now=now)
        return answers.json(
            SignInGiven(
                access_token=access.token,
                expires_at=access.expires_at,
                renewal_token=token,
                sign_in_id=made.public_id,
                renewable_until=made.expires_at,
            ),
            201,
        )

    return await flow(request, work)


@router.post("/sign-ins/renew", **told(AccessGiven, refuses=[429], visitors=True, body=True))
async def renew(request: Request, asked: RenewalAsked) -> Response:
    """Give a fresh access token for a sign-in that is not over."""

    def work(ask: Ask) -> Response:
        view = accounts.renew(
            ask.session, wiring.current().secrets, asked.renewal_token, now=ask.now
        )
        return answers.json(AccessGiven.of(view))

    def seen(ask: Ask) -> None:
        actor = accounts.actor_of(ask.session, asked.renewal_token, now=ask.now)
        if actor is not None:
            accounts.touch(ask.session, actor, now=ask.now)

    answer = await read(request, work, counted=True)
    await write(request, seen)  # Strangers, who know no token, make nothing be written.
    return answer


@router.post("/sign-ins/end", **told(None, 204))
async def sign_out(request: Request) -> Response:
    """End the sign-in behind this token: it and every token renewed from it stop working."""

    def work(ask: Ask) -> Response:
        accounts.sign_out(ask.session, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)


@router.get("/sign-ins", **told(SignInList))
async def sign_ins(request: Request) -> Response:
    """List your own sign-ins by device, the last seen first."""

    def work(ask: Ask) -> Response:
        found = accounts.sign_ins(ask.session, actor=ask.actor, now=ask.now)
        return answers.json(SignInList(items=[SignIn.of(view) for view in found]))

    return await read(request, work)


@router.post("/sign-ins/{sign_in_id}/end", **told(None, 204))
async def end_sign_in(request: Request, sign_in_id: Id) -> Response:
    """End one of your own sign-ins; its pages empty themselves within a minute."""

    def work(ask: Ask) -> Response:
        accounts.end_sign_in(ask.session, sign_in_id, actor=ask.actor, now=ask.now)
        return answers.nothing()

    return await write(request, work)


@router.get("/me", **told(Me))
async def me(request: Request) -> Response:
    """Tell who is signed in, and in which workspace."""
    return await read(
        request, lambda ask: answers.json(Me.of(accounts.me(ask.session, actor=ask.actor)))
    )
