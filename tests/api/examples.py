"""A row for each operation of the API that needs one, and what to call the operation with."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, select

from sched_app.models.workspaces import Membership, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    bookings,
    customers,
    holds,
    inquiries,
    links,
    member_invitations,
    schedules,
    time_off,
)
from sched_app.services.access import Actor, ActorKind
from sched_app.services.attendees import Details
from sched_app.services.customers import CustomerForm
from sched_app.services.holds import Terms
from sched_app.services.member_invitations import InvitationForm
from sched_app.services.schedules import ScheduleForm
from sched_app.services.time_off import TimeOffForm
from tests.factories import Factory
from tests.support import ground
from tests.support.ground import Ground

Example = dict[str, Any]  # Parameters by name; the body under "body".
WEEK = [[[540, 1020]]] * 5 + [[], []]
ATTENDEE = {"name": "Xi Li", "email": "xi@example.org", "timezone": "Europe/Berlin"}
TERMS = Terms(limited=False)


class Maker:
    """Makes rows at times that do not meet."""

    def __init__(self, session: Session, laid: Ground, secrets: Secrets, now: datetime) -> None:
        self.session, self.laid, self.secrets, self.now = session, laid, secrets, now
        self.hours = count()
        member = session.exec(
            select(Membership).where(Membership.public_id == laid.members[laid.owner])
        ).one()
        self.owner = Actor(
            ActorKind.USER,
            workspace_id=member.workspace_id,
            user_id=member.user_id,
            membership_id=member.id,
            role=member.role,
        )

    def when(self) -> datetime:
        """Give a coming hour that nothing else uses."""
        return ground.coming(self.now, days=2) + timedelta(hours=next(self.hours))

    def hold(self) -> str:
        """Make a hold; give its token."""
        return holds.hold(
            self.session,
            self.laid.type_keys["single"],
            self.when(),
            duration_minutes=None,
            actor=access.visitor(),
            terms=TERMS,
            now=self.now,
        ).token

    def booking(self, kind: str = "single", *, is_past: bool = False) -> str:
        """Make a booking, or one whose time has passed; give its id."""
        at = self.when()
        if is_past:
            at = ground.coming(self.now, days=-3) + timedelta(hours=next(self.hours))
        answers = {self.laid.question: "Speaking"} if kind == "approval" else {}
        return bookings.book(
            self.session,
            details=Details(**ATTENDEE, answers=answers),
            actor=access.visitor(),
            terms=TERMS,
            now=at - timedelta(days=1) if is_past else self.now,
            source="test",
            meeting_type_id=self.laid.type_keys[kind],
            starts_at=at,
        ).public_id

    def link(self) -> str:
        """Make a booking; give its manage link."""
        return links.derive(self.secrets, links.Purpose.MANAGE, self.booking(), 1)

    def schedule(self) -> str:
        """Make a schedule that nothing is booked by; give its id."""
        form = ScheduleForm("Other", "UTC", WEEK)
        return schedules.create(self.session, form, actor=self.owner, now=self.now).public_id

    def member(self) -> str:
        """Make a member who hosts nothing; give their id."""
        home = self.session.get_one(Workspace, self.owner.workspace_id)
        made = Factory(self.session, self.now).member(home, f"Extra {next(self.hours)}")
        return made.membership.public_id

    def invitation(self) -> str:
        """Invite someone; give the invitation's id."""
        form = InvitationForm(f"guest{next(self.hours)}@example.org", "organizer")
        return member_invitations.invite(
            self.session, form, secrets=self.secrets, has_mail=False, actor=self.owner,
            now=self.now,
        ).public_id  # fmt: skip

    def form(self) -> str:
        """Give the token of a form that was handed out a minute ago."""
        return inquiries.form_token(
            self.session,
            self.laid.workspace,
            secrets=self.secrets,
            actor=access.visitor(address_key="a7"),
            now=self.now - timedelta(minutes=1),
        )

    def customer(self) -> str:
        """Add a customer; give its id."""
        form = CustomerForm(f"Client {next(self.hours)}")
        return customers.add(self.session, form, actor=self.owner, now=self.now).public_id

    def absence(self) -> str:
        """Make an absence far ahead; give its id."""
        form = TimeOffForm(self.now + timedelta(days=90), self.now + timedelta(days=91))
        return time_off.add(self.session, form, actor=self.owner, now=self.now).public_id


def iso(at: datetime) -> str:
    """Write an instant as clients do."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def all_of(make: Maker) -> dict[str, Example]:
    """Give an example for each operation that cannot be guessed, by operation id."""
    return {
        **dict(_visitors(make)),
        **dict(_bookings(make)),
        **dict(_organizers(make)),
        **dict(_team(make)),
        **dict(_customers(make)),
    }


def _visitors(make: Maker) -> Iterator[tuple[str, Example]]:
    laid, now = make.laid, make.now
    window = {"from": iso(now), "until": iso(now + timedelta(days=30)), "timezone": "UTC"}
    address = {"workspace": laid.workspace, "meeting_type": "robin"}
    robin = {"meeting_type_id": laid.types["robin"]}
    yield "slots_by_slug", address | window
    yield "public_meeting_type", address
    yield "public_meeting_types", {"workspace": laid.workspace}
    yield "slots", robin | window
    yield "explain", robin | {"at": iso(make.when())}
    yield "create_hold", {"body": robin | {"starts_at": iso(make.when())}}
    for name in ("release_hold", "leave_hold", "resume_hold"):
        yield name, {"body": {"token": make.hold()}}
    yield "create_booking", {"body": {"hold_token": make.hold(), "attendee": ATTENDEE}}
    yield "get_linked", {"link": make.link()}
    yield "linked_slots", {"link": make.link()} | window
    yield "calendar_file", {"link": make.link()}
    yield "hold_for_move", {"link": make.link(), "body": {"starts_at": iso(make.when())}}
    yield "move_linked", {"link": make.link(), "body": {"starts_at": iso(make.when())}}
    yield "cancel_linked", {"link": make.link(), "body": {}}
    yield "sign_in", {"body": {"email": laid.owner, "password": ground.PASSWORD}}
    yield "inquiry_form", {"workspace": laid.workspace}
    asked = {"kind": "contact", "name": "Xi Li", "email": "xi.li@example.org"}
    message = {"message": "Is there a parking place?", "token": make.form()}
    yield "create_inquiry", {"workspace": laid.workspace, "body": asked | message}


def _bookings(make: Maker) -> Iterator[tuple[str, Example]]:
    yield "get_booking", {"booking_id": make.booking()}
    yield "accept_booking", {"booking_id": make.booking("approval")}
    yield "decline_booking", {"booking_id": make.booking("approval"), "body": {"reason": "Full"}}
    yield "move_booking", {"booking_id": make.booking(), "body": {"starts_at": iso(make.when())}}
    yield "cancel_booking", {"booking_id": make.booking(), "body": {}}
    for name in ("complete_booking", "no_show_booking", "reopen_booking"):
        yield name, {"booking_id": make.booking(is_past=True)}


def _organizers(make: Maker) -> Iterator[tuple[str, Example]]:
    laid, now = make.laid, make.now
    schedule = {"name": "Mornings", "timezone": "UTC", "weekly": WEEK}
    absence = {
        "starts_at": iso(now + timedelta(days=90)),
        "ends_at": iso(now + timedelta(days=91)),
    }
    meeting = {
        "name": "Tryout",
        "hosts": [{"member_id": laid.members[laid.owner]}],
        "location_kind": "place",
        "location_value": "Here",
    }
    on = (now + timedelta(days=90)).date()
    closed = make.schedule()
    schedules.set_override(make.session, closed, on, [], actor=make.owner, now=now)
    hidden = {"meeting_type_id": laid.types["hidden"]}
    yield "get_meeting_type", {"meeting_type_id": laid.types["robin"]}
    yield "create_meeting_type", {"body": meeting}
    yield (
        "change_meeting_type",
        {"meeting_type_id": laid.types["unlisted"], "body": meeting | {"slug": "unlisted"}},
    )
    yield "set_visibility", hidden | {"body": {"visibility": "unlisted"}}
    yield "delete_meeting_type", hidden
    yield "create_schedule", {"body": schedule}
    yield "get_schedule", {"schedule_id": make.schedule()}
    yield "change_schedule", {"schedule_id": make.schedule(), "body": schedule}
    yield "make_schedule_default", {"schedule_id": make.schedule()}
    yield "delete_schedule", {"schedule_id": make.schedule()}
    yield "set_override", {"schedule_id": make.schedule(), "on": str(on), "body": {"hours": []}}
    yield "delete_override", {"schedule_id": closed, "on": str(on)}
    yield "create_time_off", {"body": absence}
    yield "get_time_off", {"time_off_id": make.absence()}
    yield "change_time_off", {"time_off_id": make.absence(), "body": absence}
    yield "delete_time_off", {"time_off_id": make.absence()}


def _team(make: Maker) -> Iterator[tuple[str, Example]]:
    ben = make.laid.members[make.laid.organizer]
    yield "get_member", {"member_id": ben}
    yield "change_member_role", {"member_id": make.member(), "body": {"role": "admin"}}
    yield "preview_departure", {"member_id": make.member()}
    yield "remove_member", {"member_id": make.member(), "body": {}}
    yield "create_invitation", {"body": {"email": "new@example.org", "role": "organizer"}}
    yield "get_invitation", {"invitation_id": make.invitation()}
    yield "resend_invitation", {"invitation_id": make.invitation()}
    yield "revoke_invitation", {"invitation_id": make.invitation()}
    yield "preview_hand_over", {"booking_id": make.booking()}
    yield "hand_booking_over", {"booking_id": make.booking(), "body": {"to_member_id": ben}}
    house = {"name": "Fernhill", "slug": make.laid.workspace, "timezone": "UTC",
             "accent": "#7B2D5E"}  # fmt: skip
    yield "change_workspace", {"body": house}


def _customers(make: Maker) -> Iterator[tuple[str, Example]]:
    client = {"name": "Xi Li", "email": "xi.li@example.org"}
    yield "list_customers", {"q": "xi", "tag": ""}
    yield "create_customer", {"body": client}
    yield "get_customer", {"customer_id": make.customer()}
    yield "change_customer", {"customer_id": make.customer(), "body": {"name": "Xi Li"}}
    yield (
        "merge_customer",
        {"customer_id": make.customer(), "body": {"customer_id": make.customer()}},
    )
    yield "erase_customer", {"customer_id": make.customer()}
