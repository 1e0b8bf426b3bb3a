"""Tables to load down, for whoever is signed in by the pages' cookie; reading changes nothing."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from sched_app import routes, texts
from sched_app.api.work import Ask, read
from sched_app.services import accounts, analytics_tables
from sched_app.services.access import Actor
from sched_app.services.analytics_rows import Slice

router = APIRouter(include_in_schema=False)
LONGEST = 100
ROWS = "rows"


@router.get(f"{routes.ANALYTICS_CSV}/{{table}}.csv")
async def analytics_csv(request: Request, table: str) -> Response:
    """Give a table of the analytics page, or (`rows`) what is behind one of its numbers."""
    query = {name: value[:LONGEST] for name, value in request.query_params.items()}
    period = (query.get("period", ""), query.get("first", ""), query.get("last", ""))
    locale = texts.best_locale(request.headers.get("accept-language", "").split(",")[0])

    def work(ask: Ask) -> str:
        actor = _member(request, ask)
        if table == ROWS:
            chosen = Slice(query.get("kind", ""), query.get("slice", ""))
            return analytics_tables.rows(
                ask.session, period, chosen, actor=actor, now=ask.now, locale=locale
            )
        return analytics_tables.table(
            ask.session, table, period, actor=actor, now=ask.now, locale=locale
        )

    return Response(
        await read(request, work),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{_plain(table)}.csv"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        },
    )


def _member(request: Request, ask: Ask) -> Actor:
    """Give who is signed in by cookie, else the visitor, whom the services refuse."""
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")
    if not token:
        return ask.actor
    found = accounts.actor_of(
        ask.session,
        token,
        now=ask.now,
        request_id=ask.actor.request_id,
        address_key=ask.actor.address_key,
    )
    return found or ask.actor


def _plain(name: str) -> str:
    return "".join(letter for letter in name if letter.isascii() and letter.isalnum()) or "table"
