"""After an erasure no table holds anything personal, and what money and law need is still there."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from sched_app.db import Database
from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    attendance,
    booking_notes,
    cancellations,
    customer_links,
    customer_notes,
    customer_views,
    customers,
    erasure,
    inquiries,
    messages,
    saved_filters,
    search,
)
from sched_app.services.customers import CustomerForm
from sched_app.services.inquiries import InquiryForm
from tests.factories import Factory
from tests.services import people
from tests.support import clients, visits

NAME, EMAIL, PHONE = "Hannah Lindqvist", "Hannah@lindqvist.example", "+44 20 7946 0011"
TRACES = (
    "hannah",
    "lindqvist",
    "+44 20 7946",
    "442079460011",
    "likes tea",
    "cello",
    "vip",
    "my reason",
)

# Tables of which nothing is a customer's own, or what is there is kept in rows named elsewhere. A
# new table is either written down here, or emptied in `services/erasure.py`.
ERASED = {"customers", "customer_tags", "customer_notes", "customer_search", "bookings",
          "outbox_messages", "customer_imports", "customer_import_rows", "booking_notes",
          "saved_filters", "inquiries", "address_proofs"}  # fmt: skip
NOT_THEIRS = {
    "alarms", "assignments", "booking_hosts", "claims", "date_overrides", "deployment",
    "email_changes", "events", "holds", "idempotency_keys", "identities", "invitations",
    "job_runs", "meeting_type_durations", "meeting_type_hosts", "meeting_types", "memberships",
    "openid_trips", "proofs", "questions", "rate_counts", "recovery_codes", "retention_periods",
    "schedules", "second_steps", "sign_ins", "sign_ups", "site_pages", "sites", "stored_files",
    "time_off", "users", "visit_counts", "workspace_slugs", "workspaces",
}  # fmt: skip


def everything(session: Session) -> str:
    """Give every value of every table there is, the search's own included, as one small text."""
    connection = session.connection()
    names = sa.inspect(connection).get_table_names()
    found = []
    for name in names:
        for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
            found += [
                value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for value in row
            ]
    return "\n".join(found).casefold()


def fill(session: Session, now: datetime) -> tuple[Factory, Customer, dict[str, Booking]]:
    """Let a client do all that leaves traces: book, cancel, be noted, be linked, be written to."""
    make = Factory(session, now)
    studio = make.workspace()
    ana = make.member(studio, "Ana Ruiz")
    kind = make.meeting_type(studio, [ana])
    question = make.question(kind, "What do you play?")
    long_ago = now - timedelta(days=9)
    details = visits.typed(
        NAME, email=EMAIL, phone=PHONE, timezone="Europe/London",
        answers={question.public_id: "The cello"},
    )  # fmt: skip
    hours = {"done": 9, "off": 10, "stray": 11}
    rows = {
        name: visits.book(session, kind, visits.at(hour, day=-6), details=details, now=long_ago)
        for name, hour in hours.items()
    }
    admin = {"actor": clients.admin_of(studio), "now": now}
    attendance.complete(session, rows["done"].public_id, **admin)
    cancelled = {"actor": ana.actor, "now": long_ago}
    cancellations.cancel(session, rows["off"].public_id, reason="My reason", **cancelled)
    row, _ = customer_links.link(session, rows["done"].public_id, **admin)
    customer_links.link(session, rows["off"].public_id, **admin)
    note = customer_notes.add_note(session, row.public_id, "Likes tea", actor=ana.actor, now=now)
    customer_notes.remove_note(session, note.public_id, actor=ana.actor, now=now)
    customer_notes.add_note(session, row.public_id, "Hannah likes tea", actor=ana.actor, now=now)
    customer_notes.add_tag(session, row.public_id, "VIP", **admin)
    customers.change(session, row.public_id, CustomerForm(NAME, EMAIL, PHONE), **admin)
    booking_notes.add(session, rows["done"].public_id, "Likes tea too", actor=ana.actor, now=now)
    saved_filters.save(session, "The cellist", {"words": "Hannah"}, actor=ana.actor, now=now)
    secrets = Secrets({"k1": b"one key for the tests, 32 bytes!"}, "k1")
    visitor = access.visitor(address_key="a1")
    form = inquiries.form_token(
        session, studio.slug, secrets=secrets, actor=visitor, now=now - timedelta(minutes=1)
    )
    inquiries.receive(
        session, studio.slug, InquiryForm("contact", NAME, EMAIL, "The cello?", form),
        secrets=secrets, terms=inquiries.Terms(limited=False), actor=visitor, now=now,
    )  # fmt: skip
    for message in session.exec(select(OutboxMessage)):
        message.last_answer = f"550 <{EMAIL}> unknown"
        session.add(message)
    session.flush()
    return make, row, rows


def test_no_table_holds_a_trace_and_the_books_still_balance(
    database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        _, row, _ = fill(session, now)
        admin = {"actor": clients.admin_of_id(row.workspace_id), "now": now}
        before = everything(session)
        assert [trace for trace in TRACES if trace not in before] == []
        asked = erasure.preview(session, row.public_id, **admin)
        erasure.erase(session, row.public_id, **admin)
        search.compact(session)
        key = row.id

    with database.transaction() as session:
        after = everything(session)
        assert [trace for trace in TRACES if trace in after] == []
        kept = session.exec(select(Booking).order_by(Booking.id)).all()
        assert [booking.status for booking in kept] == ["completed", "cancelled", "confirmed"]
        assert [booking.customer_id for booking in kept] == [key, key, None]
        assert all(booking.link_version == 2 for booking in kept)
        assert all(message.payload == {} for message in session.exec(select(OutboxMessage)))
        assert {m.status for m in session.exec(select(OutboxMessage))} == {"kept"}
        (event,) = session.exec(select(Event).where(Event.what == "customer.erased"))
        assert event.facts == {"bookings": 3, "notes": 2}
        page = customer_views.list_page(session, words="hannah", **admin)
        assert page.items == ()
        listed = messages.list_messages(session, actor=admin["actor"])
        assert all(line.subject == "" for line in listed.rows)
        view = customer_views.get(session, row.public_id, **admin)
        assert (view.name, view.may_edit, view.counts.booked) == ("", False, 2)
        with pytest.raises(Conflict):
            erasure.erase(session, row.public_id, **admin)
    assert (asked.bookings, asked.notes, asked.tags) == (3, 2, 1)
    assert asked.messages == len(listed.rows)


def test_nobody_else_is_touched(session: Session, make: Factory, now: datetime) -> None:
    _, row, _ = fill(session, now)
    elsewhere = make.workspace()
    kind = make.meeting_type(elsewhere, [make.member(elsewhere, "Ben Okafor")])
    other = visits.book(
        session, kind, visits.at(9), details=visits.typed("Hannah Lindqvist", email=EMAIL)
    )
    erasure.erase(session, row.public_id, actor=clients.admin_of_id(row.workspace_id), now=now)

    session.refresh(other)
    assert other.attendee_name == "Hannah Lindqvist"
    mails = session.exec(
        select(OutboxMessage).where(OutboxMessage.workspace_id == other.workspace_id)
    ).all()
    assert mails
    assert all(mail.payload for mail in mails)


def test_a_booking_to_come_stands_in_the_way(session: Session, make: Factory, now) -> None:
    studio = make.workspace()
    ana = make.member(studio)
    row = clients.customer(make, studio)
    clients.booking(make, ana, make.meeting_type(studio, [ana]), days=2, customer_id=row.id)
    admin = {"actor": clients.admin_of(studio), "now": now}

    assert erasure.preview(session, row.public_id, **admin).coming == 1
    with pytest.raises(Conflict):
        erasure.erase(session, row.public_id, **admin)
    assert session.get_one(Customer, row.id).name == "Hannah Lindqvist"


def test_only_admins_erase_and_only_their_own(session: Session, make: Factory, now) -> None:
    studio = make.workspace()
    ana = make.member(studio)
    row = clients.customer(make, studio)
    clients.booking(make, ana, make.meeting_type(studio, [ana]), customer_id=row.id)
    for actor, error in ((ana.actor, Forbidden), (people.outsider(make).actor, NotFound)):
        with pytest.raises(error):
            erasure.preview(session, row.public_id, actor=actor, now=now)
        with pytest.raises(error):
            erasure.erase(session, row.public_id, actor=actor, now=now)


def test_every_table_is_thought_of() -> None:
    assert SQLModel.metadata.tables.keys() == ERASED | NOT_THEIRS
