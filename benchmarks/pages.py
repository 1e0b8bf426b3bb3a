"""What the dashboard's pages read, with 100,000 bookings: `python -m benchmarks.pages`.

A workspace of 20 hosts, 20,000 customers, 250,000 events and 200,000 messages is written at once
into a fresh database; each row is the server's time for the data of one page, without drawing it.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks import rows
from sched_app import migrate
from sched_app.db import Database
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import public_id
from sched_app.models.customers import Customer
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, Role
from sched_app.services import (
    audit,
    booking_history,
    booking_search,
    booking_views,
    messages,
    system,
    today,
)
from sched_app.services.access import Actor
from tests.factories import Factory, Member

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
BOOKINGS, CUSTOMERS, HOSTS, TYPES = 100_000, 20_000, 20, 10
CHUNK = 5_000
BOUND = 100.0
HALF_HOUR = timedelta(minutes=30)
FIRST = ("Ana", "Ben", "Clara", "Dev", "Elif", "Femi", "Grace", "Hannah", "Ivo", "Jonas")
LAST = ("Adeyemi", "Brandt", "Costa", "Demir", "Eriksen", "Ferris", "Gupta", "Hartmann")
booking_id, customer_id, message_id = public_id("bk"), public_id("cu"), public_id("ms")


def _bookings(space: int, types: list[Any]) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    start = NOW - HALF_HOUR * (BOOKINGS * 95 // 100 // HOSTS)
    for number in range(BOOKINGS):
        at = start + HALF_HOUR * (number // HOSTS)
        kind = types[number % TYPES]
        customer = number % CUSTOMERS
        status = "confirmed" if at > NOW - timedelta(days=1) else "completed"
        if number % 12 == 0:
            status = (
                chance.choice(("cancelled", "no_show", "declined")) if at < NOW else "cancelled"
            )
        if at > NOW and number % 997 == 0:
            status = "requested"
        yield {
            "public_id": booking_id(),
            "workspace_id": space,
            "meeting_type_id": kind.id,
            "customer_id": customer + 1,
            "status": status,
            "takes_time": status in ("confirmed", "requested"),
            "starts_at": at,
            "ends_at": at + HALF_HOUR,
            "duration_minutes": 30,
            "price_minor": 0,
            "deposit_minor": 0,
            "currency": "EUR",
            "policy": {},
            "meeting_name": kind.name,
            "location_kind": "link",
            "location_value": "https://meet.example.org/room",
            "attendee_name": _name(customer),
            "attendee_email": f"client{customer}@example.org",
            "attendee_timezone": "Europe/London",
            "attendee_locale": "en",
            "host_timezone": "UTC",
            "answers": [],
            "uid": f"b{number}@example.org",
            "sequence": 0,
            "link_version": 1,
            "source": "page",
            "reason": "",
            "ended_by": "",
            "request_expires_at": at if status == "requested" else None,
            "created_at": at - timedelta(days=5),
            "changed_at": at - timedelta(days=5),
        }


def _name(customer: int) -> str:
    return f"{FIRST[customer % len(FIRST)]} {LAST[customer % len(LAST)]}{customer}"


def _hosts(space: int, hosts: list[Member]) -> Iterator[dict[str, Any]]:
    for number in range(BOOKINGS):
        # The last host is new: a handful among all.
        host = hosts[-1] if number % 20_000 == 0 else hosts[number % (HOSTS - 1)]
        yield {
            "workspace_id": space,
            "booking_id": number + 1,
            "membership_id": host.membership.id,
            "person_id": host.user.id,
        }


def _events(space: int, hosts: list[Member]) -> Iterator[dict[str, Any]]:
    start = NOW - HALF_HOUR * (BOOKINGS * 95 // 100 // HOSTS)
    for number in range(BOOKINGS * 5 // 2):
        booking = number * 2 // 5
        by_member = number % 5 in (2, 4)
        yield {
            "workspace_id": space,
            "what": ("booking.confirmed", "booking.moved", "booking.completed")[number % 3],
            "subject_kind": "booking",
            "subject_id": booking + 1,
            "actor_kind": "user" if by_member else "visitor",
            "actor_id": hosts[number % HOSTS].user.id if by_member else None,
            "fields": ["status"],
            "facts": {},
            "at": start + HALF_HOUR * (booking // HOSTS),
            "request_id": f"rq_{number}",
            "sign_in_id": None,
        }


def _messages(space: int) -> Iterator[dict[str, Any]]:
    start = NOW - HALF_HOUR * (BOOKINGS * 95 // 100 // HOSTS)
    for number in range(BOOKINGS * 2):
        at = start + HALF_HOUR * (number // 2 // HOSTS)
        is_due = at <= NOW
        yield {
            "public_id": message_id(),
            "workspace_id": space,
            "kind": "email",
            "template": "join",
            "dedupe_key": f"m{number}",
            "recipient": f"client{number % CUSTOMERS}@example.org",
            "subject_kind": "booking",
            "subject_id": number // 2 + 1,
            "is_private": False,
            "payload": {"workspace": "Fernhill", "locale": "en"},
            "status": "waiting" if not is_due else "failed" if number % 400 == 0 else "sent",
            "due_at": at,
            "first_due_at": at,
            "lease_key": "",
            "attempts": 1,
            "last_answer": "250 Ok",
            "created_at": at,
            "done_at": at if is_due else None,
        }


def _customers(space: int) -> Iterator[dict[str, Any]]:
    for number in range(CUSTOMERS):
        address = f"client{number}@example.org"
        yield {
            "public_id": customer_id(),
            "workspace_id": space,
            "name": _name(number),
            "email": address,
            "email_key": address,
            "created_at": NOW - timedelta(days=400),
        }


def seed(database: Database) -> tuple[Actor, Actor, Actor]:
    """Write the business; give its owner, a host with thousands of bookings, and one with few."""
    migrate.run(database, now=NOW)
    with database.transaction() as session:
        make = Factory(session, NOW)
        space = make.workspace(timezone="Europe/London")
        owner = make.member(space, "Olga Owner", role=Role.OWNER)
        hosts = [make.member(space, f"Host {number}") for number in range(HOSTS)]
        types = [make.meeting_type(space, hosts[:2], name=f"Coaching {n}") for n in range(TYPES)]
        assert space.id is not None
        for table, given in (
            (Customer, _customers(space.id)),
            (Booking, _bookings(space.id, types)),
            (BookingHost, _hosts(space.id, hosts)),
            (Event, _events(space.id, hosts)),
            (OutboxMessage, _messages(space.id)),
        ):
            _fill(session, table, given)
    return owner.actor, hosts[0].actor, hosts[-1].actor


def _fill(session: Session, table: Any, given: Iterator[dict[str, Any]]) -> None:
    chunk: list[dict[str, Any]] = []
    for row in given:
        chunk.append(row)
        if len(chunk) == CHUNK:
            session.connection().execute(sa.insert(table), chunk)
            chunk = []
    if chunk:
        session.connection().execute(sa.insert(table), chunk)


Read = Callable[[Session], object]


def _lists(actor: Actor) -> dict[str, Read]:
    space = actor.workspace_id or 0
    given: dict[str, Any] = {"actor": actor, "now": NOW, "limit": 20}

    def found(which: str = "all", **narrowed: str) -> Read:
        asked = booking_search.wanted(narrowed)

        def read(session: Session) -> object:
            return booking_search.find(session, space, asked, which=which, **given)

        return read

    return {
        "bookings, past": found("past"),
        "bookings, coming": found("coming"),
        "bookings, the numbers of the tabs": lambda session: booking_views.counts(
            session, space, actor=actor, now=NOW
        ),
        "bookings, a client's whole name": found(words="hannah brandt17"),
        "bookings, a first name that 10,000 have": found(words="hannah"),
        "bookings, two letters": found(words="an"),
        "bookings, an e-mail": found(words="client17777@example.org"),
        "bookings, a meeting type's name": found(words="coaching 7"),
        "bookings, a type and a client": found(words="coaching hannah"),
        "bookings, words that nobody has": found(words="zebra"),
        "bookings, a rare status": found(status="declined"),
        "bookings, a period long ago": found(since="2026-01-05", until="2026-01-06"),
    }


def _pages(owner: Actor, host: Actor, new: Actor) -> dict[str, Read]:
    space = owner.workspace_id or 0
    late = {"actor": owner, "now": NOW}

    def one(session: Session) -> object:
        wanted = sa.select(Booking.public_id).where(Booking.id == BOOKINGS // 2)  # type: ignore[arg-type, call-overload]
        key = session.connection().execute(wanted).scalar_one()
        booking_views.get(session, key, **late)
        return booking_history.history(session, key, actor=owner)

    def log(**narrowed: str) -> Read:
        asked = audit.wanted(narrowed)
        return lambda session: audit.listing(session, asked, actor=owner)

    pages: dict[str, Read] = {
        "each page: the requests, what is wrong": lambda session: (
            booking_views.waiting(session, space, actor=owner),
            system.state(session, **late),
        ),
        "today": lambda session: today.view(session, **late),
        "today, an organizer's": lambda session: today.view(session, actor=host, now=NOW),
        **_lists(owner),
        **{f"{name} (an organizer's)": read for name, read in _lists(host).items()},
        **{f"{name} (a new organizer's)": read for name, read in list(_lists(new).items())[:4]},
        "a booking": one,
        "outbox": lambda session: messages.list_messages(session, actor=owner),
        "outbox, what failed": lambda session: messages.list_messages(
            session, actor=owner, status="failed"
        ),
        "system": lambda session: system.view(session, **late),
        "audit": log(),
        "audit, by kind and period": log(kind="booking", since="2026-01-05", until="2026-01-06"),
        "audit, what never happened": log(what="member_left"),
        "audit, by the app itself, which did nothing": log(who="system"),
        "audit, by clients, who did nothing": log(who="customer"),
    }
    return pages


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'pages.db'}")
        try:
            people = seed(database)
            table = [
                rows.Row(name, rows.median_ms(lambda: database.read(read), times=9), "ms", BOUND)  # noqa: B023 - It is called at once.
                for name, read in _pages(*people).items()
            ]
        finally:
            database.close()
    return 0 if rows.show("Pages with 100,000 bookings, SQLite (medians)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
