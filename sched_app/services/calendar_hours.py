"""Reads when members are open over a range, in UTC seconds, for calendars."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.schedules import DateOverride, Schedule
from sched_app.services import slots
from sched_app.services.calendar_layout import Span, merged
from sched_app.services.slots import Host


def openings(
    run: Callable[..., Any], window: dict[str, Any], names: Mapping[int, str]
) -> dict[str, tuple[Span, ...]]:
    """Give each member's hours: those that their meeting types use, else the usual ones.

    `run` executes a statement, `window` is what it is asked with: members, and the range in UTC
    seconds and in dates; `names` are the members' public ids by key.
    """
    schedules = run(_SCHEDULES, window).all()
    in_use = {row.membership_id for row in schedules if row.is_used}
    overrides: dict[int, dict[Any, Any]] = defaultdict(dict)
    for row in run(_OVERRIDES, window):
        overrides[row.schedule_id][row.on_date] = tuple((start, end) for start, end in row.hours)
    spans: dict[str, list[Span]] = {key: [] for key in names.values()}
    for row in schedules:
        if not (row.is_used or (row.is_default and row.membership_id not in in_use)):
            continue
        weekly = tuple((day, start, end) for day, start, end in row.weekly)
        host = Host(row.membership_id, row.timezone, weekly, overrides.get(row.id))
        spans[names[row.membership_id]] += [
            (opening.begin, opening.until)
            for opening in slots.openings(host, window["since"], window["until"])
        ]
    return {key: tuple(merged(each)) for key, each in spans.items()}


def _table(model: Any) -> sa.Table:
    table: sa.Table = model.__table__
    return table


_T, _H = _table(MeetingType), _table(MeetingTypeHost)
_S, _O = _table(Schedule), _table(DateOverride)
_FIRST_ON, _LAST_ON = (sa.bindparam(name, type_=sa.Date) for name in ("first_on", "last_on"))
_MEMBERS: Any = sa.bindparam("members", expanding=True, type_=sa.BigInteger)

# Statements are built once: SQLAlchemy then finds each one's SQL without comparing it anew.
_SCHEDULES = sa.select(
    _S.c.id,
    _S.c.membership_id,
    _S.c.timezone,
    _S.c.weekly,
    _S.c.is_default,
    sa.select(sa.literal(1))
    .join_from(_H, _T, _T.c.id == _H.c.meeting_type_id)
    .where(
        _H.c.membership_id == _S.c.membership_id,
        _H.c.schedule_id == _S.c.id,
        _H.c.left_at.is_(None),
        _T.c.archived_at.is_(None),
    )
    .correlate(_S)
    .exists()
    .label("is_used"),
).where(_S.c.membership_id.in_(_MEMBERS))
_OVERRIDES = (
    sa.select(_O.c.schedule_id, _O.c.on_date, _O.c.hours)
    .join_from(_S, _O, _O.c.schedule_id == _S.c.id)
    .where(
        _S.c.membership_id.in_(_MEMBERS),
        _O.c.on_date.between(
            sa.bindparam("first_on", type_=sa.Date), sa.bindparam("last_on", type_=sa.Date)
        ),
    )
)
