"""Weekly hours, other hours on a date, and who may change whose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import AppError, Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.schedules import DateOverride, Schedule
from sched_app.models.workspaces import Event, Role, User, Workspace
from sched_app.services import schedules
from sched_app.services.access import Actor
from sched_app.services.schedules import ScheduleForm
from tests.factories import Factory, Member
from tests.services import people

MORNINGS = ScheduleForm("Mornings", "Europe/Paris", [[(540, 720)]] * 5 + [[], []])
CHRISTMAS = date(2026, 12, 25)


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace()


@pytest.fixture
def ana(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ana Ruiz")


@pytest.fixture
def admin(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ida Admin", role=Role.ADMIN)


def watched(session: Session, member: Member) -> int:
    return session.exec(select(User.claims_version).where(User.id == member.user.id)).one()


def test_a_host_makes_and_changes_own_hours(session: Session, ana: Member, now: datetime) -> None:
    made = schedules.create(session, MORNINGS, actor=ana.actor, now=now)
    assert (made.name, made.host_name, made.is_default) == ("Mornings", "Ana Ruiz", False)
    assert made.weekly[4] == ((540, 720),)
    assert made.weekly[5] == ()

    form = replace(MORNINGS, timezone="Asia/Tokyo", weekly=[[(0, 1440)]] + [[]] * 6)
    changed = schedules.change(session, made.public_id, form, actor=ana.actor, now=now)

    assert (changed.timezone, changed.weekly[0]) == ("Asia/Tokyo", ((0, 1440),))
    events = session.exec(select(Event)).all()
    assert [event.what for event in events] == ["schedule_created", "schedule_changed"]
    assert events[1].fields == ["timezone", "weekly"]
    assert watched(session, ana) == 2


def test_nothing_changed_is_no_event(session: Session, ana: Member, now: datetime) -> None:
    made = schedules.create(session, MORNINGS, actor=ana.actor, now=now)
    schedules.change(session, made.public_id, MORNINGS, actor=ana.actor, now=now)

    assert len(session.exec(select(Event)).all()) == 1


def test_bad_hours_leave_the_schedule_as_it_was(
    session: Session, ana: Member, now: datetime
) -> None:
    bad = ScheduleForm("", "Mars/Base", [[(540, 720), (600, 660)]] + [[]] * 6)
    with pytest.raises(Invalid) as refused:
        schedules.change(session, ana.schedule.public_id, bad, actor=ana.actor, now=now)

    assert set(refused.value.fields) == {"name", "timezone", "weekly.0.1"}
    assert ana.schedule.name == "Usual hours"


def test_one_schedule_is_the_default(session: Session, ana: Member, now: datetime) -> None:
    made = schedules.create(session, MORNINGS, actor=ana.actor, now=now)
    schedules.set_default(session, made.public_id, actor=ana.actor, now=now)

    listed = schedules.listed(session, actor=ana.actor)
    assert [(view.name, view.is_default) for view in listed] == [
        ("Mornings", True),
        ("Usual hours", False),
    ]

    schedules.remove(session, made.public_id, actor=ana.actor, now=now)
    assert [view.is_default for view in schedules.listed(session, actor=ana.actor)] == [True]
    with pytest.raises(Conflict) as refused:
        schedules.remove(session, ana.schedule.public_id, actor=ana.actor, now=now)
    assert refused.value.text_key == "problem.last_schedule"


def test_hours_that_a_meeting_type_uses_stay(
    session: Session, make: Factory, studio: Workspace, ana: Member, now: datetime
) -> None:
    used = make.meeting_type(studio, [ana], name="Piano lesson")
    other = schedules.create(session, MORNINGS, actor=ana.actor, now=now)
    assert schedules.get(session, ana.schedule.public_id, actor=ana.actor).used_by == (
        "Piano lesson",
    )
    with pytest.raises(Conflict) as refused:
        schedules.remove(session, ana.schedule.public_id, actor=ana.actor, now=now)
    assert refused.value.params == {"meeting_types": "Piano lesson"}

    used.archived_at = now
    session.flush()
    schedules.set_override(session, ana.schedule.public_id, CHRISTMAS, [], actor=ana.actor, now=now)
    schedules.remove(session, ana.schedule.public_id, actor=ana.actor, now=now)

    assert [view.public_id for view in schedules.listed(session, actor=ana.actor)] == [
        other.public_id
    ]
    assert session.exec(select(DateOverride)).all() == []


def test_a_date_gets_other_hours_or_none(session: Session, ana: Member, now: datetime) -> None:
    public_id = ana.schedule.public_id
    schedules.set_override(session, public_id, CHRISTMAS, [], actor=ana.actor, now=now)
    shown = schedules.set_override(
        session, public_id, date(2026, 12, 24), [(780, 840), (540, 720)], actor=ana.actor, now=now
    )
    assert [(view.on_date.day, view.hours) for view in shown.overrides] == [
        (24, ((540, 720), (780, 840))),
        (25, ()),
    ]

    shown = schedules.set_override(
        session, public_id, CHRISTMAS, [(600, 660)], actor=ana.actor, now=now
    )
    assert shown.overrides[1].hours == ((600, 660),)
    assert watched(session, ana) == 3

    shown = schedules.remove_override(session, public_id, CHRISTMAS, actor=ana.actor, now=now)
    assert len(shown.overrides) == 1
    with pytest.raises(NotFound):
        schedules.remove_override(session, public_id, CHRISTMAS, actor=ana.actor, now=now)


@pytest.mark.parametrize(
    ("on_date", "ranges", "place"),
    [
        (CHRISTMAS, [(600, 660), (615, 630)], "hours.1"),
        (CHRISTMAS, [(600, 607)], "hours.0"),
        (date(1, 1, 1), [], "on_date"),
    ],
)
def test_bad_overrides_are_named(
    session: Session,
    ana: Member,
    now: datetime,
    on_date: date,
    ranges: list[tuple[int, int]],
    place: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        schedules.set_override(
            session, ana.schedule.public_id, on_date, ranges, actor=ana.actor, now=now
        )

    assert set(refused.value.fields) == {place}


def test_an_admin_cares_for_everyones_hours_an_organizer_for_own(
    session: Session, make: Factory, studio: Workspace, ana: Member, admin: Member, now: datetime
) -> None:
    ben = make.member(studio, "Ben Okafor")
    made = schedules.create(
        session, MORNINGS, actor=admin.actor, now=now, member_public_id=ben.membership.public_id
    )

    assert made.host_name == "Ben Okafor"
    assert len(schedules.listed(session, actor=admin.actor)) == 4
    assert [view.host_name for view in schedules.listed(session, actor=ana.actor)] == ["Ana Ruiz"]
    assert len(schedules.listed(session, actor=ben.actor)) == 2
    with pytest.raises(Forbidden):
        schedules.listed(session, actor=ana.actor, member_public_id=ben.membership.public_id)


def every_change(schedule: str, now: datetime) -> list[Callable[[Session, Actor], object]]:
    return [
        lambda session, actor: schedules.get(session, schedule, actor=actor),
        lambda session, actor: schedules.change(session, schedule, MORNINGS, actor=actor, now=now),
        lambda session, actor: schedules.set_default(session, schedule, actor=actor, now=now),
        lambda session, actor: schedules.remove(session, schedule, actor=actor, now=now),
        lambda session, actor: schedules.set_override(
            session, schedule, CHRISTMAS, [], actor=actor, now=now
        ),
        lambda session, actor: schedules.remove_override(
            session, schedule, CHRISTMAS, actor=actor, now=now
        ),
    ]


def test_who_may_not_touch_a_schedule(
    session: Session, make: Factory, studio: Workspace, ana: Member, now: datetime
) -> None:
    refusals: list[tuple[Actor, type[AppError]]] = [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (people.outsider(make).actor, NotFound),
        (make.member(studio, "Ben Okafor").actor, Forbidden),
    ]
    for act in every_change(ana.schedule.public_id, now):
        for actor, refusal in refusals:
            with pytest.raises(refusal):
                act(session, actor)

    assert session.exec(select(Event)).all() == []
    assert session.get_one(Schedule, ana.schedule.id).name == "Usual hours"


def test_who_may_not_make_one(
    session: Session, make: Factory, studio: Workspace, ana: Member, now: datetime
) -> None:
    refusals: list[tuple[Actor, type[AppError]]] = [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
        (people.outsider(make).actor, NotFound),
        (make.member(studio, "Ben Okafor").actor, Forbidden),
    ]
    for actor, refusal in refusals:
        with pytest.raises(refusal):
            schedules.create(
                session,
                MORNINGS,
                actor=actor,
                now=now,
                member_public_id=ana.membership.public_id,
            )


def test_schedules_on_both_databases(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        ana = make.member(make.workspace())
        made = schedules.create(session, MORNINGS, actor=ana.actor, now=now)
    with database.transaction() as session:
        schedules.set_default(session, made.public_id, actor=ana.actor, now=now)
        schedules.set_override(session, made.public_id, CHRISTMAS, [], actor=ana.actor, now=now)
        schedules.remove(session, ana.schedule.public_id, actor=ana.actor, now=now)

    with database.reading() as session:
        shown = schedules.get(session, made.public_id, actor=ana.actor)
    assert shown.is_default
    assert [view.on_date for view in shown.overrides] == [CHRISTMAS]
