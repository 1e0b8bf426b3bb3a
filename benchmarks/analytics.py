"""The numbers of a business with a long past: what the analytics page asks of the database."""

import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks import rows
from sched_app.db import Database
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import public_id
from sched_app.models.customers import Customer
from sched_app.models.traffic import Stage, VisitCount
from sched_app.models.workspaces import Event, Role
from sched_app.services import analytics, analytics_rows
from sched_app.services.access import Actor
from sched_app.services.analytics_rows import Slice
from tests.conftest import migrate
from tests.factories import Factory, Member

BOOKINGS, CUSTOMERS = 100_000, 20_000
HOSTS, TYPES = 20, 10
DAYS = 2 * 365
RUNS = 15
CHUNK = 10_000
ZONE = "Europe/Berlin"
ENDS = ("completed",) * 16 + ("no_show",) + ("cancelled",) * 2 + ("declined",)
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    with tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'openhours.db'}")
        migrate(database)
        now = datetime.now(UTC)
        owner, host = _fill(database, now)
        table = [
            _report(database, "12w", owner, now),
            _report(database, "12w", host, now, who="an organizer"),
            # It reads every booking there is: see docs/decisions/49-numbers.md.
            _report(database, "52w", owner, now, bound=None),
            *(_behind(database, chosen, owner, now) for chosen in BEHIND),
        ]
        database.close()
    words = f"Analytics, {BOOKINGS:,} bookings, {CUSTOMERS:,} customers (medians; SQLite)"
    return 0 if rows.show(words, table) else 1


BEHIND = (Slice("all"), Slice("at", "1-10"), Slice("answer", "1"))


def _report(
    database: Database,
    name: str,
    actor: Actor,
    now: datetime,
    *,
    who: str = "the owner",
    bound: float | None = 100,
) -> rows.Row:
    ask = partial(analytics.report, name=name, actor=actor, now=now)
    taken = rows.median_ms(lambda: database.read(lambda session: ask(session)), times=RUNS)
    found = database.read(lambda session: ask(session))
    note = f"{found.now.bookings:,} and {found.before.bookings:,} bookings"
    return rows.Row(f"the page's data, {name}, for {who}", taken, "ms", bound, note=note)


def _behind(database: Database, chosen: Slice, actor: Actor, now: datetime) -> rows.Row:
    def ask(session: Session) -> analytics_rows.Page:
        return analytics_rows.page(session, "52w", "", "", chosen, actor=actor, now=now)

    taken = rows.median_ms(lambda: database.read(ask), times=RUNS)
    return rows.Row(f"the rows behind a number: {chosen.kind} {chosen.value}", taken, "ms", 100)


def _fill(database: Database, now: datetime) -> tuple[Actor, Actor]:
    with database.transaction() as session:
        make = Factory(session, now)
        workspace = make.workspace(slug="bench", timezone=ZONE)
        owner = make.member(workspace, "Olga", role=Role.OWNER)
        hosts = [make.member(workspace, f"Host {n}", timezone=ZONE) for n in range(HOSTS)]
        types = [
            make.meeting_type(workspace, hosts, slug=f"type-{n}", name=f"Type {n}").id
            for n in range(TYPES)
        ]
        run = session.connection().execute
        run(sa.insert(Customer), [_customer(n, now) for n in range(CUSTOMERS)])
        chance = random.Random(7)
        for first in range(0, BOOKINGS, CHUNK):
            _bookings(session, range(first, first + CHUNK), hosts, types, now, chance)
        counts = [
            {"workspace_id": 1, "meeting_type_id": one, "on_date": (now - timedelta(day)).date(),
             "stage": stage.value, "facet": zone if stage is Stage.OPENED else "", "count": 9}
            for one in types
            for day in range(DAYS)
            for stage in Stage
            for zone in (ZONES if stage is Stage.OPENED else ZONES[:1])
        ]  # fmt: skip
        run(sa.insert(VisitCount), counts)
        run(sa.text("ANALYZE"))
    return owner.actor, hosts[0].actor


def _customer(number: int, now: datetime) -> dict[str, object]:
    return {
        "public_id": public_id("cu")(), "workspace_id": 1, "name": f"Customer {number}",
        "email": f"c{number}@example.org", "email_key": f"c{number}@example.org",
        "created_at": now,
    }  # fmt: skip


def _bookings(
    session: Session,
    numbers: range,
    hosts: list[Member],
    types: list[int],
    now: datetime,
    chance: random.Random,
) -> None:
    bookings, doers, events = [], [], []
    new = public_id("bk")
    for number in numbers:
        key, host = number + 1, hosts[number % HOSTS]
        place = number // HOSTS
        day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(place % DAYS + 1)
        begin = day + timedelta(minutes=540 + 30 * (place // DAYS + chance.randrange(8)))
        made = begin - timedelta(minutes=chance.randrange(30, 40_000))
        is_request = number % 10 == 0
        public = new()
        bookings.append(
            {
                "id": key, "public_id": public, "workspace_id": 1,
                "meeting_type_id": types[number % TYPES], "customer_id": number % CUSTOMERS + 1,
                "status": ENDS[number % len(ENDS)], "takes_time": True, "starts_at": begin,
                "ends_at": begin + timedelta(minutes=30), "duration_minutes": 30,
                "price_minor": 0, "deposit_minor": 0, "currency": "EUR", "policy": {},
                "meeting_name": "Bench", "location_kind": "link", "location_value": "",
                "attendee_name": "Attendee", "attendee_email": "a@example.org",
                "attendee_timezone": ZONE, "attendee_locale": "en", "host_timezone": ZONE,
                "answers": [], "uid": f"{public}@bench", "sequence": 0, "link_version": 1,
                "source": "page", "reason": "", "ended_by": "", "created_at": made,
                "changed_at": begin, "request_expires_at": begin if is_request else None,
            }
        )  # fmt: skip
        doers.append(
            {"workspace_id": 1, "booking_id": key, "membership_id": host.membership.id,
             "person_id": host.user.id}
        )  # fmt: skip
        whats = ["booking.requested", "booking.accepted"] if is_request else ["booking.booked"]
        for step, what in enumerate(whats):
            events.append(
                {"workspace_id": 1, "what": what, "subject_kind": "booking", "subject_id": key,
                 "actor_kind": "system", "fields": [], "facts": {}, "request_id": "",
                 "at": made + timedelta(minutes=step * chance.randrange(10, 4000))}
            )  # fmt: skip
    run = session.connection().execute
    for table, values in ((Booking, bookings), (BookingHost, doers), (Event, events)):
        run(sa.insert(table), values)


if __name__ == "__main__":
    sys.exit(main())
