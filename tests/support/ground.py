"""A business to call the API of: an owner, an organizer, a stranger, a type of each kind."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sched_app.db import Database
from sched_app.models.workspaces import Deployment, Role
from sched_app.services import passwords
from tests.factories import Factory

PASSWORD = "correct horse battery"
BASE_URL = "http://localhost:8000"
ROUND_THE_CLOCK = [[day, 0, 1440] for day in range(7)]


@dataclass
class Ground:
    """What was made, by public id."""

    workspace: str = "fernhill"
    owner: str = "olga@example.org"
    organizer: str = "ben@example.org"
    stranger: str = "sam@example.org"
    members: dict[str, str] = field(default_factory=dict)
    schedules: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    type_keys: dict[str, int] = field(default_factory=dict)
    question: str = ""


def lay(database: Database, now: datetime, *, hosts: int = 2) -> Ground:
    """Fill an empty migrated database; people sign in with PASSWORD, hosts work day and night."""
    ground = Ground()
    with database.transaction() as session:
        make = Factory(session, now)
        session.add(Deployment(id=1, base_url=BASE_URL, set_up_at=now))
        home = make.workspace(slug=ground.workspace, is_listed=True)
        away = make.workspace(slug="elsewhere", name="Elsewhere")
        hashed = passwords.hashed(PASSWORD)
        people = {}
        for name, email, role in (
            ("Olga Berg", ground.owner, Role.OWNER),
            ("Ben Okafor", ground.organizer, Role.ORGANIZER),
            *((f"Host {n}", f"host{n}@example.org", Role.ORGANIZER) for n in range(2, hosts)),
        ):
            user = make.user(name, email)
            user.password_hash = hashed
            people[email] = make.member(home, user=user, role=role, weekly=ROUND_THE_CLOCK)
        stranger = make.user("Sam Stranger", ground.stranger)
        stranger.password_hash = hashed
        people[ground.stranger] = make.member(away, user=stranger, role=Role.OWNER)
        everyone = [people[email] for email in people if email != ground.stranger]
        olga, ben = everyone[0], everyone[1]
        kinds = {
            "single": ([olga], {}),
            "robin": (everyone, {}),
            "collective": ([olga, ben], {"routing": "collective"}),
            "approval": ([olga], {"needs_approval": True}),
            "unlisted": ([ben], {"visibility": "unlisted"}),
            "hidden": ([ben], {"visibility": "inactive"}),
        }
        for name, (who, values) in kinds.items():
            row = make.meeting_type(home, who, slug=name, name=name.title(), **values)
            ground.types[name], ground.type_keys[name] = row.public_id, row.id
            if name == "approval":
                ground.question = make.question(row, "What about?", is_required=True).public_id
        foreign = make.meeting_type(away, [people[ground.stranger]], slug="foreign")
        ground.types["foreign"], ground.type_keys["foreign"] = foreign.public_id, foreign.id
        for email, member in people.items():
            ground.members[email] = member.membership.public_id
            ground.schedules[email] = member.schedule.public_id
    return ground


def coming(now: datetime, *, days: int = 1, hour: int = 9) -> datetime:
    """Give a whole hour some days after now."""
    return (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
