"""Locks hosts, takes and frees their time; turns the database's refusal into SlotTaken."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sched_app.errors import NotFound, SlotTaken
from sched_app.models.columns import epoch
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.schedules import Claim, Hold, Schedule
from sched_app.models.workspaces import User
from sched_app.services import routing

_CLAIMS = Claim.__table__  # type: ignore[attr-defined]
_HOLDS = Hold.__table__  # type: ignore[attr-defined]
_HOSTS = MeetingTypeHost.__table__  # type: ignore[attr-defined]
_SCHEDULES = Schedule.__table__  # type: ignore[attr-defined]
_TYPES = MeetingType.__table__  # type: ignore[attr-defined]
_USERS = User.__table__  # type: ignore[attr-defined]


# Built once: SQLAlchemy then finds each one's SQL without comparing it anew.
_LOCK_TYPE = (
    sa.select(_TYPES.c.id)
    .where(_TYPES.c.id == sa.bindparam("type", type_=sa.BigInteger))
    .with_for_update(key_share=True)
)
_PERSONS = sa.select(_HOSTS.c.person_id).where(
    _HOSTS.c.meeting_type_id == sa.bindparam("type", type_=sa.BigInteger),
    _HOSTS.c.left_at.is_(None),
)
_LOCK_PERSONS = (
    sa.select(_USERS.c.id)
    .where(_USERS.c.id.in_(sa.bindparam("persons", expanding=True)))
    .order_by(_USERS.c.id)
    .with_for_update(key_share=True)
)
# The type's own row stands at least once, so that no row means no type.
_CANDIDATES = (
    sa.select(
        _HOSTS.c.membership_id,
        _HOSTS.c.person_id,
        _HOSTS.c.priority,
        _SCHEDULES.c.timezone,
        _HOSTS.c.assigned,
        _HOSTS.c.credited,
        _HOSTS.c.head_start,
        _HOSTS.c.weight,
    )
    .select_from(_TYPES)
    .outerjoin(_HOSTS, sa.and_(_HOSTS.c.meeting_type_id == _TYPES.c.id, _HOSTS.c.left_at.is_(None)))
    .outerjoin(_SCHEDULES, _SCHEDULES.c.id == _HOSTS.c.schedule_id)
    .where(_TYPES.c.id == sa.bindparam("type", type_=sa.BigInteger))
    .order_by(_HOSTS.c.membership_id)
)
_EXPIRED = (
    sa.select(_HOLDS.c.id)
    .where(
        _HOLDS.c.expires_at <= sa.bindparam("now"),
        sa.select(sa.literal(1))
        .where(
            _CLAIMS.c.hold_id == _HOLDS.c.id,
            _CLAIMS.c.person_id.in_(sa.bindparam("persons", expanding=True)),
        )
        .exists(),
    )
    .order_by(_HOLDS.c.id)
    .with_for_update()
)
_INSERT = sa.insert(_CLAIMS)
_ANNOUNCE = (
    sa.update(_USERS)
    .where(_USERS.c.id.in_(sa.bindparam("persons", expanding=True)))
    .values(claims_version=_USERS.c.claims_version + 1)
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A host who may be given a booking of a meeting type, as read under the lock.

    `timezone` is the one of their hours.
    """

    membership_id: int
    person_id: int
    priority: int
    timezone: str
    count: routing.Count


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is taken, in integer UTC seconds, and the buffers neighbours must keep."""

    start: int
    end: int
    before: int
    after: int


def booking_owner(booking_id: int) -> str:
    """Name a booking as the owner of claims."""
    return f"booking:{booking_id}"


def hold_owner(hold_id: int) -> str:
    """Name a hold as the owner of claims."""
    return f"hold:{hold_id}"


def lock(
    session: Session, meeting_type_id: int, *, also: Collection[int] = ()
) -> dict[int, Candidate]:
    """Lock a meeting type, then its hosts' persons (and `also` these) by id; give the hosts.

    Whoever takes or frees time comes through here first, so two of them never wait for each other
    in a circle, and limits, buffers and loads that are read afterwards stay true until the commit.
    On SQLite the transaction itself is the lock. Raise NotFound for an unknown type.
    """
    connection = session.connection()
    of_type = {"type": meeting_type_id}
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK_TYPE, of_type)
        persons = connection.execute(_PERSONS, of_type).scalars()
        connection.execute(_LOCK_PERSONS, {"persons": sorted({*persons, *also})})
    rows = connection.execute(_CANDIDATES, of_type).all()
    if not rows:
        raise NotFound()
    return {
        row[0]: Candidate(*row[:4], routing.Count(*row[4:])) for row in rows if row[0] is not None
    }


def take(
    session: Session,
    persons: Iterable[int],
    span: Span,
    *,
    owner: str,
    workspace_id: int,
    now: datetime,
    booking_id: int | None = None,
    hold_id: int | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Claim a span of persons' time, after removing their expired holds; raise SlotTaken.

    The refusal is the database's own, so it holds whatever was checked before. The transaction is
    lost with it and must not go on.
    """
    taken = sorted(set(persons))
    drop_expired_holds(session, taken, now=now)
    rows = [
        {
            "workspace_id": workspace_id,
            "person_id": person,
            "owner": owner,
            "booking_id": booking_id,
            "hold_id": hold_id,
            "starts_at": span.start,
            "ends_at": span.end,
            "before": span.before,
            "after": span.after,
            "expires_at": epoch(expires_at) if expires_at else None,
            "active": True,
        }
        for person in taken
    ]
    try:
        session.connection().execute(_INSERT, rows)
    except IntegrityError as refusal:
        if "claims_no_overlap" not in str(refusal.orig):
            raise
        raise SlotTaken() from refusal
    announce(session, taken)


def drop_expired_holds(session: Session, persons: Collection[int], *, now: datetime) -> None:
    """Remove the expired holds of these persons, with their claims."""
    found = session.connection().execute(_EXPIRED, {"now": now, "persons": list(persons)})
    ids = list(found.scalars())
    if ids:
        session.connection().execute(sa.delete(_HOLDS).where(_HOLDS.c.id.in_(ids)))


def hand_over(session: Session, hold_id: int, booking_id: int) -> None:
    """Make a hold's claims the booking's, in place: the time is never free in between."""
    session.connection().execute(
        sa.update(_CLAIMS)
        .where(_CLAIMS.c.hold_id == hold_id)
        .values(
            owner=booking_owner(booking_id), booking_id=booking_id, hold_id=None, expires_at=None
        )
    )
    session.connection().execute(sa.delete(_HOLDS).where(_HOLDS.c.id == hold_id))


def persons_of_hold(session: Session, hold_id: int) -> list[int]:
    """Give whose time a hold keeps."""
    found = session.connection().execute(
        sa.select(_CLAIMS.c.person_id).where(_CLAIMS.c.hold_id == hold_id)
    )
    return list(found.scalars())


def drop_hold(session: Session, hold_id: int) -> None:
    """Give up a hold: its row, its claims, and tell open pages."""
    persons = persons_of_hold(session, hold_id)
    session.connection().execute(sa.delete(_HOLDS).where(_HOLDS.c.id == hold_id))
    announce(session, persons)


def claims_of(session: Session, booking_id: int) -> list[int]:
    """Give the keys of a booking's own active claims, holds for moving it left out."""
    found = session.connection().execute(
        sa.select(_CLAIMS.c.id).where(
            _CLAIMS.c.booking_id == booking_id, _CLAIMS.c.active, _CLAIMS.c.hold_id.is_(None)
        )
    )
    return list(found.scalars())


def drop(session: Session, claim_ids: Collection[int]) -> None:
    """Delete claims that a move has replaced."""
    session.connection().execute(sa.delete(_CLAIMS).where(_CLAIMS.c.id.in_(claim_ids)))


def release(session: Session, booking_id: int) -> None:
    """Free a booking's time: its claims become inactive, its holds for moving go."""
    persons = session.connection().execute(
        sa.select(_CLAIMS.c.person_id).where(_CLAIMS.c.booking_id == booking_id)
    )
    freed = set(persons.scalars())
    session.connection().execute(sa.delete(_HOLDS).where(_HOLDS.c.booking_id == booking_id))
    session.connection().execute(
        sa.update(_CLAIMS).where(_CLAIMS.c.booking_id == booking_id).values(active=False)
    )
    announce(session, freed)


def announce(session: Session, persons: Collection[int]) -> None:
    """Raise the number that open pages watch to learn that a person's times changed."""
    if persons:
        session.connection().execute(_ANNOUNCE, {"persons": sorted(persons)})
