"""How customers get in: a mailed link proves an address, and what was booked with it is theirs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.integrations.protocols import Mailbox
from sched_app.models.accounts import AddressProof
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    account_mails,
    accounts,
    customers,
    events,
    links,
    persons,
    proofs,
    search,
    tries,
)
from sched_app.services.access import Actor, Right
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Entered
from sched_app.services.forms import Checks, email_key
from sched_app.services.links import Purpose

WORKSPACES_MOST = 5  # So many mails go out where no business is named.
LINK_MOST = 200  # So many bookings are linked at once; the others are shown by their address.


@dataclass(frozen=True, slots=True)
class PortalLinkView:
    """What the page behind a mailed link greets with."""

    email: str
    workspace_name: str
    workspace_accent: str


def ask(
    session: Session,
    secrets: Secrets,
    email: str,
    *,
    workspace: str = "",
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Mail a link into the portal to whoever booked with this address; the same for others.

    It is open to everyone. Without a `workspace` (its slug) each business that knows the address
    sends one. Raise Invalid for no address, TooMany, and Conflict without a mail server.
    """
    if not has_mail:
        raise Conflict("problem.no_mail")
    checks = Checks()
    clean = checks.email("email", email)
    checks.finish()
    key = email_key(clean)
    most = {"attempts": attempts, "from_anywhere": max(1, attempts // 2)}
    tries.spend(session, secrets, "link", key, **most, actor=actor, now=now)
    for workspace_id in _that_know(session, key, workspace):
        _mail(session, session.get_one(Workspace, workspace_id), clean, key, actor, now)


def greet(session: Session, secrets: Secrets, link: str, *, now: datetime) -> PortalLinkView:
    """Greet the holder of a link; changes nothing; raise NotFound for one that is spent or over."""
    proof = _find(session, secrets, link, now)
    workspace = session.get_one(Workspace, proof.workspace_id)
    return PortalLinkView(proof.email, workspace.name, workspace.accent)


def by_link(
    session: Session,
    secrets: Secrets,
    link: str,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Let the holder of a mailed link in, once: what was booked with the address is theirs now.

    Whoever has no account yet gets one. Raise NotFound for a link that is spent or over.
    """
    proof = _find(session, secrets, link, now, lock=True)
    proof.ended_at = now
    session.add(proof)
    customer = _customer_of(session, proof, now)
    if customer is None:  # It was erased since, or given another address.
        raise NotFound("problem.link_over")
    user = _user_of(session, proof, customer.name, now)
    _give(session, customer, user)
    workspace_id = proof.workspace_id
    entered = accounts.enter(
        session, secrets, user, device=device, lasts=lasts, actor=actor, now=now,
        workspace_id=workspace_id,
    )  # fmt: skip
    _record(session, customer, accounts.as_customer(customer, None, actor), now)
    return entered


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete proofs that were over a day ago, for the hourly job; give how many."""
    old = now - timedelta(days=1)
    gone = session.connection().execute(
        sa.delete(AddressProof).where(col(AddressProof.expires_at) < old)
    )
    return gone.rowcount


def _that_know(session: Session, key: str, slug: str) -> list[int]:
    """Give the workspaces in which an address is a customer's, or was booked with."""
    run = session.connection().execute
    known = sa.select(col(Customer.workspace_id)).where(col(Customer.email_key) == key)
    # By workspace, as the index is: few of them stand in one deployment.
    booked = sa.select(col(Workspace.id)).where(
        sa.exists(
            sa.select(sa.literal(1)).where(
                col(Booking.workspace_id) == col(Workspace.id),
                col(Booking.attendee_key) == key,
                col(Booking.customer_id).is_(None),
            )
        )
    )
    if slug:
        here = session.exec(select(Workspace.id).where(Workspace.slug == slug)).first()
        known = known.where(col(Customer.workspace_id) == here)
        booked = booked.where(col(Workspace.id) == here)
    found = sorted({*run(known).scalars(), *run(booked).scalars()})
    return found[:WORKSPACES_MOST]


def _mail(
    session: Session, workspace: Workspace, email: str, key: str, actor: Actor, now: datetime
) -> None:
    workspace_id = workspace.id or 0
    row = AddressProof(
        workspace_id=workspace_id,
        email=email,
        email_key=key,
        created_at=now,
        expires_at=now + proofs.LASTS,
    )
    session.add(row)
    session.flush()
    account_mails.put_to(
        session, AccountMail.PORTAL, Mailbox("", email), workspace,
        key=row.public_id, subject=("address_proof", row.id or 0), link=row.public_id, now=now,
    )  # fmt: skip
    events.record(
        session, "portal_link_asked", "address_proof", row.id or 0,
        workspace_id=workspace_id, actor=actor, now=now,
    )  # fmt: skip


def _find(
    session: Session, secrets: Secrets, given: str, now: datetime, *, lock: bool = False
) -> AddressProof:
    link = links.read(secrets, given, Purpose.PORTAL)
    wanted = select(AddressProof).where(AddressProof.public_id == link.public_id)
    row = session.exec(wanted.with_for_update() if lock else wanted).first()
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise NotFound("problem.link_over")
    return row


def _user_of(session: Session, proof: AddressProof, name: str, now: datetime) -> User:
    """Give the account of a proven address, made if there is none.

    A password that somebody set before the address was proved may be anybody's: it goes.
    """
    asked = select(User).where(User.email_key == proof.email_key)
    user = session.exec(asked.with_for_update()).first()
    if user is None:
        user = User(
            email=proof.email, email_key=proof.email_key, name=name, created_at=now,
            email_proved_at=now,
        )  # fmt: skip
    elif user.email_proved_at is None:
        if user.password_hash is not None:
            persons.distrust(session, user)
        user.email_proved_at = now
    session.add(user)
    session.flush()
    return user


def _customer_of(session: Session, proof: AddressProof, now: datetime) -> Customer | None:
    """Give the customer of a proven address, made of its latest booking if there is none."""
    at = (Customer.workspace_id == proof.workspace_id, Customer.email_key == proof.email_key)
    known = session.exec(select(Customer).where(*at).with_for_update()).first()
    if known is not None:
        return known
    booking = session.exec(
        select(Booking)
        .where(
            Booking.workspace_id == proof.workspace_id,
            Booking.attendee_key == proof.email_key,
            col(Booking.customer_id).is_(None),
        )
        .order_by(col(Booking.id).desc())
    ).first()
    if booking is None:
        return None
    form = customers.CustomerForm(
        booking.attendee_name,
        proof.email,
        booking.attendee_phone or "",
        booking.attendee_timezone,
        booking.attendee_locale,
    )
    row = Customer(workspace_id=proof.workspace_id, created_at=now, **customers.columns(form))
    session.add(row)
    session.flush()
    search.index(session, [row.id or 0])
    return row


def _give(session: Session, customer: Customer, user: User) -> None:
    """Make a customer a person's, and no other row of this workspace beside it."""
    run = session.connection().execute
    if customer.user_id != user.id:
        run(
            sa.update(Customer)
            .where(
                col(Customer.workspace_id) == customer.workspace_id,
                col(Customer.user_id) == user.id,
            )
            .values(user_id=None)
        )
        customer.user_id = user.id
        session.add(customer)
        session.flush()


def _record(session: Session, customer: Customer, actor: Actor, now: datetime) -> None:
    """Write that a customer came in, and link the bookings that were made with their address."""
    access.require(actor, Right.USE_ACCOUNT, customer.workspace_id, customer_id=customer.id)
    customers.record(
        session, customer, "customer.entered", actor=actor, now=now, fields=["user_id"]
    )
    loose = session.exec(
        select(Booking)
        .where(
            Booking.workspace_id == customer.workspace_id,
            Booking.attendee_key == customer.email_key,
            col(Booking.customer_id).is_(None),
        )
        .order_by(col(Booking.id).desc())
        .limit(LINK_MOST)
    )
    for booking in loose:
        customers.link_by_mail(session, booking, actor=actor, now=now)
