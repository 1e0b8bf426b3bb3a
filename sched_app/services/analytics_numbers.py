"""Counts straight from the rows: nothing is kept beside them that could differ from them.

Bookings belong to the date on which they begin, in the workspace's zone; requests to the date on
which they were made, visits to that of the visit.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import epoch
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.traffic import Stage, VisitCount
from sched_app.models.workspaces import Event, Membership, User, Workspace
from sched_app.services.analytics_periods import Period, local_seconds

HOUR, DAY, WEEK = 3600, 86_400, 7 * 86_400
S = BookingStatus
HELD = (S.COMPLETED.value, S.NO_SHOW.value)
# What stands in the book: neither only asked for nor called off.
KEPT = (S.ACCEPTED.value, S.AWAITING_PAYMENT.value, S.CONFIRMED.value, *HELD)
STATUSES = tuple(status.value for status in S)
WEEKS_MOST = 1000  # More than the longest period has.
THURSDAY = 3  # 1 January 1970, where Monday is 0.

# The upper ends of the steps, in seconds; the last step has none.
LEADS = (HOUR, DAY, 3 * DAY, WEEK, 2 * WEEK, 4 * WEEK)
ANSWERS = (HOUR, 4 * HOUR, DAY, 2 * DAY)
UNANSWERED = -1


def _table(model: Any) -> sa.Table:
    found: sa.Table = model.__table__
    return found


B, H, E, V = _table(Booking), _table(BookingHost), _table(Event), _table(VisitCount)
T, TH, M, U = _table(MeetingType), _table(MeetingTypeHost), _table(Membership), _table(User)
W = _table(Workspace)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose numbers: a workspace's, or one member's of it."""

    workspace_id: int
    host_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bookings:
    """How many bookings of one type and status begin in one week of a period."""

    type_id: int
    status: str
    week: int
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A request and the seconds until it was answered; UNANSWERED if nobody did."""

    booking_id: int
    seconds: int


def seconds(column: Any) -> Any:
    """Give an instant's column as the integer that it is."""
    return sa.type_coerce(column, sa.BigInteger)


def of(whose: Whose, period: Period) -> list[Any]:
    """Give the conditions by which bookings belong to someone and begin in a period."""
    since, until = (epoch(at) for at in period.instants())
    starts = seconds(B.c.starts_at)
    return [*_owned(whose), starts >= since, starts < until]


def asked_in(whose: Whose, period: Period) -> list[Any]:
    """Give the conditions by which requests belong to someone and were made in a period."""
    since, until = (epoch(at) for at in period.instants())
    made = seconds(B.c.created_at)
    return [*_owned(whose), made >= since, made < until, B.c.request_expires_at.is_not(None)]


def weekly(session: Session, whose: Whose, period: Period) -> list[Bookings]:
    """Count bookings by type, status and week."""
    first = (period.since.toordinal() - _EPOCH) * DAY
    week = (local_seconds(B.c.starts_at, period) - first) // WEEK
    status = sa.case({name: code for code, name in enumerate(STATUSES)}, value=B.c.status)
    # One number instead of three columns: SQLite sorts by it in half the time.
    packed = (B.c.meeting_type_id * WEEKS_MOST + week) * len(STATUSES) + status
    minutes = sa.func.sum(seconds(B.c.ends_at) - seconds(B.c.starts_at))
    rows = session.connection().execute(
        sa.select(packed, sa.func.count(), minutes)
        .where(*of(whose, period))
        .group_by(sa.literal_column("1"))
    )
    found = []
    for key, count, spent in rows:
        rest, code = divmod(int(key), len(STATUSES))
        type_id, at = divmod(rest, WEEKS_MOST)
        found.append(Bookings(type_id, STATUSES[code], at, count, int(spent) // 60))
    return found


def by_member(session: Session, whose: Whose, period: Period) -> dict[int, tuple[int, int]]:
    """Count bookings and their minutes by membership; one with two hosts counts for both."""
    minutes = sa.func.sum(seconds(B.c.ends_at) - seconds(B.c.starts_at))
    chosen = (
        sa.select(H.c.membership_id, sa.func.count(), minutes)
        .join_from(B, H, H.c.booking_id == B.c.id)
        .where(*of(Whose(whose.workspace_id), period), B.c.status.in_(KEPT))
        .group_by(H.c.membership_id)
    )
    if whose.host_id is not None:
        chosen = chosen.where(H.c.membership_id == whose.host_id)
    return {row[0]: (row[1], int(row[2]) // 60) for row in session.connection().execute(chosen)}


def moments(
    session: Session, whose: Whose, period: Period
) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    """Count bookings by (weekday, hour) in the zone, and by the step of LEADS they were ahead."""
    local = local_seconds(B.c.starts_at, period)
    hour = (local // HOUR + THURSDAY * 24) % (7 * 24)
    packed = hour * (len(LEADS) + 1) + step_of(lead_seconds(), LEADS)
    rows = session.connection().execute(
        sa.select(packed, sa.func.count())
        .where(*of(whose, period), B.c.status.in_(KEPT))
        .group_by(sa.literal_column("1"))
    )
    cells: dict[tuple[int, int], int] = {}
    leads: dict[int, int] = {}
    for key, count in rows:
        at, step = divmod(int(key), len(LEADS) + 1)
        place = divmod(at, 24)
        cells[place] = cells.get(place, 0) + count
        leads[step] = leads.get(step, 0) + count
    return cells, leads


def answers(session: Session, whose: Whose, period: Period) -> list[Answer]:
    """List the requests made in a period with the time that their answer took."""
    rows = session.connection().execute(
        sa.select(B.c.id, answer_seconds()).where(*asked_in(whose, period))
    )
    return [Answer(row[0], UNANSWERED if row[1] is None else int(row[1])) for row in rows]


def visits(session: Session, whose: Whose, period: Period) -> dict[tuple[Stage, str], int]:
    """Add up the counts of visits by stage and facet."""
    rows = session.connection().execute(
        sa.select(V.c.stage, V.c.facet, sa.func.sum(V.c.count))
        .where(*visited(whose, period))
        .group_by(V.c.stage, V.c.facet)
    )
    return {(Stage(row[0]), row[1]): int(row[2]) for row in rows}


def stages(session: Session, whose: Whose, period: Period) -> dict[tuple[Stage, str], int]:
    """Add up the counts of visits by stage alone."""
    rows = session.connection().execute(
        sa.select(V.c.stage, sa.func.sum(V.c.count))
        .where(*visited(whose, period))
        .group_by(V.c.stage)
    )
    return {(Stage(row[0]), ""): int(row[1]) for row in rows}


def visited(whose: Whose, period: Period) -> list[Any]:
    """Give the conditions by which counts belong to someone's meeting types and to a period."""
    found: list[Any] = [
        V.c.workspace_id == whose.workspace_id,
        V.c.on_date >= period.since,
        V.c.on_date < period.until,
    ]
    if whose.host_id is not None:
        hosted = sa.select(TH.c.meeting_type_id).where(
            TH.c.membership_id == whose.host_id, TH.c.left_at.is_(None)
        )
        found.append(V.c.meeting_type_id.in_(hosted))
    return found


def zone_of(session: Session, whose: Whose) -> str:
    """Give the zone whose dates count: the workspace's."""
    found = session.connection().execute(
        sa.select(W.c.timezone).where(W.c.id == whose.workspace_id)
    )
    return str(found.scalar_one())


def type_names(session: Session, whose: Whose) -> dict[int, tuple[str, str]]:
    """Give every meeting type's public id and present name by its key."""
    rows = session.connection().execute(
        sa.select(T.c.id, T.c.public_id, T.c.name).where(T.c.workspace_id == whose.workspace_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def member_names(session: Session, whose: Whose) -> dict[int, tuple[str, str]]:
    """Give every member's public id and name by their membership, those who left too."""
    rows = session.connection().execute(
        sa.select(M.c.id, M.c.public_id, U.c.name)
        .join_from(M, U, U.c.id == M.c.user_id)
        .where(M.c.workspace_id == whose.workspace_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def lead_seconds() -> Any:
    """Give, in SQL, how long before its start a booking was made."""
    return seconds(B.c.starts_at) - seconds(B.c.created_at)


def answer_seconds() -> Any:
    """Give, in SQL, how long a request waited for its answer; NULL if there was none."""
    answered = (
        sa.select(sa.func.min(seconds(E.c.at)))
        .where(
            E.c.workspace_id == B.c.workspace_id,
            E.c.subject_kind == "booking",
            E.c.subject_id == B.c.id,
            E.c.what.in_(("booking.accepted", "booking.declined")),
        )
        .correlate(B)
        .scalar_subquery()
    )
    return answered - seconds(B.c.created_at)


def weekday_of(local: Any) -> Any:
    """Give, in SQL, the weekday of wall seconds; Monday is 0."""
    return (local // DAY + THURSDAY) % 7


def hour_of(local: Any) -> Any:
    """Give, in SQL, the hour of wall seconds."""
    return local % DAY // HOUR


def step_of(value: Any, ends: tuple[int, ...]) -> Any:
    """Give, in SQL, the number of the step in which a value lies."""
    steps: list[tuple[Any, Any]] = [
        (value < end, sa.literal_column(str(step))) for step, end in enumerate(ends)
    ]
    return sa.case(*steps, else_=sa.literal_column(str(len(ends))))


def _owned(whose: Whose) -> list[Any]:
    found: list[Any] = [B.c.workspace_id == whose.workspace_id]
    if whose.host_id is not None:
        hosted = sa.select(H.c.booking_id).where(H.c.membership_id == whose.host_id)
        found.append(B.c.id.in_(hosted))
    return found


_EPOCH = 719_163  # date(1970, 1, 1).toordinal()
