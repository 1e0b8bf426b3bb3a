"""The Team page's data with 100,000 bookings, each of them a turn in the round robin's books."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks import rows
from benchmarks.http import HOSTS, MANY, fill
from sched_app.db import Database
from sched_app.models.bookings import Assignment
from sched_app.models.workspaces import Role
from sched_app.services import departures, fairness, members, team_week
from tests.conftest import migrate
from tests.factories import NINE_TO_FIVE, Factory

BOUND = 100.0  # Milliseconds of the server for a page's data.


def main() -> int:
    """Print the table; 1 if a row is short of its bound."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="openhours-bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'team.db'}")
        migrate(database)
        with database.transaction() as session:
            make = Factory(session, now)
            workspace = make.workspace(slug="bench", timezone="Europe/Berlin")
            team = [
                make.member(
                    workspace, f"Host {n}", weekly=NINE_TO_FIVE,
                    role=Role.ORGANIZER if n else Role.OWNER,
                )
                for n in range(HOSTS)
            ]  # fmt: skip
            make.meeting_type(workspace, team[:1], slug="ask")
            make.meeting_type(workspace, team, slug="team")
            owner, leaving = team[0].actor, team[1].membership.public_id
            make.member(workspace, "Second", role=Role.OWNER)
        fill(database, MANY, now)
        _turns(database, now)
        with database.reading() as session:
            table = [
                rows.Row(
                    f"{name}, {MANY:,} bookings",
                    rows.median_ms(work, times=20),
                    "ms",
                    bound,
                )
                for name, work, bound in (
                    ("members", lambda: members.members(session, actor=owner), None),
                    ("their week", lambda: team_week.week(session, actor=owner, now=now), None),
                    ("the books", lambda: fairness.books(session, actor=owner), None),
                    (
                        "the whole Team page",
                        lambda: (
                            members.members(session, actor=owner),
                            team_week.week(session, actor=owner, now=now),
                            fairness.books(session, actor=owner),
                        ),
                        BOUND,
                    ),
                )
            ]
            preview = rows.median_ms(
                lambda: departures.preview(session, leaving, actor=owner, now=now), times=3
            )
            table.append(rows.Row("who leaves with 400 bookings: preview", preview, "ms"))
        database.close()
    return 0 if rows.show("Team page (medians; in process, SQLite)", table) else 1


def _turns(database: Database, now: datetime) -> None:
    """Make each booking a turn of its host."""
    with database.transaction() as session:
        session.connection().execute(
            sa.insert(Assignment),
            [
                {
                    "workspace_id": 1,
                    "meeting_type_id": 2,
                    "membership_id": number * HOSTS // MANY + 1,
                    "booking_id": number + 1,
                    "counts": {str(host + 1): number for host in range(HOSTS)},
                    "at": now,
                }
                for number in range(MANY)
            ],
        )
        session.connection().execute(sa.text("ANALYZE"))


if __name__ == "__main__":
    raise SystemExit(main())
