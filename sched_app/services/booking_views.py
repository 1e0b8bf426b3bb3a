"""Shows bookings: one, by link or by id, and pages of them, each with what its reader may do."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Invalid
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import Instant, aware, epoch
from sched_app.models.meeting_types import LocationKind, MeetingType
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services import access, appointments
from sched_app.services.access import Actor, ActorKind, Right, Scope

PAGE_MOST = 100
COUNTED_MOST = 1_000  # Beyond it a number tells nobody anything, and counting costs.
FEW = 5_000  # So many rows are quicker looked up and sorted than met on the way through an index.
LONGEST = timedelta(days=1)
ENDED = frozenset({BookingStatus.COMPLETED.value, BookingStatus.NO_SHOW.value})
NOTED = ENDED | {BookingStatus.CONFIRMED.value}
LET_IN = (
    BookingStatus.ACCEPTED.value,
    BookingStatus.AWAITING_PAYMENT.value,
    BookingStatus.CONFIRMED.value,
    BookingStatus.COMPLETED.value,
    BookingStatus.NO_SHOW.value,
)
# Built once: making a statement costs more than running it.
_HOSTS = (
    sa.select(
        col(BookingHost.booking_id),
        col(Membership.id),
        col(Membership.public_id),
        col(User.name),
        col(User.email),
    )
    .join(Membership, col(Membership.id) == col(BookingHost.membership_id))
    .join(User, col(User.id) == col(BookingHost.person_id))
    .where(col(BookingHost.booking_id).in_(sa.bindparam("ids", expanding=True)))
    .order_by(col(BookingHost.id))
)
_FRAMES: Any = (
    sa.select(
        col(MeetingType.id),
        col(MeetingType.public_id),
        col(MeetingType.slug),
        col(MeetingType.change_notice_minutes),
        col(Workspace.slug).label("workspace_slug"),
        col(Workspace.name).label("workspace_name"),
        col(Workspace.timezone),
        col(Workspace.accent),
    )
    .join(Workspace, col(Workspace.id) == col(MeetingType.workspace_id))
    .where(col(MeetingType.id).in_(sa.bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class HostView:
    """A host of a booking."""

    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking as its reader may see it; instants are aware UTC."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    duration_minutes: int
    meeting_name: str
    meeting_type_id: str
    meeting_type_slug: str
    workspace_slug: str
    workspace_name: str
    workspace_timezone: str
    accent: str
    hosts: tuple[HostView, ...]
    location_kind: str
    location_value: str
    attendee_name: str
    attendee_email: str
    attendee_phone: str
    attendee_timezone: str
    attendee_locale: str
    host_timezone: str
    answers: tuple[dict[str, Any], ...]
    reason: str
    ended_by: str
    source: str
    uid: str
    sequence: int
    link_version: int
    created_at: datetime
    changed_at: datetime
    request_expires_at: datetime | None
    change_until: datetime
    may_move: bool
    may_cancel: bool
    may_answer: bool
    may_note: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some bookings, and where the next ones begin."""

    items: tuple[BookingView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many bookings each tab holds."""

    coming: int
    requests: int
    past: int


def view(session: Session, booking: Booking, *, actor: Actor, now: datetime) -> BookingView:
    """Show a booking to someone who was already allowed it (who made it, or holds its link)."""
    return _views(session, [booking], actor, now)[0]


def get(session: Session, public_id: str, *, actor: Actor, now: datetime) -> BookingView:
    """Show a booking to a member with the right, or to the customer whose link it is."""
    booking = appointments.by_public_id(session, public_id)
    is_customer = actor.kind is ActorKind.CUSTOMER
    right = Right.MANAGE_BOOKING if is_customer else Right.READ_BOOKINGS
    appointments.require(session, booking, actor, right)
    return view(session, booking, actor=actor, now=now)


def list_page(
    session: Session,
    workspace_id: int,
    *,
    which: str,
    actor: Actor,
    now: datetime,
    limit: int = 25,
    cursor: str | None = None,
    host_id: int | None = None,
) -> Page:
    """List bookings of one tab: coming and requests from the soonest, past and all from the latest.

    An organizer sees their own. Raise Invalid for a cursor that is none of ours.
    """
    limit = max(1, min(limit, PAGE_MOST))
    found = rows(
        session, workspace_id, which=which, actor=actor, now=now, limit=limit, cursor=cursor,
        host_id=host_id,
    )  # fmt: skip
    return page_of(session, found, limit, actor=actor, now=now)


def rows(
    session: Session,
    workspace_id: int,
    *,
    which: str,
    actor: Actor,
    now: datetime,
    limit: int,
    cursor: str | None = None,
    host_id: int | None = None,
    also: Sequence[Any] = (),
    among: Sequence[int] | None = None,
) -> list[Booking]:
    """Read the rows of one page and one more, in its order; `also` are further conditions.

    `among` are the ids that alone come into question.
    """
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    chosen = of_tab(which, now).where(col(Booking.workspace_id) == workspace_id, *also)
    if which == "coming":
        # Bounded, and in order by this index: SQLite would rather read all that are confirmed.
        chosen = chosen.where(col(Booking.starts_at) > now - LONGEST).with_hint(
            Booking, "INDEXED BY ix_bookings_workspace_start", "sqlite"
        )
    if among is not None:
        # SQLite knows not how few these are: it shall look up the ids, and use no other index.
        chosen = chosen.where(col(Booking.id).in_(among)).with_hint(
            Booking, "NOT INDEXED", "sqlite"
        )
    if reach is Scope.OWN:
        host_id = actor.membership_id
    if host_id is not None:
        chosen = _of_host(session, chosen, host_id, is_narrow=among is not None)
    return after(session, chosen, limit, cursor, falling=is_falling(which))


def is_falling(which: str) -> bool:
    """Tell whether a tab begins with the latest."""
    return which in ("past", "all")


def page_of(
    session: Session, found: Sequence[Booking], limit: int, *, actor: Actor, now: datetime
) -> Page:
    """Make a page of rows that the actor may read; one more than `limit` says that more follow."""
    items = _views(session, found[:limit], actor, now)
    return Page(tuple(items), _cursor(found[limit - 1]) if len(found) > limit else None)


def of_customer(
    session: Session,
    customer_id: int,
    *,
    actor: Actor,
    now: datetime,
    limit: int = 25,
    cursor: str | None = None,
) -> Page:
    """List a customer's bookings, the latest first; an organizer sees those they host."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    chosen = select(Booking).where(
        col(Booking.workspace_id) == workspace_id, col(Booking.customer_id) == customer_id
    )
    if reach is Scope.OWN and actor.membership_id is not None:
        chosen = chosen.where(_hosted_by(actor.membership_id))
    limit = max(1, min(limit, PAGE_MOST))
    found = after(session, chosen, limit, cursor, falling=True)
    return page_of(session, found, limit, actor=actor, now=now)


def between(
    session: Session,
    workspace_id: int,
    since: datetime,
    until: datetime,
    *,
    actor: Actor,
    now: datetime,
    host_id: int | None = None,
) -> tuple[BookingView, ...]:
    """List what takes or took place in [since, until), by start: no requests, nothing called off.

    An organizer sees their own. At most PAGE_MOST are given.
    """
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    chosen = select(Booking).where(
        col(Booking.workspace_id) == workspace_id,
        # Bounded on both sides, so that the index by start is enough.
        col(Booking.starts_at) > since - LONGEST,
        col(Booking.starts_at) < until,
        col(Booking.ends_at) > since,
        col(Booking.status).in_(LET_IN),
    )
    if reach is Scope.OWN:
        host_id = actor.membership_id
    if host_id is not None:
        chosen = chosen.where(_hosted_by(host_id))
    chosen = chosen.order_by(col(Booking.starts_at), col(Booking.id)).limit(PAGE_MOST)
    return tuple(_views(session, list(session.exec(chosen)), actor, now))


def counts(session: Session, workspace_id: int, *, actor: Actor, now: datetime) -> Counts:
    """Count the bookings of each tab that the actor may see, up to one more than COUNTED_MOST."""
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    found = []
    for which in ("coming", "requests", "past"):
        chosen = of_tab(which, now).where(col(Booking.workspace_id) == workspace_id)
        if reach is Scope.OWN and actor.membership_id is not None:
            chosen = _of_host(session, chosen, actor.membership_id)
        some = chosen.with_only_columns(col(Booking.id)).limit(COUNTED_MOST + 1).subquery()
        counted = sa.select(sa.func.count()).select_from(some)
        found.append(int(session.connection().execute(counted).scalar_one()))
    return Counts(*found)


def waiting(session: Session, workspace_id: int, *, actor: Actor) -> int:
    """Count the requests that the actor may answer; each page of the dashboard asks."""
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    asked = sa.select(sa.func.count()).where(
        col(Booking.status) == BookingStatus.REQUESTED.value,
        col(Booking.workspace_id) == workspace_id,
    )
    if reach is Scope.OWN and actor.membership_id is not None:
        asked = asked.where(_hosted_by(actor.membership_id))
    return int(session.connection().execute(asked).scalar_one())


def after(
    session: Session, chosen: Any, limit: int, cursor: str | None, *, falling: bool
) -> list[Booking]:
    """Read of chosen rows what follows a cursor, and one row more than asked for."""
    place = sa.tuple_(col(Booking.starts_at), col(Booking.id))
    if cursor:
        at, key = _read_cursor(cursor)
        edge = sa.tuple_(sa.literal(at, Instant()), sa.literal(key))
        chosen = chosen.where(place < edge if falling else place > edge)
    order = [col(Booking.starts_at), col(Booking.id)]
    chosen = chosen.order_by(*(column.desc() if falling else column for column in order))
    return list(session.exec(chosen.limit(limit + 1)))


def of_tab(which: str, now: datetime) -> Any:
    """Choose the bookings of one tab, of everyone; raise Invalid for one that is none."""
    chosen = select(Booking)
    status = col(Booking.status)
    if which == "coming":
        waiting = [
            BookingStatus.ACCEPTED.value,
            BookingStatus.AWAITING_PAYMENT.value,
            BookingStatus.CONFIRMED.value,
        ]
        return chosen.where(status.in_(waiting), col(Booking.ends_at) > now)
    if which == "requests":
        return chosen.where(status == BookingStatus.REQUESTED.value)
    if which == "past":
        over = col(Booking.ends_at) <= now
        ended = status.not_in(list(appointments.OPEN))
        return chosen.where(over | ended, status != BookingStatus.REQUESTED.value)
    if which == "all":
        return chosen
    raise Invalid({"which": "field.choice"})


def _of_host(session: Session, chosen: Any, host_id: int, *, is_narrow: bool = False) -> Any:
    """Narrow a list to one host: from their few bookings, or by looking each one up in passing."""
    theirs = sa.select(col(BookingHost.booking_id)).where(col(BookingHost.membership_id) == host_id)
    counted = sa.select(sa.func.count()).select_from(theirs.limit(FEW + 1).subquery())
    if is_narrow or session.connection().execute(counted).scalar_one() > FEW:
        return chosen.where(_hosted_by(host_id))
    return chosen.where(col(Booking.id).in_(theirs)).with_hint(Booking, "NOT INDEXED", "sqlite")


def _hosted_by(host_id: int) -> Any:
    return (
        sa.select(sa.literal(1))
        .where(
            col(BookingHost.booking_id) == col(Booking.id),
            col(BookingHost.membership_id) == host_id,
        )
        .exists()
    )


def _cursor(booking: Booking) -> str:
    return base64.urlsafe_b64encode(f"{epoch(booking.starts_at)}:{booking.id}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    try:
        seconds, _, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        at, number = aware(int(seconds)), int(key)
    except (ValueError, OverflowError, OSError, binascii.Error) as fault:
        raise Invalid({"cursor": "field.cursor"}) from fault
    if not 0 <= number < 2**63:
        raise Invalid({"cursor": "field.cursor"})
    return at, number


def _views(
    session: Session, bookings: Sequence[Booking], actor: Actor, now: datetime
) -> list[BookingView]:
    """Make views with two more statements, however many bookings."""
    if not bookings:
        return []
    hosts = _hosts(session, [booking.id or 0 for booking in bookings])
    frames = _frames(session, {booking.meeting_type_id for booking in bookings})
    return [
        _one(booking, hosts.get(booking.id or 0, []), frames[booking.meeting_type_id], actor, now)
        for booking in bookings
    ]


def _hosts(session: Session, ids: list[int]) -> dict[int, list[tuple[int, HostView]]]:
    rows = session.connection().execute(_HOSTS, {"ids": ids})
    found: dict[int, list[tuple[int, HostView]]] = {}
    for booking_id, membership_id, public_id, name, email in rows:
        host = (membership_id or 0, HostView(public_id, name, email))
        found.setdefault(booking_id, []).append(host)
    return found


def _frames(session: Session, type_ids: set[int]) -> dict[int, Any]:
    rows = session.connection().execute(_FRAMES, {"ids": sorted(type_ids)})
    return {row.id: row for row in rows}


def _is_outside(booking: Booking) -> bool:
    """Tell whether its attendee is not let into the room: they only asked for it, or it is off."""
    return booking.location_kind == LocationKind.LINK.value and booking.status not in LET_IN


def _one(
    booking: Booking,
    hosts: list[tuple[int, HostView]],
    frame: Any,
    actor: Actor,
    now: datetime,
) -> BookingView:
    until = appointments.change_until(booking, frame)
    is_open = booking.status in appointments.OPEN
    is_customer = actor.kind is not ActorKind.USER
    reach = access.scope(actor, Right.CHANGE_BOOKINGS, booking.workspace_id)
    mine = actor.membership_id in {host for host, _ in hosts}
    desk = not is_customer and (reach is Scope.ALL or (reach is Scope.OWN and mine))
    in_time = now <= until and now < booking.starts_at
    may_change = is_open and (in_time if is_customer else desk)
    return BookingView(
        id=booking.public_id,
        status=booking.status,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        duration_minutes=booking.duration_minutes,
        meeting_name=booking.meeting_name,
        meeting_type_id=frame.public_id,
        meeting_type_slug=frame.slug,
        workspace_slug=frame.workspace_slug,
        workspace_name=frame.workspace_name,
        workspace_timezone=frame.timezone,
        accent=frame.accent,
        hosts=tuple(host for _, host in hosts),
        location_kind=booking.location_kind,
        location_value="" if is_customer and _is_outside(booking) else booking.location_value,
        attendee_name=booking.attendee_name,
        attendee_email=booking.attendee_email or "",
        attendee_phone=booking.attendee_phone or "",
        attendee_timezone=booking.attendee_timezone,
        attendee_locale=booking.attendee_locale,
        host_timezone=booking.host_timezone,
        answers=tuple(booking.answers),
        reason=booking.reason,
        ended_by=booking.ended_by,
        source=booking.source,
        uid=booking.uid,
        sequence=booking.sequence,
        link_version=booking.link_version,
        created_at=booking.created_at,
        changed_at=booking.changed_at,
        request_expires_at=booking.request_expires_at,
        change_until=until,
        may_move=may_change,
        may_cancel=may_change,
        may_answer=desk and booking.status == BookingStatus.REQUESTED.value,
        may_note=desk and booking.starts_at <= now and booking.status in NOTED,
        may_reopen=desk and booking.status in ENDED,
    )
