"""Times that visitors keep while they fill in a form: made, given up, left, resumed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api import answers, keyed, queries
from sched_app.api.answers import told
from sched_app.api.schemas import Hold, HoldAsked, HoldNamed
from sched_app.api.work import Ask, write
from sched_app.services import holds, meeting_types
from sched_app.services.holds import HoldView, Terms

router = APIRouter(prefix=routes.API, tags=["Holds"])


def terms() -> Terms:
    """Give what the operator set about holding and booking."""
    whole = wiring.current()
    return Terms.of(whole.settings, whole.secrets)


@router.post(
    "/holds",
    **told(
        Hold,
        201,
        refuses=[409, 429],
        visitors=True,
        body=True,
        keyed=True,
        browser=True,
        takes=HoldAsked,
    ),
)
async def create_hold(request: Request) -> Response:
    """Keep a time for some minutes; its token books it, gives it up, or resumes it."""
    asked = await queries.body(request, HoldAsked)

    def make(ask: Ask) -> HoldView:
        return holds.hold(
            ask.session,
            meeting_types.key(ask.session, asked.meeting_type_id),
            asked.starts_at,
            duration_minutes=asked.duration_minutes,
            actor=ask.actor,
            terms=terms(),
            now=ask.now,
            replaces=asked.replaces,
        )

    return await keyed.hold(request, asked, make)


@router.post("/holds/release", **told(None, 204, visitors=True, body=True))
async def release_hold(request: Request, asked: HoldNamed) -> Response:
    """Give a hold up; nothing happens if it is gone already."""

    def work(ask: Ask) -> Response:
        holds.release(ask.session, asked.token)
        return answers.nothing()

    return await write(request, work)


@router.post(
    "/holds/leave", **told(None, 204, visitors=True, body=True, takes=HoldNamed, plain=True)
)
async def leave_hold(request: Request) -> Response:
    """Shorten a hold to some seconds, as a page does when it is closed; a reload can resume it.

    The body may be sent as plain text, which is all that `navigator.sendBeacon` can do unasked.
    """
    asked = await queries.body(request, HoldNamed)

    def work(ask: Ask) -> Response:
        holds.leave(ask.session, asked.token, now=ask.now)
        return answers.nothing()

    return await write(request, work)


@router.post("/holds/resume", **told(Hold, refuses=[409], visitors=True, body=True))
async def resume_hold(request: Request, asked: HoldNamed) -> Response:
    """Give a hold its full time back after a reload."""

    def work(ask: Ask) -> Response:
        return answers.json(Hold.of(holds.resume(ask.session, asked.token, now=ask.now)))

    return await write(request, work)
