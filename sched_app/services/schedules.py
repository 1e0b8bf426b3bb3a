"""Hosts' weekly hours and the dates on which they are others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.schedules import DateOverride, Schedule
from sched_app.models.workspaces import Membership, User
from sched_app.services import access, claims, events, hours
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.forms import Checks
from sched_app.services.hours import Days, Range

NAME_LONGEST = 80
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """A schedule as its editor sends it: seven days of (start, end) minutes, from Monday on."""

    name: str
    timezone: str
    weekly: Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, slots=True)
class OverrideView:
    """The hours of one date; none means closed."""

    public_id: str
    on_date: date
    hours: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule with its host; `used_by` names the meeting types that are booked by it."""

    public_id: str
    member_public_id: str
    host_name: str
    name: str
    timezone: str
    is_default: bool
    weekly: Days
    overrides: tuple[OverrideView, ...]
    used_by: tuple[str, ...]


def listed(
    session: Session, *, actor: Actor, member_public_id: str | None = None
) -> list[ScheduleView]:
    """List the schedules of a member, or of all whose the actor may see, by host and name."""
    reach = access.require(actor, Right.READ_SCHEDULES, actor.workspace_id or 0)
    chosen = [col(Schedule.workspace_id) == actor.workspace_id, col(Membership.left_at).is_(None)]
    if member_public_id is not None:
        host = host_of(session, member_public_id, Right.READ_SCHEDULES, actor)
        chosen.append(col(Schedule.membership_id) == host.id)
    elif reach is Scope.OWN:
        chosen.append(col(Schedule.membership_id) == actor.membership_id)
    return _views(session, sa.and_(*chosen))


def get(session: Session, public_id: str, *, actor: Actor) -> ScheduleView:
    """Show one schedule; raise NotFound."""
    row, _ = _found(session, public_id, Right.READ_SCHEDULES, actor)
    return _views(session, col(Schedule.id) == row.id)[0]


def create(
    session: Session,
    form: ScheduleForm,
    *,
    actor: Actor,
    now: datetime,
    member_public_id: str | None = None,
) -> ScheduleView:
    """Make a schedule for the actor, or for another member by who may; raise Invalid."""
    access.require(actor, Right.EDIT_SCHEDULES, actor.workspace_id or 0)
    host = host_of(session, member_public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    clean = _checked(form)
    is_first = (
        session.exec(select(Schedule).where(Schedule.membership_id == host.id)).first() is None
    )
    row = Schedule(
        workspace_id=host.workspace_id,
        membership_id=_key(host.id),
        created_at=now,
        is_default=is_first,
        **clean,
    )
    session.add(row)
    _changed(session, "schedule_created", row, host, actor=actor, now=now)
    return _views(session, col(Schedule.id) == row.id)[0]


def change(
    session: Session, public_id: str, form: ScheduleForm, *, actor: Actor, now: datetime
) -> ScheduleView:
    """Change a schedule's name, zone and weekly hours; raise Invalid with faults by range."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    clean = _checked(form)
    fields = [name for name, value in clean.items() if getattr(row, name) != value]
    row.sqlmodel_update(clean)
    if fields:
        _changed(session, "schedule_changed", row, host, actor=actor, now=now, fields=fields)
    return _views(session, col(Schedule.id) == row.id)[0]


def set_default(session: Session, public_id: str, *, actor: Actor, now: datetime) -> ScheduleView:
    """Make a schedule the one that its host's new meeting types use."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    if not row.is_default:
        _make_default(session, row)
        _changed(session, "schedule_made_default", row, host, actor=actor, now=now)
    return _views(session, col(Schedule.id) == row.id)[0]


def remove(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Delete a schedule; raise Conflict if it is the host's last, or meeting types use it."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    in_use = _used_by(session, [_key(row.id)]).get(_key(row.id), ())
    if in_use:
        raise Conflict("problem.schedule_in_use", meeting_types=", ".join(in_use))
    heir = session.exec(
        select(Schedule)
        .where(Schedule.membership_id == host.id, Schedule.id != row.id)
        .order_by(col(Schedule.is_default).desc(), col(Schedule.id))
    ).first()
    if heir is None:
        raise Conflict("problem.last_schedule")
    if row.is_default:
        _make_default(session, heir)
    # Archived meeting types and hosts who left one still name it.
    session.connection().execute(
        sa.update(MeetingTypeHost)
        .where(col(MeetingTypeHost.schedule_id) == row.id)
        .values(schedule_id=heir.id)
    )
    _changed(session, "schedule_removed", row, host, actor=actor, now=now)
    session.connection().execute(
        sa.delete(DateOverride).where(col(DateOverride.schedule_id) == row.id)
    )
    session.delete(row)
    session.flush()


def set_override(
    session: Session,
    public_id: str,
    on_date: date,
    ranges: Sequence[Sequence[int]],
    *,
    actor: Actor,
    now: datetime,
) -> ScheduleView:
    """Set other hours for one date, none for closed; faults stand at `hours.<index>`."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    checks = Checks()
    if not FIRST_DATE <= on_date < LAST_DATE:
        checks.fault("on_date", "field.date")
    clean = hours.check_day(checks, "hours", ranges)
    checks.finish()
    found = _override(session, row, on_date)
    if found is None:
        found = DateOverride(
            workspace_id=row.workspace_id, schedule_id=_key(row.id), on_date=on_date
        )
    found.hours = clean
    session.add(found)
    _changed(session, "schedule_changed", row, host, actor=actor, now=now, fields=["overrides"])
    return _views(session, col(Schedule.id) == row.id)[0]


def remove_override(
    session: Session, public_id: str, on_date: date, *, actor: Actor, now: datetime
) -> ScheduleView:
    """Give a date its weekly hours back; raise NotFound if it has no others."""
    row, host = _found(session, public_id, Right.EDIT_SCHEDULES, actor, lock=True)
    found = _override(session, row, on_date)
    if found is None:
        raise NotFound()
    session.delete(found)
    _changed(session, "schedule_changed", row, host, actor=actor, now=now, fields=["overrides"])
    return _views(session, col(Schedule.id) == row.id)[0]


def host_of(
    session: Session,
    member_public_id: str | None,
    right: Right,
    actor: Actor,
    *,
    lock: bool = False,
) -> Membership:
    """Find a member of the actor's workspace, the actor by default, if the right reaches them."""
    access.require(actor, right, actor.workspace_id or 0)
    which = (
        col(Membership.id) == actor.membership_id
        if member_public_id is None
        else col(Membership.public_id) == member_public_id
    )
    wanted = select(Membership).where(
        which, Membership.workspace_id == actor.workspace_id, col(Membership.left_at).is_(None)
    )
    row = session.exec(wanted.with_for_update(key_share=True) if lock else wanted).first()
    if row is None:
        raise NotFound()
    access.require(actor, right, row.workspace_id, host_ids=frozenset({_key(row.id)}))
    return row


def _found(
    session: Session, public_id: str, right: Right, actor: Actor, *, lock: bool = False
) -> tuple[Schedule, Membership]:
    # The host's row is locked before the schedule is read: so one of them stays the default.
    access.require(actor, right, actor.workspace_id or 0)
    owner = session.exec(
        select(Membership.public_id)
        .join(Schedule, col(Schedule.membership_id) == col(Membership.id))
        .where(Schedule.public_id == public_id, Schedule.workspace_id == actor.workspace_id)
    ).first()
    if owner is None:
        raise NotFound()
    host = host_of(session, owner, right, actor, lock=lock)
    row = session.exec(select(Schedule).where(Schedule.public_id == public_id)).first()
    if row is None:
        raise NotFound()
    return row, host


def _checked(form: ScheduleForm) -> dict[str, Any]:
    checks = Checks()
    clean: dict[str, Any] = {
        "name": checks.line("name", form.name, NAME_LONGEST),
        "timezone": checks.zone("timezone", form.timezone),
        "weekly": hours.check_week(checks, "weekly", form.weekly),
    }
    checks.finish()
    return clean


def _make_default(session: Session, row: Schedule) -> None:
    others = select(Schedule).where(Schedule.membership_id == row.membership_id)
    for other in session.exec(others):
        other.is_default = other.id == row.id
    session.flush()


def _override(session: Session, row: Schedule, on_date: date) -> DateOverride | None:
    return session.exec(
        select(DateOverride).where(
            DateOverride.schedule_id == row.id, DateOverride.on_date == on_date
        )
    ).first()


def _changed(
    session: Session,
    what: str,
    row: Schedule,
    host: Membership,
    *,
    actor: Actor,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    session.add(row)
    session.flush()
    events.record(
        session,
        what,
        "schedule",
        _key(row.id),
        workspace_id=row.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
    )
    claims.announce(session, [host.user_id])


def _views(session: Session, chosen: sa.ColumnElement[bool]) -> list[ScheduleView]:
    found = session.exec(
        select(Schedule, Membership.public_id, User.name)
        .join(Membership, col(Membership.id) == col(Schedule.membership_id))
        .join(User, col(User.id) == col(Membership.user_id))
        .where(chosen)
        .order_by(User.name, col(Membership.id), col(Schedule.is_default).desc(), Schedule.name)
    ).all()
    keys = [_key(row.id) for row, _, _ in found]
    overrides: dict[int, list[OverrideView]] = {key: [] for key in keys}
    for override in session.exec(
        select(DateOverride)
        .where(col(DateOverride.schedule_id).in_(keys))
        .order_by(col(DateOverride.on_date))
    ):
        ranges = tuple((start, end) for start, end in override.hours)
        overrides[override.schedule_id].append(
            OverrideView(override.public_id, override.on_date, ranges)
        )
    in_use = _used_by(session, keys)
    return [
        ScheduleView(
            public_id=row.public_id,
            member_public_id=member,
            host_name=name,
            name=row.name,
            timezone=row.timezone,
            is_default=row.is_default,
            weekly=hours.by_day(row.weekly),
            overrides=tuple(overrides[_key(row.id)]),
            used_by=in_use.get(_key(row.id), ()),
        )
        for row, member, name in found
    ]


def _used_by(session: Session, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found = session.exec(
        select(MeetingTypeHost.schedule_id, MeetingType.name)
        .join(MeetingType, col(MeetingType.id) == col(MeetingTypeHost.meeting_type_id))
        .where(
            col(MeetingTypeHost.schedule_id).in_(keys),
            col(MeetingTypeHost.left_at).is_(None),
            col(MeetingType.archived_at).is_(None),
        )
        .order_by(MeetingType.name)
    )
    names: dict[int, list[str]] = {}
    for key, name in found:
        names.setdefault(key, []).append(name)
    return {key: tuple(each) for key, each in names.items()}


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
