"""Half a year of bookings and visits, as rows: what the analytics page counts."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import public_id
from sched_app.models.meeting_types import MeetingType
from sched_app.models.traffic import Stage, VisitCount
from sched_app.models.workspaces import Event, Membership, User

WEEKS, SPARED = 26, 3  # The last weeks are the seed's own.
NAMES = ("Ada Lovell", "Ben Ashworth", "Clara Novak", "Dev Patel", "Esther Boone", "Femi Adeyo")
# Slug, the host's name, minutes, how many a week.
PLAN = (
    ("intro-call", "Ines Okafor", 20, 3),
    ("coaching", "Ines Okafor", 60, 3),
    ("coaching", "Tom Wells", 60, 2),
    ("accessible-typing", "Priya Raman", 30, 2),
)
ZONES = ("Europe/London", "Europe/London", "Europe/Berlin", "America/New_York", "Asia/Singapore")


def fill(session: Session, now: datetime, zone: str) -> None:
    """Insert the same half year whenever it is, counted back from now."""
    chance = random.Random(11)
    types = {row.slug: row for row in session.exec(select(MeetingType))}
    hosts = {
        name: member
        for member, name in session.exec(
            select(Membership, User.name).join(User, col(User.id) == col(Membership.user_id))
        )
    }
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    visits: dict[tuple[int, object, Stage, str], int] = {}
    for back in range(WEEKS, 0, -1):
        for slug, host, minutes, usual in PLAN:
            kind = types[slug]
            more = usual + (WEEKS - back) // 9 + chance.choice((-1, 0, 0, 1))
            for _ in range(more if back > SPARED else more - 1):
                on = monday - timedelta(weeks=back) + timedelta(days=chance.randrange(5))
                hour = chance.choice((9, 10, 10, 11, 14, 15, 15, 16))
                at = datetime.combine(on, time(hour, chance.choice((0, 30))), ZoneInfo(zone))
                _booking(session, kind, hosts[host], at, minutes, chance)
                key = (kind.id or 0, on, Stage.CHOSEN, f"{at.weekday()}-{hour:02d}")
                visits[key] = visits.get(key, 0) + 2
            for day in range(5):
                on = monday - timedelta(weeks=back) + timedelta(days=day)
                opened = (kind.id or 0, on, Stage.OPENED, chance.choice(ZONES))
                visits[opened] = visits.get(opened, 0) + chance.randrange(2, 6)
                filled = (kind.id or 0, on, Stage.FILLED_IN, "")
                visits[filled] = visits.get(filled, 0) + chance.randrange(0, 2)
                if chance.random() < 0.45:
                    visits[kind.id or 0, on, Stage.BOOKED, ""] = 1
    session.connection().execute(
        sa.insert(VisitCount),
        [
            {"workspace_id": 1, "meeting_type_id": kind_id, "on_date": on, "stage": stage.value,
             "facet": facet, "count": count}
            for (kind_id, on, stage, facet), count in visits.items()
        ],
    )  # fmt: skip


def _booking(
    session: Session,
    kind: MeetingType,
    host: Membership,
    at: datetime,
    minutes: int,
    chance: random.Random,
) -> None:
    asked = kind.needs_approval
    made = at - timedelta(hours=chance.choice((5, 20, 40, 70, 100, 150, 200, 400, 800)))
    public = public_id("bk")()
    row = Booking(
        public_id=public, workspace_id=kind.workspace_id, meeting_type_id=kind.id or 0,
        status=chance.choices(("completed", "no_show", "cancelled"), (85, 6, 9))[0],
        starts_at=at, ends_at=at + timedelta(minutes=minutes), duration_minutes=minutes,
        currency="GBP", meeting_name=kind.name, location_kind=kind.location_kind,
        attendee_name=chance.choice(NAMES), attendee_email="someone@example.org",
        attendee_timezone="Europe/London", host_timezone="Europe/London",
        uid=f"{public}@openhours", source="page", created_at=made, changed_at=at,
        request_expires_at=at if asked else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(
        BookingHost(
            workspace_id=kind.workspace_id, booking_id=row.id or 0,
            membership_id=host.id or 0, person_id=host.user_id,
        )
    )  # fmt: skip
    if asked:
        answered = made + timedelta(minutes=chance.choice((20, 50, 100, 180, 400, 900)))
        session.add(
            Event(
                workspace_id=kind.workspace_id, what="booking.accepted", subject_kind="booking",
                subject_id=row.id or 0, actor_kind="user", at=answered,
            )
        )  # fmt: skip
