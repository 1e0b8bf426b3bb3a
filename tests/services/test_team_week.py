"""Open and booked hours of a week, and the round robin's books in plain numbers."""

from datetime import timedelta

import pytest

from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.schedules import DateOverride, TimeOff
from sched_app.models.workspaces import Role
from sched_app.services import cancellations, fairness, hand_over, team_week
from tests.conftest import NOW
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import at, book


@pytest.fixture
def studio(make):
    return make.workspace(timezone="Europe/Berlin")


@pytest.fixture
def ada(make, studio):
    return make.member(studio, "Ada Ng", role=Role.OWNER)


@pytest.fixture
def bo(make, studio):
    return make.member(studio, "Bo Li")


@pytest.fixture
def shared(make, studio, ada, bo):
    return make.meeting_type(studio, [ada, bo], minutes=60, name="Shared")


def test_open_hours_less_absences_with_overrides_and_what_is_booked(
    session, make, studio, ada, bo, shared
):
    session.add(
        DateOverride(
            workspace_id=studio.id,
            schedule_id=ada.schedule.id,
            on_date=at(0, day=2).date(),
            hours=[[600, 660]],
        )
    )
    for start, end in ((at(15, day=3), at(30, day=3)), (at(12, day=4), at(16, day=4))):
        session.add(
            TimeOff(
                workspace_id=studio.id,
                membership_id=ada.id,
                starts_at=start,
                ends_at=end,
                created_at=NOW,
            )
        )
    session.flush()
    solo = make.meeting_type(studio, [ada], minutes=90, name="Solo")
    book(session, solo, at(9))
    off = book(session, solo, at(11))
    cancellations.cancel(session, off.public_id, reason="", actor=ada.actor, now=NOW)
    book(session, solo, at(9, day=8))

    seen = team_week.week(session, actor=ada.actor, now=NOW)

    mine, his = (seen.members[one.membership.public_id] for one in (ada, bo))
    # Monday and Tuesday 8 h, Wednesday 1 h, Thursday until 15:00, Friday without 12 to 16.
    assert mine.open_minutes == (8 + 8 + 1 + 6 + 4) * 60
    assert (mine.booked, mine.booked_minutes, mine.coming) == (1, 90, 2)
    assert mine.types == ("Shared", "Solo")
    assert (his.open_minutes, his.booked_minutes, his.types) == (40 * 60, 0, ("Shared",))
    assert (seen.monday, seen.coming) == (NOW.date(), 2)


def test_an_organizer_sees_their_own_week_and_strangers_none(session, make, studio, ada, bo):
    assert team_week.week(session, actor=bo.actor, now=NOW).members.keys() == {
        bo.membership.public_id
    }
    for actor, refusal in ((STRANGER, NotSignedIn), (customer_of(studio), NotFound)):
        with pytest.raises(refusal):
            team_week.week(session, actor=actor, now=NOW)
        with pytest.raises(refusal):
            fairness.books(session, actor=actor)
    assert fairness.books(session, actor=outsider(make).actor) == []


def test_the_books_are_even_when_turns_alternate(session, ada, bo, shared):
    (empty,) = fairness.books(session, actor=bo.actor)
    assert empty.verdict == "none"
    for hour in (9, 11, 13):
        book(session, shared, at(hour))

    (seen,) = fairness.books(session, actor=bo.actor)

    assert (seen.verdict, seen.latest, seen.next_name) == ("even", 3, "Bo Li")
    assert [(one.name, one.load, one.free, one.got) for one in seen.shares] == [
        ("Ada Ng", 2, 3, 2), ("Bo Li", 1, 3, 1)
    ]  # fmt: skip


def test_who_was_away_is_behind_and_it_says_why(session, studio, ada, bo, shared):
    session.add(
        TimeOff(
            workspace_id=studio.id,
            membership_id=bo.id,
            starts_at=at(0),
            ends_at=at(24),
            created_at=NOW,
        )
    )
    session.flush()
    for hour in (9, 10, 11):
        book(session, shared, at(hour))

    (seen,) = fairness.books(session, actor=ada.actor)
    assert (seen.verdict, [one.name for one in seen.behind]) == ("uneven", ["Bo Li"])
    assert (seen.shares[1].free, seen.shares[0].alone, seen.next_name) == (0, 3, "Bo Li")

    book(session, shared, at(9, day=2))
    book(session, shared, at(10, day=2))
    (seen,) = fairness.books(session, actor=ada.actor)
    assert seen.verdict == "even"


def test_a_turn_given_back_is_told(session, ada, bo, shared):
    first = book(session, shared, at(9))
    hand_over.hand_over(session, first.public_id, actor=ada.actor, now=NOW)
    (seen,) = fairness.books(session, actor=ada.actor)
    assert [(one.assigned, one.credited, one.load) for one in seen.shares] == [
        (1, 1, 0), (1, 0, 1)
    ]  # fmt: skip
    assert seen.shares[1].alone == 1


@pytest.mark.parametrize(
    ("rows", "latest", "word"),
    [
        (((0, 0, 0, 0), (0, 0, 0, 0)), 0, "none"),
        (((0, 5, 0, 20), (0, 4, 0, 20)), 20, "even"),
        (((0, 9, 0, 20), (0, 4, 0, 20)), 20, "catching_up"),
        (((0, 9, 0, 20), (0, 4, 0, 3)), 20, "uneven"),
        (((9, 50, 0, 20), (1, 4, 0, 20)), 20, "even"),
        (((0, 50, 0, 20), (0, 4, 46, 20)), 20, "even"),
        (((0, 22, 0, 20, 2), (0, 11, 0, 20)), 20, "even"),
        (((0, 22, 0, 20, 2), (0, 9, 0, 20)), 20, "catching_up"),
        (((0, 11, 0, 20, 2), (0, 11, 0, 20)), 20, "catching_up"),
    ],
)
def test_the_verdict(rows, latest, word):
    shares = [
        fairness.ShareView("mb", "A", priority, assigned, 0, head_start, free, 0, 0, *weight)
        for priority, assigned, head_start, free, *weight in rows
    ]
    assert fairness.verdict(shares, latest) == word


def test_the_week_begins_on_monday_of_the_workspace(session, ada, bo):
    sunday = NOW - timedelta(hours=10)  # 23:00 on Sunday in Berlin.
    assert team_week.week(session, actor=ada.actor, now=sunday).monday.isoformat() == "2026-11-16"
