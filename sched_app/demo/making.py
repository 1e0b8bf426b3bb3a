"""What all parts of the demo stand on: who acts, by which clock, and what has been made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.db import Database
from sched_app.demo.post import Post
from sched_app.models.bookings import Booking
from sched_app.models.workspaces import Membership, User
from sched_app.secrets_file import Secrets
from sched_app.services import bookings, delivery, links, meeting_types
from sched_app.services.access import Actor, ActorKind, visitor
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from sched_app.services.links import Purpose

ZONE = "Europe/London"
SLUG = "fernhill"
MAIL_FROM = "Fernhill Studio <hello@fernhill.example>"
DAY = timedelta(days=1)
ANSWERS = {"long_text": "Type minutes without looking down.", "choice": "Some"}


@dataclass
class Business:
    """What was made: who owns it, and where its pages are."""

    owner: Actor
    people: dict[str, Actor] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    bookings: dict[str, str] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    manage: dict[str, str] = field(default_factory=dict)
    join: str = ""
    links: dict[str, str] = field(default_factory=dict)
    set_up: str = ""

    def book(self, name: str) -> str:
        """The path of a meeting type's booking page; its slug is the key."""
        return routes.book(SLUG, name)

    def embed(self, name: str) -> str:
        """The same for frames."""
        return routes.embed(SLUG, name)


@dataclass(frozen=True)
class Made:
    """One booking that was made: by whom, of what, for when, and when that was."""

    public_id: str
    who: str
    kind: str
    starts_at: datetime
    at: datetime
    zone: str


@dataclass
class Making:
    """The business that is being made, and the instant that is its present."""

    database: Database
    secrets: Secrets
    now: datetime
    business: Business
    booked: list[Made] = field(default_factory=list)

    def do(self, step: Callable[..., Any], *given: Any, days: float = 0, **named: Any) -> Any:
        """Run a step in its own transaction, some days from now (before it, if negative)."""
        named = {"actor": self.business.owner, "now": self.now + days * DAY, **named}
        with self.database.transaction() as session:
            return step(session, *given, **named)

    def member(self, name: str) -> tuple[Actor, str]:
        """Give a member, as who acts and by public id."""
        with self.database.reading() as session:
            found = session.exec(
                select(Membership)
                .join(User, col(User.id) == col(Membership.user_id))
                .where(User.name == name)
            ).one()
            return as_actor(found), found.public_id

    def customer(self, public_id: str) -> Actor:
        """Give who acts on a booking by the link in its mail."""
        with self.database.reading() as session:
            key = session.exec(select(Booking.id).where(Booking.public_id == public_id)).one()
        home = self.business.owner.workspace_id
        return Actor(ActorKind.CUSTOMER, workspace_id=home, by_mail=True, booking_id=key)

    def deliver(self, *, days: float) -> None:
        """Send what is due."""
        at = self.now + days * DAY
        while delivery.deliver_due(
            self.database.transaction,
            Post(),
            secrets=self.secrets,
            mail_from=MAIL_FROM,
            clock=lambda: at,
        ):
            pass

    def book(
        self, who: str, kind: str, at: datetime, *, days: float, email: str = "", zone: str = ZONE
    ) -> str:
        """Book as a visitor, so many days from now; give the booking's public id."""
        made = self.do(
            _book,
            self.business.types[kind],
            at,
            (who, email or address(who), zone, "+44 117 496 0000"),
            actor=visitor(browser_key=who),
            days=days,
        )
        public_id = str(made.public_id)
        self.booked.append(Made(public_id, who, kind, at, self.now + days * DAY, zone))
        return public_id

    def named(
        self, who: str, kind: str, at: datetime, *, days: float, email: str = "", zone: str = ZONE
    ) -> str:
        """Book for somebody whom the business knows by name afterwards."""
        public_id = self.book(who, kind, at, days=days, email=email, zone=zone)
        self.business.bookings[who] = public_id
        self.business.manage[who] = manage(self.database, self.secrets, public_id)
        return public_id


def _book(
    session: Session,
    type_public_id: str,
    at: datetime,
    contact: tuple[str, str, str, str],
    *,
    actor: Actor,
    now: datetime,
) -> Booking:
    view = meeting_types.public_by_id(session, type_public_id, actor=actor)
    return bookings.book(
        session,
        meeting_type_id=meeting_types.key(session, type_public_id),
        starts_at=at,
        details=Details(
            *contact, answers={one.public_id: ANSWERS[one.kind] for one in view.questions}
        ),
        actor=actor,
        terms=Terms(limited=False),
        source="page",
        now=now,
    )


def as_actor(member: Membership) -> Actor:
    """Give a member as who acts."""
    return Actor(
        ActorKind.USER,
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        membership_id=member.id,
        role=member.role,
    )


def address(who: str) -> str:
    """Give the mail address of somebody who has no other."""
    return f"{who.split()[0].lower()}@{who.split()[-1].lower()}.example"


def manage(database: Database, secrets: Secrets, public_id: str) -> str:
    """Give the path of a booking's own page."""
    with database.reading() as session:
        version = session.exec(
            select(Booking.link_version).where(Booking.public_id == public_id)
        ).one()
    return routes.booking(links.derive(secrets, Purpose.MANAGE, public_id, version))


def workday(now: datetime, step: int, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> datetime:
    """Give the first of these weekdays that lies `step` days from today or beyond, at 00:00."""
    day: date = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=step)
    while day.weekday() not in weekdays:
        day += timedelta(days=1 if step > 0 else -1)
    return datetime.combine(day, time(), UTC)


def on_clock(day: datetime, clock: str) -> datetime:
    """Give the instant of a wall time in London on a date."""
    wall = datetime.combine(day.date(), time.fromisoformat(clock), ZoneInfo(ZONE))
    return wall.astimezone(UTC)
