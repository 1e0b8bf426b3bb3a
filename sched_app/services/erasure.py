"""Erases what is personal about a customer, and keeps what money and law need without a name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict
from sched_app.models.accounts import AddressProof
from sched_app.models.bookings import Booking, BookingNote, SavedFilter
from sched_app.models.customer_imports import CustomerImport, CustomerImportRow
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.services import (
    appointments,
    csv_files,
    customers,
    inquiries,
    outbox,
    persons,
    search,
)
from sched_app.services.access import Actor

BATCH = 500  # So many keys stand in one statement.


@dataclass(frozen=True, slots=True)
class ErasureView:
    """What erasing a customer would empty; while a booking is to come, it cannot be done."""

    name: str
    bookings: int
    coming: int
    notes: int
    tags: int
    messages: int


def preview(session: Session, public_id: str, *, actor: Actor, now: datetime) -> ErasureView:
    """Tell what erasing a customer would empty; change nothing."""
    row = customers.subject(session, public_id, actor)
    ids, addresses, coming = _theirs(session, row, now)
    return ErasureView(
        row.name,
        bookings=len(ids),
        coming=coming,
        notes=_count(session, CustomerNote, CustomerNote.customer_id == row.id),
        tags=_count(session, CustomerTag, CustomerTag.customer_id == row.id),
        messages=sum(
            _count(session, OutboxMessage, condition)
            for condition in _about(row.workspace_id, ids, addresses)
        ),
    )


def erase(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Empty every personal value of a customer, for good; raise Conflict while bookings come.

    Bookings made with their address that were never linked count as theirs.
    """
    row = customers.subject(session, public_id, actor, lock=True)
    person = row.user_id
    ids, addresses, coming = _theirs(session, row, now)
    if coming:
        raise Conflict("problem.customer_has_coming")
    empty_bookings(session, ids)
    run = session.connection().execute
    for condition in _about(row.workspace_id, ids, addresses):
        empty_messages(session, condition, addresses=addresses)
    notes = run(sa.delete(CustomerNote).where(col(CustomerNote.customer_id) == row.id)).rowcount
    run(sa.delete(CustomerTag).where(col(CustomerTag.customer_id) == row.id))
    _forget_imports(session, row, addresses)
    _forget_proofs(session, row.workspace_id, addresses)
    _forget_filters(session, row, addresses)
    inquiries.forget_of(session, row.workspace_id, addresses)
    customers.empty(session, row, now=now)
    if person is not None:
        persons.forget(session, person)
    customers.record(
        session,
        row,
        "customer.erased",
        actor=actor,
        now=now,
        fields=["name", "email", "phone", "timezone", "locale", "notes", "tags"],
        facts={"bookings": len(ids), "notes": notes},
    )


def empty_bookings(session: Session, ids: Sequence[int]) -> None:
    """Empty who came of bookings, notes about them too; time, type and price stay, links end."""
    for keys in _batches(ids):
        session.connection().execute(
            sa.update(Booking)
            .where(col(Booking.id).in_(keys))
            .values(
                attendee_name="",
                attendee_email=None,
                attendee_key=None,
                attendee_phone=None,
                attendee_timezone=Booking.host_timezone,
                answers=[],
                reason="",
                link_version=Booking.link_version + 1,
            )
        )
        session.connection().execute(
            sa.delete(BookingNote).where(col(BookingNote.booking_id).in_(keys))
        )
    session.expire_all()


def empty_messages(session: Session, condition: Any, *, addresses: Collection[str]) -> int:
    """Empty what messages say, and to whom if to one of these; those not sent yet never are."""
    recipient, status = col(OutboxMessage.recipient), col(OutboxMessage.status)
    is_theirs = sa.func.lower(recipient).in_(list(addresses))
    emptied = session.connection().execute(
        sa.update(OutboxMessage)
        .where(condition)
        .values(
            recipient=sa.case((is_theirs, ""), else_=recipient),
            payload={},
            last_answer="",
            status=sa.case((outbox.is_open(status), MessageStatus.KEPT.value), else_=status),
        )
    )
    return emptied.rowcount


def _theirs(session: Session, row: Customer, now: datetime) -> tuple[list[int], set[str], int]:
    """Give a customer's bookings, the addresses in them, and how many are still to come."""
    found = session.connection().execute(
        sa.select(
            col(Booking.id),
            col(Booking.attendee_key),
            col(Booking.attendee_email),
            col(Booking.status),
            col(Booking.ends_at),
        ).where(col(Booking.workspace_id) == row.workspace_id, customers.bookings_of(row))
    )
    ids, addresses, coming = [], {row.email_key or "", (row.email or "").lower()}, 0
    for key, address, email, status, ends_at in found:
        ids.append(key or 0)
        addresses |= {address or "", (email or "").lower()}
        coming += status in appointments.OPEN and ends_at > now
    return ids, addresses - {""}, coming


def _about(workspace_id: int, ids: Sequence[int], addresses: Collection[str]) -> list[Any]:
    """Give conditions that part the messages about bookings or to addresses: each is met once."""
    ours = col(OutboxMessage.workspace_id) == workspace_id
    of_bookings = col(OutboxMessage.subject_kind) == "booking"
    conditions = [
        sa.and_(ours, of_bookings, col(OutboxMessage.subject_id).in_(keys))
        for keys in _batches(ids)
    ]
    to_them = sa.func.lower(col(OutboxMessage.recipient)).in_(list(addresses))
    others = sa.or_(~of_bookings, col(OutboxMessage.subject_id).not_in(ids[:BATCH]))
    return [*conditions, sa.and_(ours, to_them, others)] if addresses else conditions


def _forget_imports(session: Session, row: Customer, addresses: Collection[str]) -> None:
    """Forget what undoing an import would bring back, and files in which the customer stands."""
    session.connection().execute(
        sa.delete(CustomerImportRow).where(col(CustomerImportRow.customer_id) == row.id)
    )
    waiting = select(CustomerImport).where(
        CustomerImport.workspace_id == row.workspace_id, col(CustomerImport.content).is_not(None)
    )
    sought = [*addresses, search.fold(row.name)]
    for file in session.exec(waiting):
        text = search.fold(csv_files.decoded(file.content or b""))
        if any(words and words in text for words in sought):
            session.delete(file)
    session.flush()


def _forget_proofs(session: Session, workspace_id: int, addresses: Collection[str]) -> None:
    session.connection().execute(
        sa.delete(AddressProof).where(
            col(AddressProof.workspace_id) == workspace_id,
            col(AddressProof.email_key).in_(list(addresses)),
        )
    )


def _forget_filters(session: Session, row: Customer, addresses: Collection[str]) -> None:
    """Forget filters of the bookings that look for a word of the customer's name, or address."""
    names = set(search.fold(row.name).split())
    saved = select(SavedFilter).where(SavedFilter.workspace_id == row.workspace_id)
    for one in session.exec(saved):
        words = set(search.fold(" ".join((one.name, *one.wanted.values()))).split())
        if words & names or any(
            len(word) > 3 and word in address for word in words for address in addresses
        ):
            session.delete(one)
    session.flush()


def _count(session: Session, table: Any, condition: Any) -> int:
    asked = sa.select(sa.func.count()).select_from(table).where(condition)
    return int(session.connection().execute(asked).scalar_one())


def _batches(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[begin : begin + BATCH] for begin in range(0, len(keys), BATCH)]
