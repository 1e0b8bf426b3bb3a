"""Calendars over a range: whose, what is in them, what is open, and that a look stays cheap."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.columns import epoch
from sched_app.models.workspaces import Role
from sched_app.services import (
    accents,
    attendance,
    calendar_layout,
    calendar_months,
    calendar_views,
    cancellations,
    schedules,
    time_off,
)
from sched_app.services.time_off import TimeOffForm
from tests.conftest import NOW
from tests.factories import Factory
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import at, book, keep, typed

HOUR = timedelta(hours=1)
MONDAY, NEXT = at(0, day=0), at(0, day=7)


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


def see(session, actor, since=MONDAY, until=NEXT, **given):
    given = {"now": NOW, **given}
    return calendar_views.between(session, since, until, actor=actor, **given)


def ids(found):
    return [one.id for one in found]


def test_a_week_holds_what_meets_it_and_is_not_called_off(session, make, studio, kind, owner):
    night = make.member(studio, "Nina Night", weekly=[[day, 0, 1440] for day in range(7)])
    late = make.meeting_type(studio, [night], minutes=60)
    before = book(session, late, at(23.5, day=-1), now=NOW - 48 * HOUR)
    first, gone = book(session, kind, at(9)), book(session, kind, at(10))
    asked = book(session, make.meeting_type(studio, [owner], needs_approval=True), at(11))
    across = book(session, late, at(23.5, day=6))
    book(session, kind, at(9, day=7))
    cancellations.cancel(session, gone.public_id, reason="", actor=owner.actor, now=NOW)
    attendance.complete(session, before.public_id, actor=owner.actor, now=NOW)

    seen = see(session, owner.actor)

    assert ids(seen.entries) == [one.public_id for one in (before, first, asked, across)]
    assert [one.may_move for one in seen.entries] == [False, True, True, True]
    assert [one.status for one in seen.entries] == [
        "completed", "confirmed", "requested", "confirmed"
    ]  # fmt: skip
    assert not seen.is_cut


def test_each_sees_their_own_or_those_that_are_chosen(session, make, studio, kind, ana, owner):
    hers = book(session, kind, at(9))
    mine = book(session, make.meeting_type(studio, [owner]), at(10))
    both = make.meeting_type(studio, [ana, owner], routing="collective")
    shared = book(session, both, at(11))

    everyone = see(session, owner.actor)
    assert ids(everyone.entries) == [hers.public_id, mine.public_id, shared.public_id]
    assert [one.name for one in everyone.members] == ["Ana Ruiz", "Olga Owner"]
    assert len(everyone.entries[2].member_ids) == 2
    chosen = see(session, owner.actor, members=[owner.membership.public_id])
    assert ids(chosen.entries) == [mine.public_id, shared.public_id]
    assert chosen.entries[1].member_ids == (owner.membership.public_id,)
    own = see(session, ana.actor, members=[owner.membership.public_id])
    assert ids(own.entries) == [hers.public_id, shared.public_id]
    assert (own.chosen, len(own.members)) == ((ana.membership.public_id,), 1)


def test_open_hours_are_those_in_use_with_their_dates_and_what_is_left_of_them(
    session, make, studio, ana
):
    key = ana.membership.public_id
    assert see(session, ana.actor).openings[key][0] == (epoch(at(9, day=0)), epoch(at(17, day=0)))
    kind = make.meeting_type(studio, [ana], minutes=60)
    schedules.set_override(
        session, ana.schedule.public_id, date(2026, 11, 24), [[600, 720]], actor=ana.actor, now=NOW
    )
    book(session, kind, at(9, day=0))
    form = TimeOffForm(at(0, day=2), at(0, day=5), "Leeds")
    off = time_off.add(session, form, actor=ana.actor, now=NOW)

    seen = see(session, ana.actor)

    assert seen.openings[key][1] == (epoch(at(10)), epoch(at(12)))
    assert [(one.id, one.reason) for one in seen.absences] == [(off.public_id, "Leeds")]
    # Monday from nine on less an hour, two hours on Tuesday, and then she is away.
    assert seen.open_seconds == 9 * 3600
    assert see(session, ana.actor, now=at(16.5, day=0)).open_seconds == 2.5 * 3600


def test_a_held_time_and_another_workspaces_are_shown_without_a_name(session, make, kind, ana):
    elsewhere = make.workspace()
    other = make.member(elsewhere, user=ana.user)
    book(session, make.meeting_type(elsewhere, [other]), at(14))
    keep(session, kind, at(10))

    seen = see(session, ana.actor)

    assert seen.entries == ()
    assert sorted((one.starts_at, one.is_held) for one in seen.taken) == [
        (at(10), True), (at(14), False)
    ]  # fmt: skip
    assert [one.is_held for one in see(session, ana.actor, now=NOW + HOUR).taken] == [False]


def test_types_keep_their_colours_whatever_is_shown(session, make, studio, kind, ana):
    other = make.meeting_type(studio, [ana], name="Review")
    book(session, other, at(10))
    (alone,) = see(session, ana.actor).types
    book(session, kind, at(9))

    first, second = see(session, ana.actor).types

    assert (second, second.id) == (alone, other.public_id)
    assert first.colours["light"] == {
        role: accents.derive(studio.accent, "light")[role] for role in calendar_views.ROLES
    }
    assert first.colours != second.colours


def test_a_week_in_which_the_clock_changes_is_read_whole(session, make, studio, owner):
    clock = {"timezone": "Europe/London", "weekly": [[6, 0, 240]]}
    night = make.member(studio, "Nina Night", **clock)
    kind = make.meeting_type(studio, [night], minutes=60, interval_minutes=60)
    autumn = datetime(2026, 10, 25, tzinfo=UTC)
    before = autumn - timedelta(days=30)
    made = book(session, kind, autumn + HOUR, now=before)  # 01:00, for the second time.
    week = calendar_layout.axis("Europe/London", date(2026, 10, 19), 7)
    since, until = (
        datetime.fromtimestamp(second, UTC) for second in (week.days[0].begin, week.days[-1].end)
    )

    seen = see(session, owner.actor, since, until, now=before)

    assert until - since == timedelta(days=7, hours=1)
    assert ids(seen.entries) == [made.public_id]
    (span,) = seen.openings[night.membership.public_id]
    sunday = week.days[-1]
    assert span == (sunday.begin, sunday.begin + 5 * 3600)  # Midnight to four: five hours.
    assert sunday.piece(epoch(made.starts_at), epoch(made.ends_at)) == (7200, 10800)


def test_a_month_counts_each_day_and_names_the_first(session, make, studio, kind, ana, owner):
    made = [book(session, kind, at(9 + step / 2)) for step in range(5)]
    book(session, make.meeting_type(studio, [owner]), at(9, day=2))
    form = TimeOffForm(at(12, day=2), at(12, day=3))
    time_off.add(session, form, actor=ana.actor, now=NOW)

    seen = calendar_months.days(session, date(2026, 11, 23), 7, zone="UTC", actor=owner.actor)

    assert [day.count for day in seen.days] == [0, 5, 1, 0, 0, 0, 0]
    assert ids(seen.days[1].first) == [one.public_id for one in made[:3]]
    assert [day.away for day in seen.days[2:5]] == [("Ana Ruiz",), ("Ana Ruiz",), ()]
    own = calendar_months.days(session, date(2026, 11, 23), 7, zone="UTC", actor=ana.actor)
    assert [day.count for day in own.days[:3]] == [0, 5, 0]


def test_a_months_days_are_the_zones_with_their_23_or_25_hours(session, make, studio, owner):
    always = make.member(studio, "Nina Night", weekly=[[day, 0, 1440] for day in range(7)])
    kind = make.meeting_type(studio, [always], minutes=60, interval_minutes=60)
    spring = datetime(2027, 3, 28, tzinfo=UTC)
    for hours in (-1, 0, 22, 23):
        book(session, kind, spring + hours * HOUR, now=spring - timedelta(days=9))

    seen = calendar_months.days(
        session, date(2027, 3, 27), 3, zone="Europe/London", actor=owner.actor
    )

    # The 28th has 23 hours: 23:00 UTC is the 29th already.
    assert [day.count for day in seen.days] == [1, 2, 1]


@pytest.mark.parametrize("who", ["stranger", "customer", "outsider"])
def test_calendars_are_shown_to_members_only(session, make, studio, kind, who):
    book(session, kind, at(9))
    if who == "outsider":
        assert see(session, outsider(make).actor).entries == ()
        return
    actor, error = {
        "stranger": (STRANGER, NotSignedIn),
        "customer": (customer_of(studio), NotFound),
    }[who]
    with pytest.raises(error):
        see(session, actor)
    with pytest.raises(error):
        calendar_months.days(session, date(2026, 11, 23), 7, zone="UTC", actor=actor)


def test_both_databases_tell_the_same_and_ask_as_often_for_many_bookings(database):
    def make_bookings(session, kind, count, day):
        for step in range(count):
            book(session, kind, at(9 + step / 2, day=day), details=typed(f"Guest {step}"))

    with database.transaction() as session:
        make = Factory(session, NOW)
        studio = make.workspace()
        owner = make.member(studio, "Olga Owner", role=Role.OWNER)
        kind = make.meeting_type(studio, [make.member(studio)])
        make_bookings(session, kind, 2, 1)
        few = counted(database, session, owner.actor)
        make_bookings(session, kind, 12, 2)
        many = counted(database, session, owner.actor)

    assert few == (2, [0, 2, 0], few[2])
    assert many == (14, [0, 2, 12], few[2])


def counted(database, session, actor):
    """Look at a week and a month; give what they hold, and how many statements that took."""
    asked = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *_: asked.append(1))
    week = see(session, actor)
    month = calendar_months.days(session, date(2026, 11, 23), 3, zone="UTC", actor=actor)
    return len(week.entries), [day.count for day in month.days], len(asked)
