"""The customers' pages with 100,000 of them, in process: `python -m benchmarks.customers`.

What a page's data take on the server; the searches are for words that nearly all have, that some
have, that one has, that nobody has. SQLite, without ANALYZE, as it is installed.
"""

import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import rows
from sched_app.db import Database
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import public_id
from sched_app.models.customers import Customer, CustomerTag
from sched_app.models.workspaces import Role
from sched_app.services import booking_views, customer_views, customers, search
from sched_app.services.access import Actor
from tests.conftest import migrate
from tests.factories import Factory, Member

MANY = 100_000
BATCH = 5_000
HOSTS = 3
BOUND_MS = 50
FIRST = ("Anna", "Zoë", "Cem", "Dóra", "Elif", "José", "Karim", "Lena", "Mara", "Noor", "Søren")
MAIL = ("gmail.com", "example.org", "web.de")
SEARCHES = (
    ("nothing typed", ""),
    ("one letter", "a"),
    ("two letters that nobody has", "qx"),
    ("part of nearly every address", "mail"),
    ("a first name, with an accent", "zoë"),
    ("a name and the start of another", "karim b"),
    ("the last one by name", "zzylinski"),
    ("the end of a phone number", "99999"),
    ("a tag", "rare"),
    ("nobody", "wolpertinger"),
)


def fill(database: Database, now: datetime) -> tuple[Member, Member]:
    """Put the customers in, a booking each; give an owner and a host of a third of the bookings."""
    migrate(database)
    chance = random.Random(11)
    with database.transaction() as session:
        make = Factory(session, now)
        workspace = make.workspace(slug="bench")
        owner = make.member(workspace, "Olga", role=Role.OWNER)
        hosts = [make.member(workspace, f"Host {number}") for number in range(HOSTS)]
        kind = make.meeting_type(workspace, hosts)
        kind_id, workspace_id = kind.id or 0, workspace.id or 0
    for begin in range(0, MANY, BATCH):
        numbers = range(begin + 1, begin + BATCH + 1)
        with database.transaction() as session:
            run = session.connection().execute
            run(sa.insert(Customer), [_customer(n, workspace_id, chance, now) for n in numbers])
            tagged = [_tag(n, workspace_id) for n in numbers if n % 7 == 0 or n % 5_000 == 0]
            run(sa.insert(CustomerTag), tagged)
            search.index(session, numbers)
            values = [_booking(n, workspace_id, kind_id, now) for n in numbers]
            run(sa.insert(Booking), values)
            run(sa.insert(BookingHost), [_host(n, workspace_id, hosts) for n in numbers])
    return owner, hosts[0]


def _customer(number: int, workspace_id: int, chance: random.Random, now: datetime) -> dict:
    last = "".join(chance.choice("bcdfghklmnprstvw") + chance.choice("aeiou") for _ in range(3))
    name = f"{chance.choice(FIRST)} {last.title()}" if number < MANY else "Zzylinski"
    email = f"{search.fold(name).replace(' ', '.')}{number}@{chance.choice(MAIL)}"
    form = customers.CustomerForm(name, email, f"+44 {20_000_000 + number * 799:010}")
    return {
        "id": number,
        "public_id": public_id("cu")(),
        "workspace_id": workspace_id,
        "created_at": now,
        **customers.columns(form),
    }


def _tag(number: int, workspace_id: int) -> dict:
    tag = "Rare" if number % 5_000 == 0 else "School"
    key = search.fold(tag)
    return {"workspace_id": workspace_id, "customer_id": number, "tag": tag, "tag_key": key}


def _booking(number: int, workspace_id: int, kind_id: int, now: datetime) -> dict:
    public = public_id("bk")()
    begin = now - timedelta(minutes=30 * number)
    blank = {"price_minor": 0, "deposit_minor": 0, "policy": {}, "answers": [], "sequence": 0}
    return {
        **blank,
        "id": number,
        "public_id": public,
        "workspace_id": workspace_id,
        "meeting_type_id": kind_id,
        # One customer has hundreds of them: the profile's history is long.
        "customer_id": 1 if number % 200 == 0 else number,
        "status": "completed",
        "takes_time": True,
        "starts_at": begin,
        "ends_at": begin + timedelta(minutes=30),
        "duration_minutes": 30,
        "currency": "EUR",
        "meeting_name": "Bench",
        "location_kind": "link",
        "location_value": "",
        "attendee_name": "Attendee",
        "attendee_email": "a@example.org",
        "attendee_key": "a@example.org",
        "attendee_timezone": "UTC",
        "attendee_locale": "en",
        "host_timezone": "UTC",
        "uid": f"{public}@bench",
        "link_version": 1,
        "source": "bench",
        "reason": "",
        "ended_by": "",
        "created_at": now,
        "changed_at": now,
    }


def _host(number: int, workspace_id: int, hosts: list[Member]) -> dict:
    host = hosts[number % HOSTS]
    return {
        "workspace_id": workspace_id,
        "booking_id": number,
        "membership_id": host.id,
        "person_id": host.user.id,
    }


def _table(database: Database, owner: Actor, host: Actor, now: datetime) -> list[rows.Row]:
    def timed(name: str, **asked: object) -> rows.Row:
        def work() -> int:
            with database.reading() as session:
                return len(customer_views.list_page(session, now=now, **asked).items)  # type: ignore[arg-type]

        median = rows.median_ms(work, times=20)
        return rows.Row(name, median, "ms", BOUND_MS, note=f"{work()} found")

    def page() -> None:
        with database.reading() as session:
            customer_views.list_page(session, actor=owner, now=now)
            customer_views.count(session, actor=owner)
            customer_views.tags(session, actor=owner)

    def profile() -> None:
        with database.reading() as session:
            row = session.get_one(Customer, 1)
            customer_views.get(session, row.public_id, actor=owner, now=now)
            booking_views.of_customer(session, 1, actor=owner, now=now)

    with database.reading() as session:
        half = customer_views.list_page(session, actor=owner, now=now, words="mail", limit=100)
    return [
        *(timed(f"list, {name}", words=words, actor=owner) for name, words in SEARCHES),
        timed("list, a page further on", words="mail", cursor=half.next_cursor, actor=owner),
        timed("list, by a tag of 20", tag="Rare", actor=owner),
        timed("list, by a tag of 14,000", tag="School", actor=owner),
        timed("list, an organizer's own 33,000", actor=host),
        timed("list, an organizer's own, searched", words="mail", actor=host),
        timed("list, an organizer's own, nobody", words="qx", actor=host),
        rows.Row("page of the list: rows, count, tags", rows.median_ms(page, times=20), "ms", 100),
        rows.Row(
            "page of a customer with 500 bookings", rows.median_ms(profile, times=20), "ms", 100
        ),
    ]


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        owner, host = fill(database, now)
        table = _table(database, owner.actor, host.actor, now)
        database.close()
    return 0 if rows.show(f"{MANY:,} customers and bookings (medians)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
