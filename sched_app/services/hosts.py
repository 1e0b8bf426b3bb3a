"""Reads a meeting type's hosts, hours and busy times for the slot engine, in plain columns.

Six statements at most, whatever the number of hosts or bookings: the type, what counts against its
limits if it has any, its hosts with their hours, claims, time off and overrides.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.errors import NotFound
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.models.columns import aware
from sched_app.models.meeting_types import (
    MeetingType,
    MeetingTypeDuration,
    MeetingTypeHost,
    Visibility,
)
from sched_app.models.schedules import LONGEST_CLAIM, Claim, DateOverride, Hold, Schedule, TimeOff
from sched_app.models.workspaces import Membership, User, Workspace
from sched_app.services.slots import Busy, Host, Rules
from sched_app.services.wall_clock import DAY

LONGEST_BUFFER = DAY  # Seconds. Claims with their buffers reach no further than this.
OVERRIDES_BACK = timedelta(days=62)  # How far back an opening is followed through overrides.
GONE = (BookingStatus.DECLINED, BookingStatus.EXPIRED, BookingStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that decides a meeting type's open times in a window; `names` are the hosts' own."""

    workspace_id: int
    visibility: str
    zone: str
    hosts: tuple[Host, ...]
    rules: Rules
    names: Mapping[int, str]
    public_ids: Mapping[int, str]


def load(
    session: Session,
    meeting_type_id: int,
    since: int,
    until: int,
    *,
    now: int,
    duration_minutes: int | None = None,
    ignoring_owner: str | None = None,
    with_owners: bool = False,
) -> Loaded:
    """Read a meeting type's hosts and rules for starts in [since, until), in UTC seconds.

    Whose the busy times are, and which lie in another workspace, is read `with_owners`, to explain.
    Raise NotFound for an unknown type or duration; a booking that is ignored keeps its own length,
    whether it is still on offer or not.
    """
    run = session.connection().execute
    kind = run(_TYPE, {"type": meeting_type_id, "minutes": duration_minutes}).first()
    if kind is None:
        raise NotFound()
    is_booked = (ignoring_owner or "").startswith("booking:")
    minutes = kind.minutes or (duration_minutes if is_booked else None)
    if minutes is None:
        raise NotFound("problem.duration_unknown")
    rules = _rules(kind, minutes)
    window = _window(rules, since, until, now, ignoring_owner)
    window |= {"type": meeting_type_id, "workspace": kind.workspace_id}
    if rules.limit_day is not None or rules.limit_week is not None:
        rules = replace(rules, booked=list(run(_BOOKED, window).scalars()))
    hosts = run(_HOSTS, {"type": meeting_type_id}).all()
    busy = _busy(run, window, with_owners=with_owners)
    absences: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for host_id, start, end in run(_TIME_OFF, window).all():
        absences[host_id].append((start, end))
    overrides: dict[int, dict[date, tuple[tuple[int, int], ...]]] = defaultdict(dict)
    for schedule, on, hours in run(_OVERRIDES, window).all():
        overrides[schedule][on] = tuple((start, end) for start, end in hours)
    return Loaded(
        workspace_id=kind.workspace_id,
        visibility=Visibility.INACTIVE.value if kind.archived_at else kind.visibility,
        zone=kind.timezone,
        hosts=tuple(
            Host(
                host_id=host.membership_id,
                zone=host.timezone,
                weekly=tuple((day, start, end) for day, start, end in host.weekly),
                overrides=overrides.get(host.schedule_id),
                absences=tuple(absences[host.membership_id]),
                busy=busy[host.membership_id],
            )
            for host in hosts
        ),
        rules=rules,
        names={host.membership_id: host.name for host in hosts},
        public_ids={host.membership_id: host.public_id for host in hosts},
    )


def _busy(
    run: Callable[..., Any], window: dict[str, Any], *, with_owners: bool
) -> dict[int, list[Busy]]:
    busy: dict[int, list[Busy]] = defaultdict(list)
    if with_owners:
        for host_id, *claim in run(_OWNED_CLAIMS, window).all():
            busy[host_id].append(Busy(*claim))
    else:
        for host_id, start, end, before, after in run(_CLAIMS, window).all():
            busy[host_id].append(Busy(start, end, before, after))
    return busy


def _rules(kind: Any, minutes: int) -> Rules:
    return Rules(
        duration=minutes * 60,
        interval=kind.interval_minutes * 60,
        zone=kind.timezone,
        before=kind.buffer_before_minutes * 60,
        after=kind.buffer_after_minutes * 60,
        notice=kind.notice_minutes * 60,
        horizon_days=kind.horizon_days,
        first_on=kind.first_on,
        last_on=kind.last_on,
        limit_day=kind.limit_per_day,
        limit_week=kind.limit_per_week,
        routing=kind.routing,
    )


def _window(
    rules: Rules, since: int, until: int, now: int, ignoring_owner: str | None
) -> dict[str, Any]:
    """Give what the statements are asked with: which rows can matter to starts in the window."""
    owner, _, key = (ignoring_owner or "").partition(":")
    begin, end = since - rules.before, until + rules.duration + rules.after
    return {
        "since": begin,
        "until": end,
        # Claims are searched by their start, which lies at most this far outside.
        "earliest": begin - LONGEST_BUFFER - LONGEST_CLAIM,
        "latest": end + LONGEST_BUFFER,
        "week_since": since - 9 * DAY,
        "week_until": until + 9 * DAY,
        "first_on": aware(since).date() - OVERRIDES_BACK,
        "last_on": aware(end).date() + timedelta(days=2),
        "now": now,
        "owner": ignoring_owner or "",
        "booking": int(key) if owner == "booking" else 0,
        "hold": int(key) if owner == "hold" else 0,
    }


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _seconds(column: Any) -> Any:
    """Read an instant as the integer it is stored as: the engine makes no datetimes."""
    return sa.type_coerce(column, sa.BigInteger)


def _given(name: str, kind: Any = sa.BigInteger) -> Any:
    return sa.bindparam(name, type_=kind)


_T, _D, _W = _table(MeetingType), _table(MeetingTypeDuration), _table(Workspace)
_H, _M, _U, _S = _table(MeetingTypeHost), _table(Membership), _table(User), _table(Schedule)
_O, _F, _C = _table(DateOverride), _table(TimeOff), _table(Claim)
_B, _K = _table(Booking), _table(Hold)

# Statements are built once: SQLAlchemy then finds each one's SQL without comparing it anew.
_IS_HOST = sa.and_(_H.c.meeting_type_id == _given("type"), _H.c.left_at.is_(None))
_TYPE = (
    sa.select(
        _T.c.workspace_id,
        _T.c.visibility,
        _T.c.archived_at,
        _T.c.routing,
        _T.c.buffer_before_minutes,
        _T.c.buffer_after_minutes,
        _T.c.notice_minutes,
        _T.c.interval_minutes,
        _T.c.horizon_days,
        _T.c.first_on,
        _T.c.last_on,
        _T.c.limit_per_day,
        _T.c.limit_per_week,
        _W.c.timezone,
        sa.select(_D.c.minutes)
        .where(
            _D.c.meeting_type_id == _T.c.id,
            sa.or_(_given("minutes").is_(None), _D.c.minutes == _given("minutes")),
        )
        .order_by(_D.c.position, _D.c.id)
        .limit(1)
        .correlate(_T)
        .scalar_subquery()
        .label("minutes"),
    )
    .join_from(_T, _W, _W.c.id == _T.c.workspace_id)
    .where(_T.c.id == _given("type"))
)
_HOSTS = (
    sa.select(
        _H.c.membership_id,
        _H.c.schedule_id,
        _S.c.timezone,
        _S.c.weekly,
        _U.c.name,
        _M.c.public_id,
    )
    .join_from(_H, _S, _S.c.id == _H.c.schedule_id)
    .join(_M, _M.c.id == _H.c.membership_id)
    .join(_U, _U.c.id == _H.c.person_id)
    .where(_IS_HOST, _M.c.left_at.is_(None))
    .order_by(_H.c.membership_id)
)
_OVERRIDES = (
    sa.select(_O.c.schedule_id, _O.c.on_date, _O.c.hours)
    .join_from(_H, _O, _O.c.schedule_id == _H.c.schedule_id)
    .where(_IS_HOST, _O.c.on_date.between(_given("first_on", sa.Date), _given("last_on", sa.Date)))
)
_TIME_OFF = (
    sa.select(_H.c.membership_id, _seconds(_F.c.starts_at), _seconds(_F.c.ends_at))
    .join_from(_H, _F, _F.c.membership_id == _H.c.membership_id)
    .where(
        _IS_HOST,
        _seconds(_F.c.ends_at) > _given("since"),
        _seconds(_F.c.starts_at) < _given("until"),
    )
    .order_by(_F.c.starts_at)
)
_CLAIMS = (
    sa.select(_H.c.membership_id, _C.c.starts_at, _C.c.ends_at, _C.c.before, _C.c.after)
    .join_from(_H, _C, _C.c.person_id == _H.c.person_id)
    .where(
        _IS_HOST,
        # Said as the partial index says it: SQLite would not use it for `active = 1`.
        sa.literal_column("claims.active"),
        _C.c.starts_at.between(_given("earliest"), _given("latest")),
        _C.c.starts_at - _C.c.before < _given("until"),
        _C.c.ends_at + _C.c.after > _given("since"),
        sa.or_(_C.c.expires_at.is_(None), _C.c.expires_at > _given("now")),
        _C.c.owner != _given("owner", sa.String),
    )
)
_OWNED_CLAIMS = _CLAIMS.add_columns(_C.c.owner, _C.c.workspace_id != _given("workspace")).order_by(
    _C.c.starts_at
)
_BOOKED = (
    sa.select(_seconds(_B.c.starts_at).label("at"))
    .where(
        _B.c.meeting_type_id == _given("type"),
        _seconds(_B.c.starts_at).between(_given("week_since"), _given("week_until")),
        _B.c.takes_time,
        _B.c.status.not_in([status.value for status in GONE]),
        _B.c.id != _given("booking"),
    )
    .union_all(
        sa.select(_seconds(_K.c.starts_at)).where(
            _K.c.meeting_type_id == _given("type"),
            _seconds(_K.c.starts_at).between(_given("week_since"), _given("week_until")),
            _seconds(_K.c.expires_at) > _given("now"),
            _K.c.id != _given("hold"),
            sa.or_(_K.c.booking_id.is_(None), _K.c.booking_id != _given("booking")),
        )
    )
)
