"""The rows behind each number: bookings of a slice by pages, and counts of visits by day."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.errors import Invalid
from sched_app.models.bookings import BookingStatus
from sched_app.models.traffic import Stage
from sched_app.services import access, analytics_numbers, analytics_periods
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.analytics_numbers import (
    ANSWERS,
    HELD,
    KEPT,
    LEADS,
    B,
    H,
    M,
    T,
    U,
    V,
    Whose,
)
from sched_app.services.analytics_periods import Period, local_seconds

PAGE_MOST = 500
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Slice:
    """Which bookings a number counts: its kind, and a value where the kind asks for one."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A booking behind a number; instants are aware UTC."""

    id: str
    status: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    meeting_name: str
    attendee_name: str
    hosts: str
    answer_seconds: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some bookings, the latest first, and where the next ones begin."""

    items: tuple[RowView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DayView:
    """How many visits reached a stage on a date, of one meeting type."""

    on: date
    meeting_name: str
    count: int


@dataclass(frozen=True, slots=True)
class DayPage:
    """Some dates, the latest first, and where the next ones begin."""

    items: tuple[DayView, ...]
    next_cursor: str | None


def page(
    session: Session,
    name: str,
    first: str,
    last: str,
    chosen: Slice,
    *,
    actor: Actor,
    now: datetime,
    limit: int = 25,
    cursor: str | None = None,
) -> Page:
    """List the bookings that a number counts; raise Invalid for a slice or cursor that is none.

    An organizer sees their own. Raise NotSignedIn, NotFound or Forbidden.
    """
    ours, period = _asked(session, name, first, last, actor, now)
    access.require(actor, Right.READ_BOOKINGS, ours.workspace_id)
    limit = max(1, min(limit, PAGE_MOST))
    place = sa.tuple_(analytics_numbers.seconds(B.c.starts_at), B.c.id)
    conditions = _conditions(ours, period, chosen)
    if cursor:
        at, key = _numbers(cursor)
        conditions.append(place < sa.tuple_(sa.literal(at), sa.literal(key)))
    wait = analytics_numbers.answer_seconds() if chosen.kind in ASKED else sa.null()
    found = (
        session.connection()
        .execute(
            sa.select(
                B.c.id, B.c.public_id, B.c.status, B.c.starts_at, B.c.ends_at, B.c.created_at,
                B.c.meeting_name, B.c.attendee_name, wait.label("wait"),
            )
            .where(*conditions)
            .order_by(B.c.starts_at.desc(), B.c.id.desc())
            .limit(limit + 1)
        )
        .all()
    )  # fmt: skip
    shown = found[:limit]
    hosts = _hosts(session, [row.id for row in shown])
    items = tuple(
        RowView(
            row.public_id, row.status, row.starts_at, row.ends_at, row.created_at,
            row.meeting_name, row.attendee_name, ", ".join(hosts.get(row.id, ())),
            None if row.wait is None else int(row.wait),
        )
        for row in shown
    )  # fmt: skip
    if len(found) <= limit:
        return Page(items, None)
    return Page(items, _cursor(int(shown[-1].starts_at.timestamp()), shown[-1].id))


def days(
    session: Session,
    name: str,
    first: str,
    last: str,
    stage: str,
    *,
    actor: Actor,
    now: datetime,
    limit: int = 25,
    cursor: str | None = None,
) -> DayPage:
    """List the counts of one stage by date and meeting type, the latest first."""
    ours, period = _asked(session, name, first, last, actor, now)
    if stage not in list(Stage):
        raise Invalid({"stage": "field.choice"})
    limit = max(1, min(limit, PAGE_MOST))
    conditions = [*analytics_numbers.visited(ours, period), V.c.stage == stage]
    if cursor:
        ordinal, key = _numbers(cursor)
        on = _day(ordinal)
        conditions.append(
            sa.or_(V.c.on_date < on, sa.and_(V.c.on_date == on, V.c.meeting_type_id < key))
        )
    found = (
        session.connection()
        .execute(
            sa.select(V.c.on_date, V.c.meeting_type_id, T.c.name, sa.func.sum(V.c.count))
            .join_from(V, T, T.c.id == V.c.meeting_type_id)
            .where(*conditions)
            .group_by(V.c.on_date, V.c.meeting_type_id, T.c.name)
            .order_by(V.c.on_date.desc(), V.c.meeting_type_id.desc())
            .limit(limit + 1)
        )
        .all()
    )
    shown = found[:limit]
    items = tuple(DayView(row[0], row[2], int(row[3])) for row in shown)
    more = len(found) > limit
    return DayPage(items, _cursor(shown[-1][0].toordinal(), shown[-1][1]) if more else None)


def _asked(
    session: Session, name: str, first: str, last: str, actor: Actor, now: datetime
) -> tuple[Whose, Period]:
    workspace_id = actor.workspace_id or 0
    reach = access.require(actor, Right.READ_ANALYTICS, workspace_id)
    ours = Whose(workspace_id, actor.membership_id if reach is Scope.OWN else None)
    zone = analytics_numbers.zone_of(session, ours)
    return ours, analytics_periods.read(name, first, last, zone=zone, now=now)


def _conditions(ours: Whose, period: Period, chosen: Slice) -> list[Any]:
    if chosen.kind in ASKED:
        return [*analytics_numbers.asked_in(ours, period), *ASKED[chosen.kind](chosen.value)]
    if chosen.kind == "week":
        begin = _date(chosen.value)
        period = period.part(begin, begin + WEEK)
    elif chosen.kind == "before":
        period = period.before()
    conditions = analytics_numbers.of(ours, period)
    if chosen.kind in STATUSES:
        return [*conditions, B.c.status.in_(STATUSES[chosen.kind])]
    if chosen.kind == "at":
        weekday, hour = _parts(chosen.value)
        local = local_seconds(B.c.starts_at, period)
        conditions += [
            analytics_numbers.weekday_of(local) == weekday,
            analytics_numbers.hour_of(local) == hour,
        ]
    elif chosen.kind in MORE:
        conditions += MORE[chosen.kind](chosen.value)
    else:
        raise Invalid({"kind": "field.choice"})
    return [*conditions, B.c.status.in_(KEPT)]


def _of_type(value: str) -> list[Any]:
    return [B.c.meeting_type_id.in_(sa.select(T.c.id).where(T.c.public_id == value))]


def _of_member(value: str) -> list[Any]:
    hosted = (
        sa.select(H.c.booking_id)
        .join_from(H, M, M.c.id == H.c.membership_id)
        .where(M.c.public_id == value)
    )
    return [B.c.id.in_(hosted)]


def _of_lead(value: str) -> list[Any]:
    step = analytics_numbers.step_of(analytics_numbers.lead_seconds(), LEADS)
    return [step == _number(value, len(LEADS))]


def _of_answer(value: str) -> list[Any]:
    wait = analytics_numbers.answer_seconds()
    if value == "none":
        return [wait.is_(None)]
    step = analytics_numbers.step_of(wait, ANSWERS)
    return [wait.is_not(None), step == _number(value, len(ANSWERS))]


def _any(_value: str) -> list[Any]:
    return []


STATUSES: dict[str, tuple[str, ...]] = {
    "all": KEPT,
    "before": KEPT,
    "week": KEPT,
    "held": HELD,
    "no_show": (BookingStatus.NO_SHOW.value,),
    "cancelled": (BookingStatus.CANCELLED.value,),
}
MORE: dict[str, Callable[[str], list[Any]]] = {
    "type": _of_type,
    "member": _of_member,
    "lead": _of_lead,
}
ASKED: dict[str, Callable[[str], list[Any]]] = {"asked": _any, "answer": _of_answer}


def _hosts(session: Session, ids: list[int]) -> dict[int, list[str]]:
    rows = session.connection().execute(
        sa.select(H.c.booking_id, U.c.name)
        .join_from(H, U, U.c.id == H.c.person_id)
        .where(H.c.booking_id.in_(ids))
        .order_by(H.c.id)
    )
    found: dict[int, list[str]] = {}
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def _cursor(at: int, key: int) -> str:
    return base64.urlsafe_b64encode(f"{at}:{key}".encode()).decode()


def _numbers(cursor: str) -> tuple[int, int]:
    try:
        at, _, key = base64.urlsafe_b64decode(cursor.encode()).decode().partition(":")
        found = int(at), int(key)
    except (ValueError, binascii.Error) as fault:
        raise Invalid({"cursor": "field.cursor"}) from fault
    if not all(0 <= number < 2**63 for number in found):
        raise Invalid({"cursor": "field.cursor"})
    return found


def _day(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError) as fault:
        raise Invalid({"cursor": "field.cursor"}) from fault


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Invalid({"value": "field.date"}) from fault


def _number(text: str, most: int) -> int:
    if not text.isdecimal() or int(text) > most:
        raise Invalid({"value": "field.choice"})
    return int(text)


def _parts(text: str) -> tuple[int, int]:
    weekday, _, hour = text.partition("-")
    return _number(weekday, 6), _number(hour, 23)
