"""A member's day: who sees which bookings, requests, failures and free times."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Forbidden, NotFound, NotSignedIn
from sched_app.models.meeting_types import Visibility
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Role
from sched_app.services import (
    attendance,
    cancellations,
    messages,
    outbox,
    requests,
    time_off,
    today,
)
from sched_app.services.alarms import LATE_AFTER
from sched_app.services.messages import FAILED_FOR
from tests.conftest import NOW
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import at, book, typed

MINUTE = timedelta(minutes=1)


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


@pytest.fixture
def put(session, studio):
    """Put a message that is due, and give its row."""

    def one(key: str, *, workspace=studio, **columns) -> OutboxMessage:
        outbox.put(
            session, workspace_id=workspace.id, kind="email", template="confirmed.attendee",
            dedupe_key=key, recipient=f"{key}@example.org", payload={}, now=NOW,
        )  # fmt: skip
        row = session.exec(select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        for name, value in columns.items():
            setattr(row, name, value)
        row.first_due_at = row.due_at
        session.add(row)
        session.flush()
        return row

    return one


def see(session, actor, now=NOW, **given):
    return today.view(session, actor=actor, now=now, **given)


def ids(bookings):
    return [one.id for one in bookings]


def test_the_two_days_hold_what_takes_and_took_place(session, make, studio, kind, owner):
    night = make.member(studio, "Nina Night", weekly=[[day, 0, 1440] for day in range(7)])
    late = make.meeting_type(studio, [night], minutes=60)
    over, running = book(session, kind, at(9, day=0)), book(session, kind, at(12, day=0))
    across = book(session, late, at(23.5, day=0))
    morning, gone = book(session, kind, at(9)), book(session, kind, at(10))
    asked = book(session, make.meeting_type(studio, [owner], needs_approval=True), at(11, day=0))
    book(session, kind, at(9, day=2))
    cancellations.cancel(session, gone.public_id, reason="", actor=owner.actor, now=NOW)
    attendance.complete(session, over.public_id, actor=owner.actor, now=at(10, day=0))

    seen = see(session, owner.actor, at(12.25, day=0))

    assert ids(seen.today) == ids_of(over, running, across)
    assert ids(seen.tomorrow) == ids_of(morning)
    assert ids(seen.requests) == ids_of(asked)
    assert seen.next_one is None
    # What began yesterday and goes on is still today's; what ended with the day is not.
    assert ids(see(session, owner.actor, at(0.25)).today) == ids_of(across, morning)


def ids_of(*bookings):
    return [one.public_id for one in bookings]


def test_the_day_is_the_workspaces(session, make):
    tokyo = make.workspace(timezone="Asia/Tokyo")
    host = make.member(tokyo, weekly=[[day, 0, 1440] for day in range(7)])
    made = book(session, make.meeting_type(tokyo, [host]), at(15.5, day=0))

    seen = see(session, host.actor)

    assert seen.today == ()
    assert ids(seen.tomorrow) == ids_of(made)  # 00:30 on Tuesday in Tokyo.


def test_each_sees_their_own_or_everyones(session, make, studio, kind, ana, owner):
    mine = book(session, make.meeting_type(studio, [owner]), at(9, day=0))
    hers = book(session, kind, at(10, day=0))
    wanted = make.meeting_type(studio, [owner], needs_approval=True)
    asked = book(session, wanted, at(14))

    assert ids(see(session, owner.actor).today) == ids_of(mine, hers)
    assert ids(see(session, owner.actor, only_mine=True).today) == ids_of(mine)
    assert ids(see(session, owner.actor, only_mine=True).requests) == ids_of(asked)
    own = see(session, ana.actor)
    assert ids(own.today) == ids_of(hers)
    assert (own.requests, own.waiting, own.trouble, own.is_team) == ((), 0, None, False)
    assert see(session, owner.actor).is_team


def test_the_day_is_open_while_somebody_is_and_is_not_away(session, make, studio, ana, owner):
    late = make.member(studio, "Nina Night", weekly=[[0, 16 * 60, 20 * 60]])
    for member in (ana, owner):
        away = time_off.TimeOffForm(at(12, day=0), at(14, day=0))
        time_off.add(session, away, actor=member.actor, now=NOW)

    together = see(session, owner.actor).open
    assert together == ((at(9, day=0), at(12, day=0)), (at(14, day=0), at(20, day=0)))
    assert see(session, late.actor).open == ((at(16, day=0), at(20, day=0)),)
    mine = see(session, owner.actor, only_mine=True).open
    assert mine == ((at(9, day=0), at(12, day=0)), (at(14, day=0), at(17, day=0)))


def test_an_owner_alone_has_no_team(session, make):
    alone = make.member(make.workspace(), role=Role.OWNER)

    assert not see(session, alone.actor).is_team


def test_with_two_free_days_the_next_booking_is_told(session, kind, ana, owner):
    made = book(session, kind, at(9, day=3))
    book(session, kind, at(10, day=3))

    assert see(session, ana.actor).next_one.id == made.public_id
    assert see(session, owner.actor, only_mine=True).next_one is None


def test_five_requests_are_shown_and_all_are_counted(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], needs_approval=True)
    asked = [book(session, kind, at(9 + n)) for n in range(7)]

    seen = see(session, ana.actor)
    assert ids(seen.requests) == ids_of(*asked[:5])
    assert seen.waiting == 7

    requests.accept(session, asked[0].public_id, actor=ana.actor, now=NOW)
    seen = see(session, ana.actor)
    assert ids(seen.requests) == ids_of(*asked[1:6])
    assert ids(seen.tomorrow) == ids_of(asked[0])


def test_free_times_are_those_of_the_members_own_types_this_week(session, make, studio, ana, owner):
    kind = make.meeting_type(studio, [ana], minutes=60, interval_minutes=60, name="Coaching")
    make.meeting_type(studio, [ana], name="Hidden", visibility=Visibility.INACTIVE.value)
    make.meeting_type(studio, [ana], name="Old", archived_at=NOW)
    make.meeting_type(studio, [owner], name="Olga's")
    full = make.meeting_type(studio, [ana], name="Far", notice_minutes=30 * 1440, position=1)

    def free(now=NOW):
        return [(one.name, one.count, one.first_at) for one in see(session, ana.actor, now).free]

    # Monday 08:00 to Friday evening, eight hours a day.
    assert free() == [("Coaching", 40, at(9, day=0)), ("Far", 0, None)]
    assert see(session, ana.actor).free[1].path.endswith(f"/{studio.slug}/{full.slug}")
    book(session, kind, at(9, day=0), details=typed("Ben Cole"))
    assert free()[0] == ("Coaching", 39, at(10, day=0))
    assert free(at(16.5, day=4))[0] == ("Coaching", 0, None)


def test_of_many_types_some_are_counted(session, make, studio, ana):
    for _ in range(today.MOST_TYPES + 1):
        make.meeting_type(studio, [ana])

    assert len(see(session, ana.actor).free) == today.MOST_TYPES


def test_failures_of_a_week_are_told_the_newest_by_name(session, make, put, owner):
    put("kept", status="kept", done_at=NOW)
    put("old", status="failed", done_at=NOW - FAILED_FOR)
    put("first", status="failed", done_at=NOW - FAILED_FOR + MINUTE)
    put("last", status="failed", done_at=NOW, last_answer="552 Mailbox full")
    put("other", workspace=make.workspace(), status="failed", done_at=NOW)

    found = see(session, owner.actor).trouble

    assert found.failed == 2
    assert (found.newest.recipient, found.newest.answer) == ("last@example.org", "552 Mailbox full")
    assert found.late == 0


def test_messages_that_are_due_for_ten_minutes_are_late(session, make, put, owner):
    due = NOW - LATE_AFTER
    put("fresh", due_at=due + MINUTE)
    put("at work", status="leased", due_at=due, leased_until=NOW + MINUTE)
    put("done", status="sent", due_at=due, done_at=NOW)
    put("other", workspace=make.workspace(), due_at=due)
    assert messages.trouble(session, actor=owner.actor, now=NOW).late == 0

    put("late", due_at=due)
    put("given up", status="leased", due_at=due - MINUTE, leased_until=NOW)

    found = see(session, owner.actor).trouble
    assert (found.late, found.late_since) == (2, due - MINUTE)
    assert (found.failed, found.newest) == (0, None)


@pytest.mark.parametrize("who", ["stranger", "customer", "outsider"])
def test_a_day_is_shown_to_members_only(session, make, studio, kind, who):
    book(session, kind, at(9, day=0))
    other = outsider(make).actor

    if who == "outsider":
        assert see(session, other).today == ()
        return
    actor, error = {
        "stranger": (STRANGER, NotSignedIn),
        "customer": (customer_of(studio), NotFound),
    }[who]
    with pytest.raises(error):
        see(session, actor)
    with pytest.raises(error):
        messages.trouble(session, actor=actor, now=NOW)


def test_an_organizer_reads_no_messages(session, put, ana):
    put("late", due_at=NOW - LATE_AFTER)

    assert see(session, ana.actor).trouble is None
    with pytest.raises(Forbidden):
        messages.trouble(session, actor=ana.actor, now=NOW)
