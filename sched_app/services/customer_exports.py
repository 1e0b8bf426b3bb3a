"""Gives customers' data away: one's own, whole, and the list as a table."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer, CustomerNote, CustomerTag
from sched_app.models.messages import OutboxMessage
from sched_app.services import access, csv_files, customer_views, customers, events
from sched_app.services.access import Actor, ActorKind, Right

HEAD = ("Name", "E-mail", "Phone", "Tags", "Bookings", "Last booking", "Next booking", "Added")
BOOKING_HEAD = (
    "Booking",
    "Meeting",
    "Starts (UTC)",
    "Ends (UTC)",
    "Status",
    "Price (minor units)",
    "Currency",
)
BATCH = 100


def document(session: Session, public_id: str, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Give all that is kept about a customer as JSON values, and note that it was given.

    To themselves without what members wrote for each other: notes and tags.
    """
    row = customers.subject(session, public_id, actor)
    bookings = session.exec(
        select(Booking)
        .where(Booking.workspace_id == row.workspace_id, customers.bookings_of(row))
        .order_by(col(Booking.starts_at))
    ).all()
    notes, tags = ([], []) if actor.kind is ActorKind.CUSTOMER else _internal(session, row)
    customers.record(session, row, "customer.exported", actor=actor, now=now)
    return {
        "exported_at": _iso(now),
        "customer": {
            "id": row.public_id,
            "name": row.name,
            "email": row.email,
            "phone": row.phone,
            "timezone": row.timezone,
            "locale": row.locale,
            "created_at": _iso(row.created_at),
            "tags": sorted(tags),
        },
        "notes": [{"at": _iso(note.created_at), "text": note.text} for note in notes],
        "bookings": [_booking(booking) for booking in bookings],
        "messages": _messages(session, row, [booking.id or 0 for booking in bookings]),
    }


def _internal(session: Session, row: Customer) -> tuple[list[CustomerNote], list[str]]:
    notes = session.exec(
        select(CustomerNote)
        .where(CustomerNote.customer_id == row.id, col(CustomerNote.removed_at).is_(None))
        .order_by(col(CustomerNote.id))
    )
    tags = session.exec(select(CustomerTag.tag).where(CustomerTag.customer_id == row.id))
    return list(notes), list(tags)


def archive(session: Session, public_id: str, *, actor: Actor, now: datetime) -> bytes:
    """Give the same as a ZIP file: the whole as JSON, the bookings also as a table."""
    found = document(session, public_id, actor=actor, now=now)
    table = csv_files.write(
        BOOKING_HEAD,
        (
            (
                one["id"], one["meeting"], one["starts_at"], one["ends_at"], one["status"],
                one["price_minor"], one["currency"],
            )
            for one in found["bookings"]
        ),
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (
            ("customer.json", json.dumps(found, ensure_ascii=False, indent=2)),
            ("bookings.csv", table),
        ):
            member = zipfile.ZipInfo(name, now.astimezone(UTC).timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, text.encode())
    return out.getvalue()


def listed(session: Session, *, words: str = "", tag: str = "", actor: Actor, now: datetime) -> str:
    """Give the list as it is searched, whole, as a CSV table; note that it was given."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.MANAGE_CUSTOMERS, workspace_id)
    rows: list[tuple[object, ...]] = []
    cursor: str | None = None
    while True:
        page = customer_views.list_page(
            session, actor=actor, now=now, words=words, tag=tag, limit=BATCH, cursor=cursor
        )
        rows += map(_line, page.items)
        cursor = page.next_cursor
        if cursor is None:
            break
    events.record(
        session,
        "customers.exported",
        "workspace",
        workspace_id,
        workspace_id=workspace_id,
        actor=actor,
        now=now,
        facts={"count": len(rows)},
    )
    return csv_files.write(HEAD, rows)


def _line(row: customer_views.CustomerRow) -> tuple[object, ...]:
    days = (f"{at:%Y-%m-%d}" if at else "" for at in (row.last_at, row.next_at, row.created_at))
    return (row.name, row.email, row.phone, ", ".join(row.tags), row.bookings, *days)


def _booking(row: Booking) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "meeting": row.meeting_name,
        "starts_at": _iso(row.starts_at),
        "ends_at": _iso(row.ends_at),
        "status": row.status,
        "price_minor": row.price_minor,
        "currency": row.currency,
        "name": row.attendee_name,
        "email": row.attendee_email,
        "phone": row.attendee_phone,
        "timezone": row.attendee_timezone,
        "answers": row.answers,
        "reason": row.reason,
        "created_at": _iso(row.created_at),
    }


def _messages(session: Session, row: Customer, ids: list[int]) -> list[dict[str, Any]]:
    """List what was sent to the customer: what kind, when, whether it went out."""
    if not row.email:
        return []
    found = session.exec(
        select(OutboxMessage)
        .where(
            OutboxMessage.workspace_id == row.workspace_id,
            sa.func.lower(col(OutboxMessage.recipient)) == row.email.lower(),
        )
        .order_by(col(OutboxMessage.id))
    )
    return [
        {
            "kind": message.template,
            "at": _iso(message.done_at or message.created_at),
            "status": message.status,
            "about_booking": message.subject_kind == "booking" and message.subject_id in ids,
        }
        for message in found
    ]


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
