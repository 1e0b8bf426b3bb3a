"""Bookings that a member makes for a customer: what may be booked by whom, and the booking."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from sched_app.errors import Invalid, NotFound
from sched_app.models.bookings import Booking
from sched_app.models.meeting_types import MeetingType, MeetingTypeDuration, MeetingTypeHost
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services import access, availability, bookings, schedules
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.attendees import Details
from sched_app.services.availability import ExplanationView
from sched_app.services.bookings import ByDesk
from sched_app.services.holds import Terms

SOURCE = "desk"


@dataclass(frozen=True, slots=True)
class OfferView:
    """A meeting type that the actor may book for a customer; `hosts` are (public id, name)."""

    id: str
    name: str
    minutes: tuple[int, ...]
    hosts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QuickForm:
    """What a member fills in; without a `member_id` whoever is free hosts it."""

    type_id: str
    minutes: int
    starts_at: datetime
    name: str
    email: str
    phone: str = ""
    member_id: str = ""
    override: bool = False


def offers(session: Session, *, actor: Actor) -> tuple[OfferView, ...]:
    """List what the actor may book: an organizer the types that they host, others all."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.CHANGE_BOOKINGS, workspace_id)
    types = session.exec(
        select(MeetingType)
        .where(MeetingType.workspace_id == workspace_id, col(MeetingType.archived_at).is_(None))
        .order_by(col(MeetingType.position), col(MeetingType.id))
    ).all()
    hosts: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for kind, member, public_id, name in session.exec(
        select(MeetingTypeHost.meeting_type_id, Membership.id, Membership.public_id, User.name)
        .join(Membership, col(Membership.id) == col(MeetingTypeHost.membership_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(
            MeetingTypeHost.workspace_id == workspace_id,
            col(MeetingTypeHost.left_at).is_(None),
            col(Membership.left_at).is_(None),
        )
        .order_by(User.name, col(Membership.id))
    ):
        hosts[kind].append((member or 0, public_id, name))
    minutes: dict[int, list[int]] = defaultdict(list)
    for kind, length in session.exec(
        select(MeetingTypeDuration.meeting_type_id, MeetingTypeDuration.minutes)
        .where(MeetingTypeDuration.workspace_id == workspace_id)
        .order_by(col(MeetingTypeDuration.position), col(MeetingTypeDuration.id))
    ):
        minutes[kind].append(length)
    found = []
    for row in types:
        key = row.id or 0
        is_mine = actor.membership_id in {member for member, _, _ in hosts[key]}
        if hosts[key] and (reach is Scope.ALL or is_mine):
            names = tuple(
                (public_id, name)
                for member, public_id, name in hosts[key]
                if reach is Scope.ALL or member == actor.membership_id
            )
            found.append(OfferView(row.public_id, row.name, tuple(minutes[key]), names))
    return tuple(found)


def book(
    session: Session, form: QuickForm, *, actor: Actor, terms: Terms, now: datetime
) -> Booking:
    """Book for a customer: confirmed at once, without answers, mailed as any other booking.

    Raise Invalid with faults by field, NotFound, Forbidden, or SlotTaken.
    """
    reach = access.require(actor, Right.CHANGE_BOOKINGS, actor.workspace_id or 0)
    meeting_type = _type(session, form.type_id, actor)
    if form.starts_at <= now:
        raise Invalid({"on": "calendar.past"})
    host_id = actor.membership_id if reach is Scope.OWN else None
    if form.member_id and reach is Scope.ALL:
        host_id = schedules.host_of(session, form.member_id, Right.READ_SCHEDULES, actor).id
    if host_id is not None and not _hosts(session, meeting_type, host_id):
        raise Invalid({"host": "calendar.not_host"})
    workspace = session.get_one(Workspace, meeting_type.workspace_id)
    return bookings.book(
        session,
        details=Details(
            form.name, form.email, workspace.timezone, form.phone, locale=workspace.locale
        ),
        actor=actor,
        terms=terms,
        now=now,
        source=SOURCE,
        meeting_type_id=meeting_type.id,
        starts_at=form.starts_at,
        duration_minutes=form.minutes,
        by_desk=ByDesk(host_id, form.override),
    )


def objections(
    session: Session, form: QuickForm, *, actor: Actor, now: datetime, locale: str
) -> ExplanationView:
    """Tell why what a form asks for is not offered."""
    access.require(actor, Right.CHANGE_BOOKINGS, actor.workspace_id or 0)
    meeting_type = _type(session, form.type_id, actor)
    return availability.explain(
        session,
        meeting_type.id or 0,
        form.starts_at,
        actor=actor,
        now=now,
        locale=locale,
        duration_minutes=form.minutes,
    )


def _hosts(session: Session, meeting_type: MeetingType, membership_id: int) -> bool:
    found = session.exec(
        select(MeetingTypeHost.id).where(
            MeetingTypeHost.meeting_type_id == meeting_type.id,
            MeetingTypeHost.membership_id == membership_id,
            col(MeetingTypeHost.left_at).is_(None),
        )
    )
    return found.first() is not None


def _type(session: Session, public_id: str, actor: Actor) -> MeetingType:
    found = session.exec(
        select(MeetingType).where(
            MeetingType.public_id == public_id,
            MeetingType.workspace_id == actor.workspace_id,
            col(MeetingType.archived_at).is_(None),
        )
    ).first()
    if found is None:
        raise NotFound()
    return found
