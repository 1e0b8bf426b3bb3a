"""The customers' portal: what somebody who proved an address sees and changes of their own."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app import routes, texts
from sched_app.errors import Forbidden, NotFound, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    accounts,
    appointments,
    booking_views,
    customer_exports,
    customers,
    entrances,
    erasure,
    links,
    persons,
)
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.booking_views import BookingView, Page
from sched_app.services.customers import CustomerForm
from sched_app.services.erasure import ErasureView
from sched_app.services.forms import Checks
from sched_app.services.links import Purpose

PAGE = 10
PAID = ("confirmed", "completed", "no_show")


@dataclass(frozen=True, slots=True)
class PortalView:
    """Whose portal it is, and of which business."""

    customer_id: str
    name: str
    email: str
    phone: str
    timezone: str
    locale: str
    workspace_name: str
    workspace_slug: str
    workspace_timezone: str
    is_member: bool
    has_password: bool
    feed_path: str
    sign_in_id: int


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What was booked and what it costs; money itself is taken elsewhere."""

    booking: BookingView
    price_minor: int
    currency: str


def as_customer(session: Session, actor: Actor) -> Actor:
    """Give whoever is signed in as the customer that they are; members may be one as well.

    Raise NotSignedIn for who is not signed in, and Forbidden for a member who is no customer.
    """
    if actor.kind is ActorKind.CUSTOMER and actor.customer_id is not None:
        return actor
    if actor.kind is not ActorKind.USER:
        raise NotSignedIn()
    row = persons.customer_in(session, actor.user_id, actor.workspace_id or 0)
    if row is None:
        raise Forbidden()
    return accounts.as_customer(row, actor.sign_in_id, actor)


def view(session: Session, secrets: Secrets, *, actor: Actor) -> PortalView:
    """Show the customer to themselves; raise NotSignedIn, or Forbidden for who is none."""
    row = customers.find_own(session, as_customer(session, actor))
    workspace = session.get_one(Workspace, row.workspace_id)
    user = session.get_one(User, row.user_id)
    feed = ""
    if row.feed_since is not None:
        feed = routes.feed(links.derive(secrets, Purpose.FEED, row.public_id, row.feed_version))
    return PortalView(
        customer_id=row.public_id,
        name=row.name,
        email=row.email or "",
        phone=row.phone or "",
        timezone=row.timezone or workspace.timezone,
        locale=texts.best_locale(row.locale or workspace.locale),
        workspace_name=workspace.name,
        workspace_slug=workspace.slug,
        workspace_timezone=workspace.timezone,
        is_member=actor.kind is ActorKind.USER,
        has_password=user.password_hash is not None,
        feed_path=feed,
        sign_in_id=actor.sign_in_id or 0,
    )


def is_customer(session: Session, *, actor: Actor) -> bool:
    """Tell whether whoever asks has a portal here."""
    if actor.kind is ActorKind.CUSTOMER:
        return actor.customer_id is not None
    return persons.customer_in(session, actor.user_id, actor.workspace_id or 0) is not None


def list_page(
    session: Session,
    *,
    which: str,
    actor: Actor,
    now: datetime,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page:
    """List the customer's own bookings of one tab, as `booking_views.list_page` does."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer)
    limit = max(1, min(limit, booking_views.PAGE_MOST))
    chosen = booking_views.of_tab(which, now).where(
        col(Booking.workspace_id) == row.workspace_id, col(Booking.id).in_(own_ids(row))
    )
    # SQLite knows not how few these are: it shall look up the ids, and use no other index.
    chosen = chosen.with_hint(Booking, "NOT INDEXED", "sqlite")
    falling = booking_views.is_falling(which)
    found = booking_views.after(session, chosen, limit, cursor, falling=falling)
    return booking_views.page_of(session, found, limit, actor=customer, now=now)


def own_ids(row: Customer) -> Any:
    """Give the ids of a customer's bookings: the linked ones, and nobody's with their address."""
    one = sa.alias(Booking.__table__)  # type: ignore[attr-defined]
    here = one.c.workspace_id == row.workspace_id
    linked = sa.select(one.c.id).where(here, one.c.customer_id == row.id)
    if not row.email_key:
        return linked
    loose = sa.select(one.c.id).where(
        here, one.c.customer_id.is_(None), one.c.attendee_key == row.email_key
    )
    return linked.union_all(loose)


def receipt(session: Session, public_id: str, *, actor: Actor, now: datetime) -> ReceiptView:
    """Show what a booking costs; raise NotFound for another's, or one that is free or off."""
    customer = as_customer(session, actor)
    booking = appointments.by_public_id(session, public_id)
    appointments.require(session, booking, customer, Right.MANAGE_BOOKING)
    if not has_receipt(booking.status, booking.price_minor):
        raise NotFound()
    shown = booking_views.view(session, booking, actor=customer, now=now)
    return ReceiptView(shown, booking.price_minor, booking.currency)


def prices(session: Session, page: Page, *, actor: Actor) -> set[str]:
    """Give those bookings of a page that have a receipt."""
    row = customers.find_own(session, as_customer(session, actor))
    found = session.connection().execute(
        sa.select(col(Booking.public_id), col(Booking.status), col(Booking.price_minor)).where(
            col(Booking.public_id).in_([one.id for one in page.items]),
            col(Booking.id).in_(own_ids(row)),
        )
    )
    return {key for key, status, price in found if has_receipt(status, price)}


def has_receipt(status: str, price_minor: int) -> bool:
    """Tell whether a booking has a receipt: it has a price, and was not called off."""
    return price_minor > 0 and status in PAID


def change(session: Session, form: CustomerForm, *, actor: Actor, now: datetime) -> None:
    """Change the customer's own data; the address stays, since it is what they proved."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer, lock=True)
    checks = Checks()
    if form.locale not in texts.locales():
        checks.fault("locale", "field.choice")
    checks.finish()
    checked = customers.check(replace(form, email=row.email or ""))
    customers.update(session, row, customers.columns(checked), actor=customer, now=now)


def erasing(session: Session, *, actor: Actor, now: datetime) -> ErasureView:
    """Tell the customer what erasing them would empty; change nothing."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer)
    return erasure.preview(session, row.public_id, actor=customer, now=now)


def erase(session: Session, *, actor: Actor, now: datetime) -> None:
    """Erase the customer by their own wish; raise Conflict while a booking is to come."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer)
    erasure.erase(session, row.public_id, actor=customer, now=now)


def archive(session: Session, *, actor: Actor, now: datetime) -> bytes:
    """Give the customer what is kept about them, as a ZIP file, and note that it was given."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer)
    return customer_exports.archive(session, row.public_id, actor=customer, now=now)


def open_feed(session: Session, *, actor: Actor, now: datetime) -> None:
    """Give the customer a calendar feed, at an address that no earlier one had."""
    _turn_feed(session, True, actor=actor, now=now)


def close_feed(session: Session, *, actor: Actor, now: datetime) -> None:
    """End the customer's calendar feed: its address leads nowhere from now on."""
    _turn_feed(session, False, actor=actor, now=now)


def mail_password(
    session: Session,
    secrets: Secrets,
    *,
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> str:
    """Mail the customer a link by which they choose a password; give the address; raise TooMany."""
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer)
    email = session.get_one(User, row.user_id).email
    entrances.ask(
        session, secrets, email, entrances.RESET,
        has_mail=has_mail, attempts=attempts, actor=customer, now=now,
    )  # fmt: skip
    return email


def _turn_feed(session: Session, is_open: bool, *, actor: Actor, now: datetime) -> None:
    customer = as_customer(session, actor)
    row = customers.find_own(session, customer, lock=True)
    if not is_open and row.feed_since is None:
        return
    row.feed_version += 1 if is_open else 0
    row.feed_since = now if is_open else None
    session.add(row)
    session.flush()
    what = "customer.feed_opened" if is_open else "customer.feed_closed"
    customers.record(session, row, what, actor=customer, now=now, fields=["feed_since"])
