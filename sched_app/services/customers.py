"""The workspace's clients: who proved an address becomes one, and members add and change them.

A customer is an organizer's own if the organizer hosts a booking of theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound, NotSignedIn
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.customers import Customer
from sched_app.services import access, events, search
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.forms import Checks, email_key

NAME_KEY_LONGEST = 240
FEW = 3_000


@dataclass(frozen=True, slots=True)
class CustomerForm:
    """What is typed about a customer; without a time zone or language none is known."""

    name: str
    email: str = ""
    phone: str = ""
    timezone: str = ""
    locale: str = ""


def add(session: Session, form: CustomerForm, *, actor: Actor, now: datetime) -> Customer:
    """Add a customer; raise Invalid, also if the address is another one's."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.MANAGE_CUSTOMERS, workspace_id)
    checked = check(form)
    _require_free(session, workspace_id, checked.email)
    row = Customer(workspace_id=workspace_id, created_at=now, **columns(checked))
    session.add(row)
    session.flush()
    search.index(session, [row.id or 0])
    record(session, row, "customer_created", actor=actor, now=now)
    return row


def change(
    session: Session, public_id: str, form: CustomerForm, *, actor: Actor, now: datetime
) -> Customer:
    """Change what is known of a customer; raise Invalid, also if the address is another one's."""
    row = find(session, public_id, actor, Right.EDIT_CUSTOMERS, lock=True)
    require_present(row)
    checked = check(form)
    if email_key(checked.email) != (row.email_key or ""):
        _require_free(session, row.workspace_id, checked.email)
    update(session, row, columns(checked), actor=actor, now=now)
    return row


def update(
    session: Session, row: Customer, values: dict[str, Any], *, actor: Actor, now: datetime
) -> list[str]:
    """Write checked columns into a customer, and what changed into an event; give its names."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, values[name])
    if "email_key" in changed:  # Nobody has proved the new address yet.
        row.user_id = row.feed_since = None
    row.changed_at = now
    session.add(row)
    session.flush()
    search.index(session, [row.id or 0])
    told = [name for name in changed if not name.endswith("_key")]
    record(session, row, "customer.changed", actor=actor, now=now, fields=told)
    return changed


def check(form: CustomerForm) -> CustomerForm:
    """Check every field at once; raise Invalid with the faults by field."""
    checks = Checks()
    email = form.email.strip()
    checked = CustomerForm(
        name=checks.line("name", form.name, 120),
        email=checks.email("email", email) if email else "",
        phone=checks.phone("phone", form.phone),
        timezone=checks.zone("timezone", form.timezone) if form.timezone else "",
        locale=checks.line("locale", form.locale, 16, required=False),
    )
    checks.finish()
    return checked


def columns(form: CustomerForm) -> dict[str, Any]:
    """Give a checked form as the columns of a customer."""
    return {
        "name": form.name,
        "name_key": sort_key(form.name),
        "email": form.email or None,
        "email_key": email_key(form.email) or None,
        "phone": form.phone or None,
        "timezone": form.timezone or None,
        "locale": form.locale or None,
    }


def form_of(row: Customer) -> CustomerForm:
    """Give what is known of a customer as a form."""
    given = (row.email, row.phone, row.timezone, row.locale)
    return CustomerForm(row.name, *(value or "" for value in given))


def sort_key(name: str) -> str:
    """Give what names are sorted by."""
    return search.fold(name)[:NAME_KEY_LONGEST]


def find(
    session: Session, public_id: str, actor: Actor, right: Right, *, lock: bool = False
) -> Customer:
    """Find a customer of the actor's workspace that they have this right to; raise NotFound."""
    workspace_id = actor.workspace_id or 0
    asked = select(Customer).where(
        Customer.public_id == public_id, Customer.workspace_id == workspace_id
    )
    row = session.exec(asked.with_for_update() if lock else asked).first()
    if row is None:
        access.require(actor, right, workspace_id)
        raise NotFound()
    access.require(actor, right, workspace_id, host_ids=hosts_of(session, row))
    return row


def find_own(session: Session, actor: Actor, *, lock: bool = False) -> Customer:
    """Find the row of the customer who is signed in; raise NotSignedIn for everyone else."""
    if actor.kind is not ActorKind.CUSTOMER or actor.customer_id is None:
        raise NotSignedIn()
    asked = select(Customer).where(Customer.id == actor.customer_id)
    row = session.exec(asked.with_for_update() if lock else asked).one()
    if row.erased_at is not None:
        raise NotSignedIn("problem.sign_in_over")
    access.require(actor, Right.USE_ACCOUNT, row.workspace_id, customer_id=row.id)
    return row


def subject(session: Session, public_id: str, actor: Actor, *, lock: bool = False) -> Customer:
    """Find a customer whose data the actor may give away or erase: their own, or as a member."""
    if actor.kind is ActorKind.CUSTOMER:
        row = find_own(session, actor, lock=lock)
        if row.public_id != public_id:
            raise NotFound()
    else:
        row = find(session, public_id, actor, Right.MANAGE_CUSTOMERS, lock=lock)
    require_present(row)
    return row


def require_present(row: Customer) -> None:
    """Refuse to change whose data were erased."""
    if row.erased_at is not None:
        raise Conflict("problem.customer_erased")


def hosts_of(session: Session, row: Customer) -> frozenset[int]:
    """Give the memberships that host a booking of a customer: those whose own it is."""
    rows = session.connection().execute(
        sa.select(col(BookingHost.membership_id))
        .join(Booking, col(Booking.id) == col(BookingHost.booking_id))
        .where(col(Booking.workspace_id) == row.workspace_id, col(Booking.customer_id) == row.id)
        .distinct()
    )
    return frozenset(rows.scalars())


def owned_by(session: Session, actor: Actor, customer_id: Any) -> Any:
    """Give the condition that customers are an organizer's own.

    Those of someone with few bookings are found by these; of many bookings, each customer is asked.
    """
    hosted = sa.select(col(BookingHost.booking_id)).where(
        col(BookingHost.membership_id) == actor.membership_id
    )
    owned = (
        sa.select(col(Booking.customer_id))
        .join(BookingHost, col(BookingHost.booking_id) == col(Booking.id))
        .where(
            col(Booking.workspace_id) == actor.workspace_id,
            col(BookingHost.membership_id) == actor.membership_id,
        )
    )
    counted = sa.select(sa.func.count()).select_from(hosted.limit(FEW + 1).subquery())
    if session.connection().execute(counted).scalar_one() <= FEW:
        return customer_id.in_(owned.where(col(Booking.customer_id).is_not(None)))
    return owned.where(col(Booking.customer_id) == customer_id).exists()


def bookings_of(row: Customer) -> Any:
    """Give the condition that bookings are a customer's: linked, or nobody's with their address."""
    linked: Any = col(Booking.customer_id) == row.id
    if not row.email_key:
        return linked
    address = col(Booking.attendee_key) == row.email_key
    return sa.or_(linked, sa.and_(col(Booking.customer_id).is_(None), address))


def link_by_mail(session: Session, booking: Booking, *, actor: Actor, now: datetime) -> bool:
    """Link a booking to the customer of its address; say whether it was linked.

    Only someone who acts on a page that they reached from our mail has shown that they read that
    mailbox. Typing an address neither reads nor changes a customer: an existing one stays as it is.
    """
    key = booking.id or 0
    mine = actor.customer_id if actor.address and actor.address == booking.attendee_key else None
    access.require(
        actor, Right.MANAGE_BOOKING, booking.workspace_id, booking_id=key, customer_id=mine
    )
    by_mail = actor.by_mail and actor.booking_id == key
    proven = actor.kind is ActorKind.CUSTOMER and (by_mail or mine is not None)
    if not proven or not booking.attendee_email or booking.customer_id is not None:
        return False
    return link(session, booking, actor=actor, now=now) is not None


def link(session: Session, booking: Booking, *, actor: Actor, now: datetime) -> int | None:
    """Link a booking to the customer of its address, or to a new one; the caller authorised it.

    Give the customer's key; None for an address that is none.
    """
    if booking.attendee_email and not email_key(booking.attendee_email):
        return None
    customer_id, is_new = _of_booking(session, booking, now)
    booking.customer_id = customer_id
    session.add(booking)
    session.flush()
    facts = {"booking": booking.id, "customer": customer_id}
    given: dict[str, Any] = {"actor": actor, "now": now, "workspace_id": booking.workspace_id}
    if is_new:
        search.index(session, [customer_id])
        events.record(session, "customer_created", "customer", customer_id, facts=facts, **given)
    events.record(session, "customer_linked", "booking", booking.id or 0, facts=facts, **given)
    return customer_id


def record(
    session: Session,
    row: Customer,
    what: str,
    *,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
    facts: dict[str, Any] | None = None,
) -> None:
    """Write an event about a customer."""
    events.record(
        session,
        what,
        "customer",
        row.id or 0,
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
        facts=facts,
    )


def _require_free(session: Session, workspace_id: int, email: str) -> None:
    key = email_key(email)
    if key and key_of_address(session, workspace_id, key) is not None:
        checks = Checks()
        checks.fault("email", "field.customer_known")
        checks.finish()


def key_of_address(session: Session, workspace_id: int, address: str) -> int | None:
    """Give the customer of a folded address, if there is one."""
    return session.exec(
        select(Customer.id).where(
            Customer.workspace_id == workspace_id, Customer.email_key == address
        )
    ).first()


def _of_booking(session: Session, booking: Booking, now: datetime) -> tuple[int, bool]:
    typed = CustomerForm(
        booking.attendee_name,
        booking.attendee_email or "",
        booking.attendee_phone or "",
        booking.attendee_timezone,
        booking.attendee_locale,
    )
    fresh = Customer(workspace_id=booking.workspace_id, created_at=now, **columns(typed))
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    # Two bookings of one person may be acted on at once: the second waits here and finds the first.
    inserted = session.connection().execute(
        insert(Customer)
        .values(fresh.model_dump(exclude={"id"}))
        .on_conflict_do_nothing(index_elements=["workspace_id", "email_key"])
        .returning(col(Customer.id))
    )
    if made := inserted.first():
        return made[0] or 0, True
    known = key_of_address(session, booking.workspace_id, fresh.email_key or "")
    assert known is not None  # The database has just refused a second one.
    return known, False


def empty(session: Session, row: Customer, *, now: datetime) -> None:
    """Empty the personal columns of a customer, who is then found by nothing; the row stays."""
    row.name = row.name_key = ""
    row.email = row.email_key = row.phone = row.timezone = row.locale = None
    row.user_id = row.feed_since = None
    row.erased_at = row.changed_at = now
    session.add(row)
    session.flush()
    search.index(session, [row.id or 0])
