"""Shows a month of calendars: how many bookings each day has, the first of them, who is away."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.columns import aware
from sched_app.models.meeting_types import MeetingType
from sched_app.models.schedules import TimeOff
from sched_app.models.workspaces import Membership, User
from sched_app.services import calendar_views, wall_clock
from sched_app.services.access import Actor
from sched_app.services.calendar_views import SHOWN, MemberView, TypeView
from sched_app.services.wall_clock import DAY

FIRST = 3  # So many bookings of a day are named.


@dataclass(frozen=True, slots=True)
class BriefView:
    """A booking in a day's cell."""

    id: str
    status: str
    starts_at: datetime
    name: str
    meeting_name: str
    type_id: str


@dataclass(frozen=True, slots=True)
class DayView:
    """A date: its bookings by the start, and the names of who is away for some of it."""

    on: date
    count: int
    first: tuple[BriefView, ...]
    away: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """Days of calendars; `members` are all whom the reader may choose."""

    members: tuple[MemberView, ...]
    chosen: tuple[str, ...]
    days: tuple[DayView, ...]
    types: tuple[TypeView, ...]


def days(
    session: Session,
    first_on: date,
    count: int,
    *,
    zone: str,
    actor: Actor,
    members: Sequence[str] = (),
) -> MonthView:
    """Show so many days from a date on, in a zone's dates, of these members or all of them.

    An organizer sees their own. Raise NotSignedIn, NotFound or Forbidden.
    """
    rows, chosen = calendar_views.whose(session, actor, members)
    workspace_id = actor.workspace_id or 0
    number = wall_clock.day_number(first_on)
    clock = wall_clock.clock(zone, number * DAY, (number + count) * DAY)
    starts = [clock.day_start(number + step) for step in range(count + 1)]
    run = session.connection().execute
    keys = [row.id for row in chosen]
    found = run(_statement(starts, workspace_id, keys)).all()
    first: dict[int, list[BriefView]] = defaultdict(list)
    for row in found:
        brief = BriefView(
            row.public_id, row.status, aware(row.begin), row.attendee_name, row.meeting_name,
            row.type_id,
        )  # fmt: skip
        first[row.day].append(brief)
    counts = {row.day: row.many for row in found}
    away = _away(run, starts, keys)
    return MonthView(
        members=tuple(MemberView(row.public_id, row.name) for row in rows),
        chosen=tuple(row.public_id for row in chosen),
        days=tuple(
            DayView(
                wall_clock.as_date(number + step),
                counts.get(step, 0),
                tuple(first[step]),
                tuple(away[step]),
            )
            for step in range(count)
        ),
        types=calendar_views.types_of(
            session, workspace_id, {row.meeting_type_id for row in found}
        ),
    )


def _statement(starts: Sequence[int], workspace_id: int, members: Sequence[int]) -> Any:
    """Count and number each day's bookings in one statement, and keep the first of each."""
    begin = sa.type_coerce(_B.c.starts_at, sa.BigInteger)
    # Days have 23 or 25 hours now and then: each is told by the latest start that it is past.
    ends = [(begin < end, step) for step, end in enumerate(starts[1:])]
    day = sa.case(*ends, else_=len(ends))
    inner = (
        sa.select(
            _B.c.id,
            begin.label("begin"),
            day.label("day"),
            sa.func.row_number().over(partition_by=day, order_by=(begin, _B.c.id)).label("place"),
            sa.func.count().over(partition_by=day).label("many"),
        )
        .where(
            _B.c.workspace_id == workspace_id,
            begin >= starts[0],
            begin < starts[-1],
            _B.c.status.in_(SHOWN),
            sa.select(sa.literal(1))
            .where(_BH.c.booking_id == _B.c.id, _BH.c.membership_id.in_(members))
            .correlate(_B)
            .exists(),
        )
        .subquery()
    )
    return (
        sa.select(
            inner.c.day,
            inner.c.many,
            inner.c.begin,
            _B.c.public_id,
            _B.c.status,
            _B.c.attendee_name,
            _B.c.meeting_name,
            _B.c.meeting_type_id,
            _T.c.public_id.label("type_id"),
        )
        .join_from(inner, _B, _B.c.id == inner.c.id)
        .join(_T, _T.c.id == _B.c.meeting_type_id)
        .where(inner.c.place <= FIRST)
        .order_by(inner.c.begin, inner.c.id)
    )


def _away(run: Any, starts: Sequence[int], members: Sequence[int]) -> dict[int, list[str]]:
    begin = sa.type_coerce(_F.c.starts_at, sa.BigInteger)
    end = sa.type_coerce(_F.c.ends_at, sa.BigInteger)
    rows = run(
        sa.select(begin.label("begin"), end.label("end"), _U.c.name)
        .join_from(_F, _M, _M.c.id == _F.c.membership_id)
        .join(_U, _U.c.id == _M.c.user_id)
        .where(_F.c.membership_id.in_(members), end > starts[0], begin < starts[-1])
        .order_by(_U.c.name, begin)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for step in range(len(starts) - 1):
            is_met = row.begin < starts[step + 1] and row.end > starts[step]
            if is_met and row.name not in found[step]:
                found[step].append(row.name)
    return found


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


_B, _BH, _T = _table(Booking), _table(BookingHost), _table(MeetingType)
_F, _M, _U = _table(TimeOff), _table(Membership), _table(User)
