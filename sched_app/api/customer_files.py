"""The files of the customers' pages: exports and lists to import, for whom the cookie names.

They are posts, so that each is noted and none is made by a link; the browser keeps the page.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import orjson
from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sched_app import routes
from sched_app.api.forms import posted
from sched_app.api.work import flow
from sched_app.services import accounts, customer_exports, customer_imports, portals
from sched_app.services.access import Actor
from sched_app.wiring import Wiring

router = APIRouter(include_in_schema=False)
Step = Callable[[Session, Actor, datetime], Response]


@router.post(routes.CUSTOMERS_CSV)
async def customers_csv(request: Request) -> Response:
    """Give the list of customers, as it is searched, as a CSV file."""
    form = await posted(request)

    def step(session: Session, actor: Actor, now: datetime) -> Response:
        asked = {"words": form.get("q", ""), "tag": form.get("tag", "")}
        table = customer_exports.listed(session, **asked, actor=actor, now=now)
        return _file(table.encode(), "text/csv; charset=utf-8", "customers.csv")

    return await as_signed_in(request, step)


@router.post(routes.CUSTOMER_ZIP)
async def customer_zip(request: Request) -> Response:
    """Give all that is kept about one customer, as a ZIP file."""
    form = await posted(request)

    def step(session: Session, actor: Actor, now: datetime) -> Response:
        public_id = form.get("customer", "")
        packed = customer_exports.archive(session, public_id, actor=actor, now=now)
        return _file(packed, "application/zip", "customer.zip")

    return await as_signed_in(request, step)


@router.post(routes.OWN_ZIP)
async def own_zip(request: Request) -> Response:
    """Give customers who are signed in what is kept about them, as a ZIP file."""

    def step(session: Session, actor: Actor, now: datetime) -> Response:
        return _file(portals.archive(session, actor=actor, now=now), "application/zip", "data.zip")

    return await as_signed_in(request, step)


@router.post(routes.CUSTOMERS_UPLOAD)
async def upload_customers(request: Request) -> Response:
    """Keep a file of customers to be imported; its size is limited before it is read."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/octet-stream":
        raise HTTPException(415)  # Other sites' forms cannot send this kind.
    content = await request.body()

    def step(session: Session, actor: Actor, now: datetime) -> Response:
        public_id = customer_imports.upload(session, content, actor=actor, now=now)
        return Response(orjson.dumps({"id": public_id}), 201, media_type="application/json")

    return await as_signed_in(request, step)


async def as_signed_in(request: Request, step: Step) -> Response:
    """Run a step in one transaction as whoever the cookie names, else as a visitor."""
    token = request.cookies.get(routes.SIGN_IN_COOKIE, "")

    def work(whole: Wiring, asked: Actor, now: datetime) -> Response:
        def with_actor(session: Session) -> Response:
            found = accounts.actor_of(session, token, now=now, request_id=asked.request_id)
            return step(session, found or asked, now)

        return whole.database.run(with_actor)

    return await flow(request, work)


def _file(body: bytes, kind: str, name: str) -> Response:
    headers: Mapping[str, str] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(body, 200, dict(headers), kind)
