"""Five hosts, one of whom works in two workspaces, and types that share and limit their time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sched_app.db import Database
from sched_app.models.workspaces import Deployment, Role
from sched_app.services import passwords
from tests.factories import Factory

PASSWORD = "correct horse battery"
OWNER = "olga@example.org"
DAYS = 5
WEEKDAYS = [[day, 9 * 60, 17 * 60] for day in range(5)]


@dataclass
class Kind:
    """A meeting type as the storm knows it."""

    id: str
    key: int
    minutes: int
    needs_approval: bool = False


@dataclass
class Seed:
    """What was made."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    days: list[datetime] = field(default_factory=list)
    members: list[str] = field(default_factory=list)

    def starts(self, kind: Kind) -> list[datetime]:
        """List the whole grid of a type, open or not."""
        steps = range(0, 8 * 60 - kind.minutes + 1, 15)
        return [day + timedelta(minutes=step) for day in self.days for step in steps]


def lay(database: Database, now: datetime) -> Seed:
    """Fill an empty migrated database; the days are the week after next's, from 09:00 UTC."""
    monday = (now + timedelta(days=14 - now.weekday())).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    seed = Seed(days=[monday.astimezone(UTC) + timedelta(days=n) for n in range(DAYS)])
    with database.transaction() as session:
        make = Factory(session, now)
        session.add(Deployment(id=1, base_url="http://127.0.0.1", set_up_at=now))
        home = make.workspace(slug="home", timezone="Europe/Berlin")
        away = make.workspace(slug="away", timezone="America/New_York")
        olga = make.user("Olga Owner", OWNER)
        olga.password_hash = passwords.hashed(PASSWORD)
        ada = make.member(home, user=olga, role=Role.OWNER, weekly=WEEKDAYS)
        names = ("Ben Two", "Cy Three", "Dee Four", "Eve Both")
        ben, cy, dee, eve = (make.member(home, name, weekly=WEEKDAYS) for name in names)
        eve_away = make.member(away, user=eve.user, weekly=WEEKDAYS)
        everyone = [ada, ben, cy, dee, eve]
        seed.members = [one.membership.public_id for one in everyone]
        for name, workspace, hosts, minutes, values in (
            ("robin", home, everyone, 30, {"limit_per_day": 14, "buffer_after_minutes": 15}),
            ("asked", home, [ben, cy, eve], 30, {"needs_approval": True, "limit_per_day": 8}),
            ("loose", home, [ada, dee], 30, {"needs_approval": True, "request_blocks": False}),
            ("both", home, [ada, ben], 45, {"routing": "collective", "limit_per_day": 3}),
            ("solo", home, [eve], 45, {"limit_per_week": 9}),
            ("away", away, [eve_away], 30, {"limit_per_day": 4, "buffer_before_minutes": 15}),
        ):
            row = make.meeting_type(
                workspace, hosts, minutes=minutes, slug=name, interval_minutes=15, **values
            )
            assert row.id is not None
            seed.kinds[name] = Kind(row.public_id, row.id, minutes, row.needs_approval)
    return seed
