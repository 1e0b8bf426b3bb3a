"""Customers: organizers see and change their own, admins all."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, keyed
from sched_app.api.answers import told
from sched_app.api.fields import PublicId, text
from sched_app.api.schemas_customers import Customer, CustomerAsked, Customers, MergeAsked
from sched_app.api.work import Ask, read, write
from sched_app.services import customer_views, customers, erasure, merges
from sched_app.services.customer_views import CustomerView

router = APIRouter(prefix=f"{routes.API}/customers", tags=["Customers"])
Id = Annotated[PublicId, Path()]


@router.get("", **told(Customers))
async def list_customers(
    request: Request,
    q: Annotated[str, Query(description="Parts of name, e-mail, phone or tag."), text(200)] = "",
    tag: Annotated[str, Query(), text(40)] = "",
    limit: Annotated[int, Query(ge=1, le=customer_views.PAGE_MOST)] = 25,
    cursor: Annotated[str | None, Query(), text(2000, 1)] = None,
) -> Response:
    """List customers by name, page by page; an organizer sees those whose bookings they host."""

    def work(ask: Ask) -> Response:
        page = customer_views.list_page(
            ask.session,
            actor=ask.actor,
            now=ask.now,
            words=q,
            tag=tag,
            limit=limit,
            cursor=cursor,
        )
        return answers.json(Customers.of(page))

    return await read(request, work)


@router.post("", **told(Customer, 201, body=True, keyed=True))
async def create_customer(request: Request, asked: CustomerAsked) -> Response:
    """Add a customer; an address is one customer's alone."""

    def make(ask: Ask) -> CustomerView:
        row = customers.add(ask.session, asked.form(), actor=ask.actor, now=ask.now)
        return customer_views.view(ask.session, row, actor=ask.actor, now=ask.now)

    return await keyed.create(request, asked, make, _found, lambda _, view: Customer.of(view))


@router.get("/{customer_id}", **told(Customer))
async def get_customer(request: Request, customer_id: Id) -> Response:
    """Show a customer with tags, notes and counts."""
    return await read(request, lambda ask: _shown(ask, customer_id))


@router.put("/{customer_id}", **told(Customer, refuses=[409], body=True))
async def change_customer(request: Request, customer_id: Id, asked: CustomerAsked) -> Response:
    """Change what is known of a customer."""

    def work(ask: Ask) -> Response:
        customers.change(ask.session, customer_id, asked.form(), actor=ask.actor, now=ask.now)
        return _shown(ask, customer_id)

    return await write(request, work)


@router.post("/{customer_id}/merge", **told(Customer, refuses=[409], body=True))
async def merge_customer(request: Request, customer_id: Id, asked: MergeAsked) -> Response:
    """Merge another customer into this one; it cannot be undone."""

    def work(ask: Ask) -> Response:
        merges.merge(ask.session, customer_id, asked.customer_id, actor=ask.actor, now=ask.now)
        return _shown(ask, customer_id)

    return await write(request, work)


@router.post("/{customer_id}/erase", **told(Customer, refuses=[409]))
async def erase_customer(request: Request, customer_id: Id) -> Response:
    """Empty all that is personal about a customer, for good; refused while a booking is to come."""

    def work(ask: Ask) -> Response:
        erasure.erase(ask.session, customer_id, actor=ask.actor, now=ask.now)
        return _shown(ask, customer_id)

    return await write(request, work)


def _found(ask: Ask, public_id: str) -> CustomerView:
    return customer_views.get(ask.session, public_id, actor=ask.actor, now=ask.now)


def _shown(ask: Ask, public_id: str) -> Response:
    return answers.json(Customer.of(_found(ask, public_id)))
