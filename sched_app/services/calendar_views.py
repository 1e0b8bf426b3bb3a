"""Shows the calendars of members over a range: bookings, absences, hours, what else is taken."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import aware, epoch
from sched_app.models.meeting_types import MeetingType
from sched_app.models.schedules import LONGEST_CLAIM, Claim, TimeOff
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services import accents, access, calendar_hours
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.calendar_layout import Span, merged, seconds_left, without

MOST = 2500  # Entries of one look; a week of twenty busy hosts has fewer.
OVERRIDES_BACK = timedelta(days=62)
SHOWN = tuple(
    status.value
    for status in (
        BookingStatus.REQUESTED,
        BookingStatus.ACCEPTED,
        BookingStatus.AWAITING_PAYMENT,
        BookingStatus.CONFIRMED,
        BookingStatus.COMPLETED,
        BookingStatus.NO_SHOW,
    )
)
MOVABLE = frozenset(SHOWN[:4])
ROLES = ("accent-soft", "accent-text", "accent-mark")


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member whose calendar the reader may see."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A booking in somebody's calendar; `member_ids` are those of its hosts who are looked at."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    name: str
    meeting_name: str
    type_id: str
    member_ids: tuple[str, ...]
    may_move: bool


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """A time off."""

    id: str
    member_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TakenView:
    """A time that is kept for a visitor, or taken in another workspace of which nothing is told."""

    member_id: str
    starts_at: datetime
    ends_at: datetime
    is_held: bool


@dataclass(frozen=True, slots=True)
class TypeView:
    """A meeting type in the range, with its colours for each theme by role."""

    id: str
    name: str
    colours: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Calendars over a range; `openings` are each chosen member's hours in UTC seconds.

    `members` are all whom the reader may choose. `is_cut` says that there is more than is given.
    """

    members: tuple[MemberView, ...]
    chosen: tuple[str, ...]
    entries: tuple[EntryView, ...]
    absences: tuple[AbsenceView, ...]
    taken: tuple[TakenView, ...]
    openings: Mapping[str, tuple[Span, ...]]
    types: tuple[TypeView, ...]
    open_seconds: int
    is_cut: bool


def between(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    actor: Actor,
    now: datetime,
    members: Sequence[str] = (),
) -> CalendarView:
    """Show the calendars of these members in [since, until), of all whom the actor may see if none.

    An organizer sees their own. Raise NotSignedIn, NotFound or Forbidden.
    """
    rows, chosen = whose(session, actor, members)
    run, workspace_id = session.connection().execute, actor.workspace_id or 0
    names = {row.id: row.public_id for row in chosen}
    window = _window(actor, chosen, since, until, now)
    entries, types, is_cut = _entries(run, window, names, actor)
    absences = tuple(
        AbsenceView(row.public_id, names[row.membership_id], aware(row.begin), aware(row.end),
                    row.reason)
        for row in run(_ABSENCES, window)
    )  # fmt: skip
    by_person = {row.user_id: row.public_id for row in chosen}
    taken = tuple(
        TakenView(by_person[row.person_id], aware(row.starts_at), aware(row.ends_at), row.is_held)
        for row in run(_TAKEN, window)
    )
    openings = calendar_hours.openings(run, window, names)
    return CalendarView(
        members=tuple(MemberView(row.public_id, row.name) for row in rows),
        chosen=tuple(row.public_id for row in chosen),
        entries=entries,
        absences=absences,
        taken=taken,
        openings=openings,
        types=types_of(session, workspace_id, types),
        open_seconds=_left(openings, entries, absences, taken, window),
        is_cut=is_cut,
    )


def open_hours(
    session: Session, since: datetime, until: datetime, *, actor: Actor, only_mine: bool = False
) -> tuple[tuple[datetime, datetime], ...]:
    """Give when somebody is open and not away: the actor, or anyone whom they may see."""
    rows, _ = whose(session, actor, ())
    if only_mine:
        rows = [row for row in rows if row.id == actor.membership_id]
    window = _window(actor, rows, since, until, since)
    run = session.connection().execute
    names = {row.id: row.public_id for row in rows}
    away: dict[str, list[Span]] = defaultdict(list)
    for row in run(_ABSENCES, window):
        away[names[row.membership_id]].append((row.begin, row.end))
    begin, end = epoch(since), epoch(until)
    spans = merged(
        (max(first, begin), min(last, end))
        for member, each in calendar_hours.openings(run, window, names).items()
        for first, last in without(each, away[member])
    )
    return tuple((aware(first), aware(last)) for first, last in spans)


def whose(
    session: Session, actor: Actor, members: Sequence[str]
) -> tuple[Sequence[Any], Sequence[Any]]:
    """Give the members whose calendars the actor may see, and those chosen by public id, or all."""
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_BOOKINGS, workspace_id)
    rows = session.connection().execute(_MEMBERS, {"workspace": workspace_id}).all()
    if reach is Scope.OWN:
        rows = [row for row in rows if row.id == actor.membership_id]
    return rows, [row for row in rows if row.public_id in members] or rows


def types_of(session: Session, workspace_id: int, shown: set[int]) -> tuple[TypeView, ...]:
    """Give the types in a range; each has the colour of its place among all that there were."""
    brand = session.get_one(Workspace, workspace_id).accent
    rows = session.connection().execute(_TYPES, {"workspace": workspace_id}).all()
    return tuple(
        TypeView(
            row.public_id,
            row.name,
            {
                theme: {role: accents.derive(accents.turned(brand, step), theme)[role]
                        for role in ROLES}
                for theme in accents.GROUNDS
            },
        )
        for step, row in enumerate(rows)
        if row.id in shown
    )  # fmt: skip


def _window(
    actor: Actor, chosen: Sequence[Any], since: datetime, until: datetime, now: datetime
) -> dict[str, Any]:
    """Give what the statements are asked with."""
    return {
        "workspace": actor.workspace_id or 0,
        "members": [row.id for row in chosen],
        "persons": [row.user_id for row in chosen],
        "since": epoch(since),
        "until": epoch(until),
        # Bookings and claims are searched by their start, which lies at most a day outside.
        "earliest": epoch(since) - LONGEST_CLAIM,
        "now": epoch(now),
        "first_on": since.date() - OVERRIDES_BACK,
        "last_on": until.date() + timedelta(days=2),
    }


def _entries(
    run: Any, window: dict[str, Any], names: Mapping[int, str], actor: Actor
) -> tuple[tuple[EntryView, ...], set[int], bool]:
    """Read the bookings in one statement: a row for each host, put together here."""
    may = access.scope(actor, Right.CHANGE_BOOKINGS, window["workspace"]) is not None
    rows = run(_ENTRIES, window).all()
    hosts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        hosts[row.public_id].append(names[row.membership_id])
    first = {row.public_id: row for row in reversed(rows)}
    entries = [
        EntryView(
            id=key,
            status=row.status,
            starts_at=aware(row.begin),
            ends_at=aware(row.end),
            name=row.attendee_name,
            meeting_name=row.meeting_name,
            type_id=row.type_id,
            member_ids=tuple(hosts[key]),
            may_move=may and row.status in MOVABLE,
        )
        for key, row in first.items()
    ]
    entries.reverse()
    return tuple(entries), {row.meeting_type_id for row in rows}, len(rows) == MOST


def _left(
    openings: Mapping[str, tuple[Span, ...]],
    entries: Sequence[EntryView],
    absences: Sequence[AbsenceView],
    taken: Sequence[TakenView],
    window: dict[str, Any],
) -> int:
    busy: dict[str, list[Span]] = defaultdict(list)
    for entry in entries:
        for member in entry.member_ids:
            busy[member].append((epoch(entry.starts_at), epoch(entry.ends_at)))
    others: list[AbsenceView | TakenView] = [*absences, *taken]
    for one in others:
        busy[one.member_id].append((epoch(one.starts_at), epoch(one.ends_at)))
    begin = max(window["since"], window["now"])
    return sum(
        seconds_left(spans, busy[member], begin, window["until"])
        for member, spans in openings.items()
    )


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _seconds(column: Any) -> Any:
    """Read an instant as the integer it is stored as."""
    return sa.type_coerce(column, sa.BigInteger)


def _given(name: str, kind: Any = sa.BigInteger) -> Any:
    return sa.bindparam(name, type_=kind)


def _among(name: str) -> Any:
    return sa.bindparam(name, expanding=True, type_=sa.BigInteger)


_B, _BH, _M, _U = _table(Booking), _table(BookingHost), _table(Membership), _table(User)
_T = _table(MeetingType)
_F, _C = _table(TimeOff), _table(Claim)

# Statements are built once: SQLAlchemy then finds each one's SQL without comparing it anew.
_MEMBERS = (
    sa.select(_M.c.id, _M.c.public_id, _M.c.user_id, _U.c.name)
    .join_from(_M, _U, _U.c.id == _M.c.user_id)
    .where(_M.c.workspace_id == _given("workspace"), _M.c.left_at.is_(None))
    .order_by(_U.c.name, _M.c.id)
)
_ENTRIES = (
    sa.select(
        _B.c.public_id,
        _B.c.status,
        _seconds(_B.c.starts_at).label("begin"),
        _seconds(_B.c.ends_at).label("end"),
        _B.c.attendee_name,
        _B.c.meeting_name,
        _B.c.meeting_type_id,
        _T.c.public_id.label("type_id"),
        _BH.c.membership_id,
    )
    .join_from(_B, _BH, _BH.c.booking_id == _B.c.id)
    .join(_T, _T.c.id == _B.c.meeting_type_id)
    .where(
        _B.c.workspace_id == _given("workspace"),
        # Bounded on both sides, so that the index by start is enough.
        _seconds(_B.c.starts_at) > _given("earliest"),
        _seconds(_B.c.starts_at) < _given("until"),
        _seconds(_B.c.ends_at) > _given("since"),
        _B.c.status.in_(SHOWN),
        _BH.c.membership_id.in_(_among("members")),
    )
    .order_by(_B.c.starts_at, _B.c.id, _BH.c.id)
    .limit(MOST)
)
_ABSENCES = (
    sa.select(
        _F.c.public_id,
        _F.c.membership_id,
        _seconds(_F.c.starts_at).label("begin"),
        _seconds(_F.c.ends_at).label("end"),
        _F.c.reason,
    )
    .where(
        _F.c.membership_id.in_(_among("members")),
        _seconds(_F.c.ends_at) > _given("since"),
        _seconds(_F.c.starts_at) < _given("until"),
    )
    .order_by(_F.c.starts_at, _F.c.id)
)
_TAKEN = sa.select(
    _C.c.person_id, _C.c.starts_at, _C.c.ends_at, _C.c.hold_id.is_not(None).label("is_held")
).where(
    _C.c.person_id.in_(_among("persons")),
    # Said as the partial index says it: SQLite would not use it for `active = 1`.
    sa.literal_column("claims.active"),
    _C.c.starts_at.between(_given("earliest"), _given("until")),
    _C.c.starts_at < _given("until"),
    _C.c.ends_at > _given("since"),
    sa.or_(_C.c.workspace_id != _given("workspace"), _C.c.hold_id.is_not(None)),
    sa.or_(_C.c.expires_at.is_(None), _C.c.expires_at > _given("now")),
)
_TYPES = (
    sa.select(_T.c.id, _T.c.public_id, _T.c.name)
    .where(_T.c.workspace_id == _given("workspace"))
    .order_by(_T.c.id)
)
