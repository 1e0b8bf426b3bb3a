"""The audit log: who did what to which row, when, from where; the events, page by page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Invalid
from sched_app.models.bookings import Booking
from sched_app.models.columns import Instant, aware, epoch
from sched_app.models.customers import Customer
from sched_app.models.meeting_types import MeetingType
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Schedule, TimeOff
from sched_app.models.workspaces import Event, Membership, SignIn, User, Workspace
from sched_app.services import access
from sched_app.services.access import Actor, ActorKind, Right

PAGE = 50
MOST = 1_000
YEARS = range(2000, 2200)
OTHERS = (ActorKind.CUSTOMER.value, ActorKind.VISITOR.value, ActorKind.SYSTEM.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the log is narrowed to; empty parts narrow nothing.

    `who` is a member's public id or a kind of actor; both dates are whole days of the workspace.
    """

    who: str = ""
    what: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event. Names and the device are read from rows that can be erased, and may be gone."""

    id: int
    what: str
    at: datetime
    actor_kind: str
    actor_name: str
    subject_kind: str
    subject_id: str
    subject_name: str
    fields: tuple[str, ...]
    device: str
    request_id: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some events, the newest first; `after` asks for those before them."""

    rows: tuple[AuditRow, ...]
    after: str | None


def wanted(given: Mapping[str, str]) -> Wanted:
    """Read what a page or an address narrows the log to; raise Invalid for what is no date."""
    words = {name: given.get(name, "").replace("\0", "") for name in ("who", "what", "kind")}
    return Wanted(**words, since=_day(given, "since"), until=_day(given, "until"))


def _day(given: Mapping[str, str], name: str) -> date | None:
    words = given.get(name, "")
    try:
        found = date.fromisoformat(words) if words else None
    except ValueError as fault:
        raise Invalid({name: "field.date"}) from fault
    if found and found.year not in YEARS:
        raise Invalid({name: "field.date"})
    return found


def listing(
    session: Session,
    wanted: Wanted,
    *,
    actor: Actor,
    after: str | None = None,
    most: int = PAGE,
) -> AuditPage:
    """List the workspace's events, newest first; raise Invalid for a cursor not of ours."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_AUDIT, workspace_id)
    chosen = _narrowed(session, wanted, workspace_id)
    if after:
        at, key = _read_cursor(after)
        place = sa.tuple_(col(Event.at), col(Event.id))
        chosen = chosen.where(place < sa.tuple_(sa.literal(at, Instant()), sa.literal(key)))
    most = max(1, min(most, MOST))
    found = list(
        session.exec(chosen.order_by(col(Event.at).desc(), col(Event.id).desc()).limit(most + 1))
    )
    last = found[most - 1] if len(found) > most else None
    cursor = f"{epoch(last.at)}-{last.id}" if last else None
    return AuditPage(_rows(session, found[:most]), cursor)


def people(session: Session, *, actor: Actor) -> list[tuple[str, str]]:
    """List everyone who was ever a member, by public id and name, to narrow the log to."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_AUDIT, workspace_id)
    rows = session.exec(
        select(Membership.public_id, User.name)
        .join(User, col(User.id) == col(Membership.user_id))
        .where(Membership.workspace_id == workspace_id)
        .order_by(sa.func.lower(col(User.name)), col(Membership.id))
    )
    return [(public_id, name) for public_id, name in rows]


def _narrowed(session: Session, wanted: Wanted, workspace_id: int) -> Any:
    chosen = select(Event).where(Event.workspace_id == workspace_id)
    if wanted.who in OTHERS:
        # Written out, since SQLite uses the partial index of customers only if it is.
        kind: Any = sa.bindparam("kind", wanted.who, literal_execute=True)
        chosen = chosen.where(col(Event.actor_kind) == kind)
        if wanted.who != ActorKind.CUSTOMER.value:
            chosen = chosen.where(col(Event.actor_id).is_(None))
    elif wanted.who:
        user = sa.select(col(Membership.user_id)).where(
            col(Membership.workspace_id) == workspace_id, col(Membership.public_id) == wanted.who
        )
        chosen = chosen.where(
            Event.actor_kind == ActorKind.USER.value, col(Event.actor_id) == user.scalar_subquery()
        )
    if wanted.what:
        chosen = chosen.where(Event.what == wanted.what)
    if wanted.kind:
        chosen = chosen.where(Event.subject_kind == wanted.kind)
    zone = ZoneInfo(session.get_one(Workspace, workspace_id).timezone)
    if wanted.since:
        chosen = chosen.where(col(Event.at) >= _midnight(wanted.since, zone))
    if wanted.until:
        chosen = chosen.where(col(Event.at) < _midnight(wanted.until + timedelta(days=1), zone))
    return chosen


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    seconds, _, key = cursor.partition("-")
    if not (seconds.isdecimal() and key.isdecimal() and len(seconds) < 12 and len(key) < 19):
        raise Invalid({"after": "field.cursor"})
    try:
        return aware(int(seconds)), int(key)
    except (ValueError, OverflowError, OSError) as fault:
        raise Invalid({"after": "field.cursor"}) from fault


# Kind of subject → its columns of public id and name.
_NAMES: dict[str, tuple[Any, Any]] = {
    "booking": (col(Booking.public_id), col(Booking.attendee_name)),
    "customer": (col(Customer.public_id), col(Customer.name)),
    "meeting_type": (col(MeetingType.public_id), col(MeetingType.name)),
    "message": (col(OutboxMessage.public_id), sa.literal("")),
    "schedule": (col(Schedule.public_id), col(Schedule.name)),
    "sign_in": (col(SignIn.public_id), sa.literal("")),
    "time_off": (col(TimeOff.public_id), sa.literal("")),
    "workspace": (col(Workspace.public_id), col(Workspace.name)),
}


def _rows(session: Session, found: list[Event]) -> tuple[AuditRow, ...]:
    """Show events, with one statement more for each kind of row that they name."""
    named: dict[tuple[str, int], tuple[str, str]] = {}
    for kind in {event.subject_kind for event in found}:
        ids = [event.subject_id for event in found if event.subject_kind == kind]
        named |= {(kind, key): names for key, names in _names(session, kind, ids).items()}
    users = _column(session, User.id, User.name, _actors(found, ActorKind.USER))
    by_link = [event for event in found if event.sign_in_id is None]
    clients = _column(
        session, Booking.id, Booking.attendee_name, _actors(by_link, ActorKind.CUSTOMER)
    )
    signed_in = [event for event in found if event.sign_in_id is not None]
    customers = _column(session, Customer.id, Customer.name, _actors(signed_in, ActorKind.CUSTOMER))
    devices = _column(session, SignIn.id, SignIn.device, (event.sign_in_id for event in found))
    rows = []
    for event in found:
        clients_of = clients if event.sign_in_id is None else customers
        by_kind = {ActorKind.USER.value: users, ActorKind.CUSTOMER.value: clients_of}
        public_id, name = named.get((event.subject_kind, event.subject_id), ("", ""))
        rows.append(
            AuditRow(
                id=event.id or 0,
                what=event.what,
                at=event.at,
                actor_kind=event.actor_kind,
                actor_name=by_kind.get(event.actor_kind, {}).get(event.actor_id or 0, ""),
                subject_kind=event.subject_kind,
                subject_id=public_id,
                subject_name=name,
                fields=tuple(event.fields),
                device=devices.get(event.sign_in_id or 0, ""),
                request_id=event.request_id,
            )
        )
    return tuple(rows)


def _names(session: Session, kind: str, ids: list[int]) -> dict[int, tuple[str, str]]:
    if kind == "membership":
        asked = (
            sa.select(col(Membership.id), col(Membership.public_id), col(User.name))
            .join(User, col(User.id) == col(Membership.user_id))
            .where(col(Membership.id).in_(ids))
        )
    elif kind in _NAMES:
        public_id, name = _NAMES[kind]
        key = public_id.table.c.id
        asked = sa.select(key, public_id, name).where(key.in_(ids))
    else:
        return {}
    rows: Any = session.connection().execute(asked)
    return {key: (public_id, name) for key, public_id, name in rows}


def _actors(found: list[Event], kind: ActorKind) -> Iterable[int | None]:
    return (event.actor_id for event in found if event.actor_kind == kind.value)


def _column(session: Session, key: Any, value: Any, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = session.connection().execute(
        sa.select(col(key), col(value)).where(col(key).in_(sorted(wanted)))
    )
    return {row[0]: row[1] for row in rows}
