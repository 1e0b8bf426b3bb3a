"""The calendar's data with 100,000 bookings of 20 members: `python -m benchmarks.calendar`.

What a look takes on the server, in process. SQLite, without ANALYZE, as it is installed.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks import rows
from sched_app.db import Database
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import epoch, public_id
from sched_app.models.schedules import Claim
from sched_app.models.workspaces import Role
from sched_app.services import calendar_months, calendar_views
from tests.conftest import migrate
from tests.factories import Factory, Member

MANY, MEMBERS, A_DAY = 100_000, 20, 8
BOUND_MS = 100
DAY = timedelta(days=1)


def fill(database: Database, now: datetime) -> list[Member]:
    """Give every member eight bookings a day, half of them to come; the first is the owner."""
    migrate(database)
    new = public_id("bk")
    with database.transaction() as session:
        make = Factory(session, now)
        workspace = make.workspace(slug="bench")
        members = [
            make.member(workspace, f"Host {number}", role=Role.ORGANIZER if number else Role.OWNER)
            for number in range(MEMBERS)
        ]
        types = [make.meeting_type(workspace, [member]).id for member in members]
        tables: tuple[list[dict[str, object]], ...] = ([], [], [])
        per_member = MANY // MEMBERS
        first_day = now - DAY * (per_member // A_DAY // 2)
        for key in range(MANY):
            number, place = divmod(key, per_member)
            day, hour = divmod(place, A_DAY)
            begin = first_day + DAY * day + timedelta(hours=hour)
            for table, row in zip(
                tables,
                _rows(key + 1, new(), members[number], types[number], begin, now),
                strict=True,
            ):
                table.append(row)
        for model, values in zip((Booking, BookingHost, Claim), tables, strict=True):
            session.connection().execute(sa.insert(model), values)
    return members


def _rows(
    key: int, public: str, member: Member, type_id: int | None, begin: datetime, now: datetime
) -> tuple[dict[str, object], ...]:
    shared = {"workspace_id": member.membership.workspace_id}
    who = {"person_id": member.user.id, "booking_id": key}
    booking = {
        "id": key, "public_id": public, "meeting_type_id": type_id, "takes_time": True,
        "status": "completed" if begin < now else "confirmed", "starts_at": begin,
        "ends_at": begin + timedelta(minutes=30), "duration_minutes": 30, "currency": "EUR",
        "price_minor": 0, "deposit_minor": 0, "policy": {}, "meeting_name": "Coaching session",
        "location_kind": "phone", "location_value": "", "attendee_name": f"Customer {key}",
        "attendee_timezone": "UTC", "attendee_locale": "en", "host_timezone": "UTC",
        "answers": [], "uid": public, "sequence": 0, "link_version": 1, "source": "page",
        "reason": "", "ended_by": "", "created_at": now, "changed_at": now,
    }  # fmt: skip
    claim = {
        "owner": f"booking:{key}", "starts_at": epoch(begin), "ends_at": epoch(begin) + 1800,
        "before": 0, "after": 0, "active": True,
    }  # fmt: skip
    host = {"membership_id": member.id}
    return shared | booking, shared | who | host, shared | who | claim


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'openhours.db'}")
        members = fill(database, now)
        table = []
        with database.reading() as session:
            for who, chosen in (("one member", members[1:2]), (f"{MEMBERS} members", members)):
                keys = [member.membership.public_id for member in chosen]
                asked = {"actor": members[0].actor, "members": keys}
                for name, days in (("day", 1), ("week", 7)):
                    taken = rows.median_ms(
                        lambda days=days, asked=asked: calendar_views.between(
                            session, now, now + DAY * days, now=now, **asked
                        ),
                        times=20,
                    )
                    table.append(rows.Row(f"a {name} of {who}", taken, "ms", BOUND_MS))
                taken = rows.median_ms(
                    lambda asked=asked: calendar_months.days(
                        session, now.date(), 42, zone="Europe/London", **asked
                    ),
                    times=20,
                )
                table.append(rows.Row(f"a month of {who}", taken, "ms", BOUND_MS))
        database.close()
    return 0 if rows.show(f"The calendar with {MANY:,} bookings (SQLite)", table) else 1


if __name__ == "__main__":
    sys.exit(main())
