"""A believable business in the middle of its work, seeded through its services."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.db import Database
from sched_app.errors import VendorError
from sched_app.integrations.protocols import Email, SentInfo
from sched_app.models.bookings import Booking
from sched_app.models.workspaces import Membership, User
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    attendance,
    bookings,
    cancellations,
    delivery,
    links,
    meeting_types,
    member_invitations,
    members,
    moves,
    requests,
    schedules,
    time_off,
    workspaces,
)
from sched_app.services.access import Actor, ActorKind
from sched_app.services.attendees import Details
from sched_app.services.holds import Terms
from sched_app.services.links import Purpose
from sched_app.services.meeting_type_forms import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    QuestionForm,
)
from sched_app.services.member_invitations import InvitationForm
from sched_app.services.members import MemberForm
from sched_app.services.schedules import ScheduleForm
from sched_app.services.time_off import TimeOffForm
from tests.e2e import (
    machinery,
    seed_accounts,
    seed_identities,
    seed_numbers,
    seed_portal,
    seed_site,
)
from tests.e2e.seed_customers import add_customers

ZONE = "Europe/London"
OWNER = "ines@fernhill.example"
PASSWORD = "a kettle, two cups and a lamp"
SLUG = "fernhill"
MAIL_SERVER = "smtp://127.0.0.1:9"  # It is set, and without a worker nobody asks it.
DAY = timedelta(days=1)
BEGAN = 40 * DAY  # So long ago the business was set up.
FULL_MAILBOX = "p.shah@oakline.example"

MORNINGS = [[540, 750], [810, 1080]]
HOURS = {
    "Ines Okafor": [MORNINGS, MORNINGS, [[540, 750], [810, 1200]], MORNINGS, [[540, 960]], [], []],
    "Tom Wells": [[], [[600, 1080]], [[600, 1080]], [[600, 1080]], [], [[600, 780]], []],
    "Priya Raman": [[[540, 720]], [[780, 1080]], [[540, 720]], [[780, 1080]], [[540, 720]], [], []],
}

EVENINGS = [[], [[1080, 1260]], [], [[1080, 1260]], [], [], []]
TUESDAYS, MONDAYS = (1, 2), (0, 2, 4)  # When Tom, and when Priya, works with the others.


@dataclass
class Business:
    """What was seeded: who owns it, and where its pages are."""

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


class _Post:
    """Takes every mail but those to one full mailbox."""

    def send(self, email: Email) -> SentInfo:
        """Take a mail, or refuse it for good as a server does."""
        if email.recipient.address == FULL_MAILBOX:
            raise VendorError("552 5.2.2 Mailbox full", permanent=True)
        return SentInfo("250 2.0.0 Ok: queued")

    def close(self) -> None:
        """Keep nothing open."""


@dataclass
class _Seeding:
    database: Database
    secrets: Secrets
    now: datetime
    business: Business

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
            return _actor(found), found.public_id

    def deliver(self, *, days: float) -> None:
        """Send what is due."""
        at = self.now + days * DAY
        while delivery.deliver_due(
            self.database.transaction,
            _Post(),
            secrets=self.secrets,
            mail_from="Fernhill Studio <hello@fernhill.example>",
            clock=lambda: at,
        ):
            pass


def open_business(database: Database, secrets: Secrets, base_url: str, now: datetime) -> Business:
    """Set up Fernhill Studio as it is some weeks after it began."""
    form = workspaces.SetUpForm(
        "Ines Okafor", OWNER, PASSWORD, "Fernhill Studio", SLUG, ZONE, base_url
    )
    began = now - BEGAN
    with database.transaction() as session:
        token = workspaces.set_up_token(secrets)
        workspaces.set_up(session, token, form, secrets=secrets, actor=access.visitor(), now=began)
        owner = _actor(session.exec(select(Membership)).one())
    business = Business(owner, {"Ines Okafor": owner}, set_up=workspaces.set_up_path(secrets))
    seeding = _Seeding(database, secrets, now, business)
    _team(seeding)
    _hours(seeding)
    _types(seeding)
    _past(seeding)
    _coming(seeding)
    _today(seeding)
    seeding.do(machinery.run_jobs)
    with database.transaction() as session:
        business.customers = add_customers(session, business.bookings, owner, now)
        seed_numbers.fill(session, now, ZONE)
    seed_identities.link(database, owner, now)
    business.links = seeding.do(seed_accounts.fill, secrets, owner)
    business.links |= seeding.do(seed_portal.fill, secrets, owner)
    seed_site.open_site(database, secrets, owner, now)
    return business


def nothing_yet(secrets: Secrets) -> Business:
    """Give what there is before the set-up: its address."""
    return Business(access.visitor(), set_up=workspaces.set_up_path(secrets))


def _actor(member: Membership) -> Actor:
    return Actor(
        ActorKind.USER,
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        membership_id=member.id,
        role=member.role,
    )


def _team(seeding: _Seeding) -> None:
    """Add two hosts, and invite one who has not joined yet."""
    for name, role in (("Tom Wells", "organizer"), ("Priya Raman", "admin")):
        email = f"{name.split()[0].lower()}@fernhill.example"
        added = seeding.do(
            members.add_member,
            MemberForm(name, email, role),
            secrets=seeding.secrets,
            has_mail=False,
            days=-39,
        )
        token = added.join_path.rsplit("/", 1)[1]
        given = {"secrets": seeding.secrets, "actor": access.visitor()}
        seeding.do(members.join, token, PASSWORD, days=-38, **given)
        seeding.business.people[name], _ = seeding.member(name)
    invited = seeding.do(
        member_invitations.invite,
        InvitationForm("ada.lind@fernhill.example", "admin"),
        secrets=seeding.secrets,
        has_mail=False,
        days=-2,
    )
    seeding.business.join = invited.join_path


def _hours(seeding: _Seeding) -> None:
    """Give everyone their hours, a date that differs, and an absence."""
    for name, weekly in HOURS.items():
        actor, public_id = seeding.member(name)
        with seeding.database.reading() as session:
            (usual,) = schedules.listed(session, actor=actor, member_public_id=public_id)
        form = ScheduleForm(usual.name, ZONE, weekly)
        seeding.do(schedules.change, usual.public_id, form, actor=actor, days=-38)
        if name == "Ines Okafor":
            seeding.do(
                schedules.create,
                ScheduleForm(
                    "Evenings", ZONE, [[], [[1080, 1260]], [], [[1080, 1260]], [], [], []]
                ),
                days=-30,
            )
            for step, hours in ((9, []), (11, [[600, 840]])):
                on = _workday(seeding.now, step, (0, 3, 4)).date()
                seeding.do(schedules.set_override, usual.public_id, on, hours)
    away = _workday(seeding.now, 20)
    seeding.do(
        time_off.add,
        TimeOffForm(_at(away, "00:00"), _at(away + 2 * DAY, "00:00"), "Conference in Leeds"),
        actor=seeding.business.people["Tom Wells"],
    )


def _types(seeding: _Seeding) -> None:
    ines, tom, priya = (
        HostForm(seeding.member(name)[1]) for name in ("Ines Okafor", "Tom Wells", "Priya Raman")
    )
    goal = QuestionForm("What would you like to be able to do?", "long_text", is_required=True)
    where = QuestionForm("How do you type today?", "choice", options=["Ten fingers", "Some", "Two"])
    place = {"location_kind": "place", "location_value": "14 Alma Vale Road, Bristol BS8"}
    forms = (
        MeetingTypeForm(
            "Intro call", [ines], "intro-call", location_kind="phone",
            description="Tell us what is hard. We suggest a class, a coach, or nothing at all.",
            durations=[DurationForm(20)],
        ),
        MeetingTypeForm(
            "Coaching session", [ines, tom], "coaching", routing="round_robin",
            description="One coach, one goal, and a written plan before you leave the room.",
            durations=[DurationForm(60, 6000), DurationForm(90, 8500)], questions=[goal, where],
            buffer_after_minutes=15, change_notice_minutes=24 * 60, limit_per_day=6, **place,
        ),
        MeetingTypeForm(
            "Accessible typing at work", [priya], "accessible-typing", needs_approval=True,
            description="An expert call for managers and people with RSI, dyslexia or low vision.",
            location_value="https://meet.fernhill.example/priya",
        ),
        MeetingTypeForm(
            "Family review", [ines, tom], "family-review", visibility="unlisted",
            routing="collective", durations=[DurationForm(45)], **place,
        ),
        MeetingTypeForm(
            "Summer taster", [tom], "summer-taster", visibility="inactive",
            location_value="https://meet.fernhill.example/tom",
        ),
    )  # fmt: skip
    for form in forms:
        made = seeding.do(meeting_types.create, form, days=-36)
        seeding.business.types[made.slug] = made.public_id


def _book(
    seeding: _Seeding, who: str, kind: str, at: datetime, *, days: float, email: str = ""
) -> str:
    """Book as a visitor, so many days from now; give the booking's public id."""
    email = email or f"{who.split()[0].lower()}@{who.split()[-1].lower()}.example"
    zone = "America/New_York" if who == "Grace Mbeki" else ZONE

    def step(session: Session, *, actor: Actor, now: datetime) -> Booking:
        key = meeting_types.key(session, seeding.business.types[kind])
        view = meeting_types.public_by_id(session, seeding.business.types[kind], actor=actor)
        words = {"long_text": "Type minutes without looking down.", "choice": "Some"}
        return bookings.book(
            session,
            meeting_type_id=key,
            starts_at=at,
            details=Details(
                who, email, zone, "+44 117 496 0000",
                answers={one.public_id: words[one.kind] for one in view.questions},
            ),
            actor=actor,
            terms=Terms(limited=False),
            source="page",
            now=now,
        )  # fmt: skip

    booking = seeding.do(step, actor=access.visitor(browser_key=who), days=days)
    token = links.derive(seeding.secrets, Purpose.MANAGE, booking.public_id, booking.link_version)
    seeding.business.bookings[who] = booking.public_id
    seeding.business.manage[who] = routes.booking(token)
    return str(booking.public_id)


def _past(seeding: _Seeding) -> None:
    """Let things have happened: completed, missed, cancelled, declined."""
    now = seeding.now
    done = _book(
        seeding, "Elif Demir", "coaching", _at(_workday(now, -2, TUESDAYS), "14:00"), days=-12
    )
    missed = _book(seeding, "Jack Ferris", "intro-call", _at(_workday(now, -1), "10:00"), days=-11)
    _book(seeding, "Leo Hartmann", "coaching", _at(_workday(now, -3, TUESDAYS), "14:00"), days=-12)
    asked = _workday(now, -4, MONDAYS)
    no = _book(seeding, "Mara Quist", "accessible-typing", _at(asked, "09:30"), days=-13)
    customer = Actor(
        ActorKind.CUSTOMER, workspace_id=seeding.business.owner.workspace_id, by_mail=True,
        booking_id=_key(seeding, seeding.business.bookings["Leo Hartmann"]),
    )  # fmt: skip
    seeding.deliver(days=-11)
    seeding.do(
        cancellations.cancel, seeding.business.bookings["Leo Hartmann"], actor=customer,
        reason="The train does not run that day.", days=-10.5,
    )  # fmt: skip
    seeding.do(requests.decline, no, reason="I am at a client's all week.", days=-12)
    seeding.do(attendance.complete, done)
    seeding.do(attendance.no_show, missed)
    seeding.deliver(days=-8)


def _coming(seeding: _Seeding) -> None:
    """Fill the days to come: confirmed, moved, requested, and mails that wait or were refused."""
    now = seeding.now
    tuesday = _workday(now, 2, TUESDAYS)
    _book(seeding, "Ruth Adeyemi", "coaching", _at(tuesday, "10:00"), days=-4)
    _book(seeding, "Noor Saleh", "intro-call", _at(_workday(now, 1), "11:00"), days=-4)
    _book(seeding, "Grace Mbeki", "coaching", _at(_workday(now, 4, TUESDAYS), "15:00"), days=-3)
    _book(
        seeding, "Pia Shah", "intro-call", _at(_workday(now, 3), "14:00"), days=-2,
        email=FULL_MAILBOX,
    )  # fmt: skip
    _book(seeding, "Ivo Marsh", "family-review", _at(_workday(now, 9, TUESDAYS), "11:00"), days=-2)
    seeding.deliver(days=-2)
    seeding.do(
        moves.move, seeding.business.bookings["Noor Saleh"],
        starts_at=_at(_workday(now, 1), "11:30"), days=-1.5,
    )  # fmt: skip
    seeding.deliver(days=-1)
    for who, step, clock in (("Yusuf Karim", 3, "09:30"), ("Dana Wolff", 5, "10:00")):
        _book(
            seeding, who, "accessible-typing", _at(_workday(now, step, MONDAYS), clock), days=-0.1
        )


def _today(seeding: _Seeding) -> None:
    """Let one appointment be over, one be under way and one come, at whatever hour it is."""
    now = seeding.now
    plan = (("Samuel Boateng", "11:30", -100), ("Elena Brandt", "12:00", -10),
            ("Oakline Housing", "13:30", 70))  # fmt: skip
    for who, clock, minutes in plan:
        _book(seeding, who, "intro-call", _at(_workday(now, 6), clock), days=-4)
        at = now + timedelta(minutes=minutes)
        at = at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
        seeding.do(
            moves.move, seeding.business.bookings[who], starts_at=at, override=True, days=-1.2
        )
    seeding.deliver(days=-1)
    seeding.do(attendance.complete, seeding.business.bookings["Samuel Boateng"])


def _key(seeding: _Seeding, public_id: str) -> int:
    with seeding.database.reading() as session:
        found = session.exec(select(Booking.id).where(Booking.public_id == public_id)).one()
    assert found is not None
    return found


def _workday(now: datetime, step: int, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> datetime:
    """Give the first of these weekdays that lies `step` days from today or beyond, at 00:00."""
    day: date = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=step)
    while day.weekday() not in weekdays:
        day += timedelta(days=1 if step > 0 else -1)
    return datetime.combine(day, time(), UTC)


def _at(day: datetime, clock: str) -> datetime:
    """Give the instant of a wall time in London on a date."""
    wall = datetime.combine(day.date(), time.fromisoformat(clock), ZoneInfo(ZONE))
    return wall.astimezone(UTC)
