"""Calendars that programs fetch by a private address; our logs keep the route's pattern only."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes, wiring
from sched_app.api.work import Ask, read
from sched_app.services import feeds

router = APIRouter(include_in_schema=False)


@router.get(routes.FEED)
async def feed(request: Request, token: str) -> Response:
    """Give a customer's bookings as a calendar."""

    def work(ask: Ask) -> Response:
        whole = wiring.current()
        written = feeds.document(
            ask.session, whole.secrets, token, sender=whole.settings.mail_from, now=ask.now
        )
        return Response(
            written,
            headers={
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Robots-Tag": "noindex, nofollow",
                "Content-Disposition": 'inline; filename="bookings.ics"',
            },
            media_type="text/calendar; charset=utf-8; method=PUBLISH",
        )

    return await read(request, work, counted=True)
