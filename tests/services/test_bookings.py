"""Booking: from a hold or in one call, routed under the lock, counted, told to those concerned."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from sched_app.errors import Forbidden, HoldExpired, Invalid, NotFound, SlotTaken, TooMany
from sched_app.models.bookings import Booking, BookingHost
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Hold
from sched_app.models.workspaces import Event
from sched_app.services import holds
from sched_app.services.access import Actor, ActorKind
from sched_app.services.holds import Terms
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import (
    TERMS,
    at,
    book,
    browser,
    claims_in,
    keep,
    loads,
    mails_about,
    spans_of,
    turns,
    typed,
    version_of,
)


@pytest.fixture
def studio(make):
    return make.workspace(currency="CHF")


@pytest.fixture
def ana(make, studio):
    return make.member(studio, timezone="Europe/Zurich", weekly=[[d, 540, 1080] for d in range(5)])


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


@pytest.fixture
def team(make, studio):
    return [make.member(studio, name) for name in ("Ada Ng", "Bo Li", "Cy Fox")]


@pytest.fixture
def shared(make, studio, team):
    """A round robin of three hosts."""
    return make.meeting_type(studio, team)


def hosts_of(session, booking):
    chosen = select(BookingHost.membership_id).where(BookingHost.booking_id == booking.id)
    return sorted(session.exec(chosen))


def test_a_hold_becomes_the_booking(session, kind, ana):
    held = keep(session, kind, at(9))
    claim = claims_in(session, person_id=ana.user.id)[0].id

    made = book(session, hold_token=held.token)

    after = claims_in(session, person_id=ana.user.id)
    assert [(row.id, row.owner, row.hold_id, row.expires_at) for row in after] == [
        (claim, f"booking:{made.id}", None, None)
    ]
    assert session.exec(select(Hold)).all() == []
    assert (made.status, made.sequence) == ("confirmed", 0)
    assert mails_about(session, made) == {"confirmed.attendee": 1, "confirmed.host": 1}


def test_a_booking_keeps_what_the_attendee_saw(session, kind, ana):
    made = book(
        session, kind, at(9), details=typed(timezone="America/Lima", phone="+41 44 1234567")
    )

    kind.name, kind.location_value = "Renamed", "elsewhere"
    session.flush()

    assert made.meeting_name == "Coaching session"
    assert made.location_value == "https://meet.example.org/room"
    assert (made.attendee_timezone, made.host_timezone) == ("America/Lima", "Europe/Zurich")
    assert (made.currency, made.duration_minutes) == ("CHF", 30)
    assert made.uid == f"{made.public_id}@openhours"
    assert made.customer_id is None


def test_a_double_click_on_one_hold_books_once(session, kind):
    held = keep(session, kind, at(9))

    first = book(session, hold_token=held.token)
    second = book(session, hold_token=held.token)

    assert first.id == second.id
    assert len(session.exec(select(Booking).where(Booking.meeting_type_id == kind.id)).all()) == 1
    assert mails_about(session, first).total() == 2


def test_a_hold_that_never_was_or_was_given_up_books_nothing(session, kind):
    held = keep(session, kind, at(9))
    holds.release(session, held.token)

    for token in (held.token, "no such token"):
        with pytest.raises(HoldExpired):
            book(session, hold_token=token)


def test_an_expired_hold_books_nothing_even_while_nobody_took_the_time(session, kind):
    held = keep(session, kind, at(9))

    with pytest.raises(HoldExpired):
        book(session, hold_token=held.token, now=held.expires_at)


def test_a_hold_made_to_move_a_booking_makes_none(session, kind):
    made = book(session, kind, at(9))
    held = keep(session, kind, at(9.5), moving=made)

    with pytest.raises(HoldExpired):
        book(session, hold_token=held.token)


def test_of_two_bookings_of_one_time_the_second_is_refused(session, kind):
    book(session, kind, at(9))

    with pytest.raises(SlotTaken):
        book(session, kind, at(9), actor=browser("b2"))


@pytest.mark.parametrize("starts_at", [None, at(9) + timedelta(microseconds=5), at(7.75), at(9.2)])
def test_what_is_not_offered_is_not_booked(session, kind, starts_at):
    with pytest.raises(SlotTaken):
        book(session, kind, starts_at)


def test_notice_horizon_and_date_range_bind_visitors(session, make, studio, ana):
    soon = make.meeting_type(studio, [ana], notice_minutes=180)
    near = make.meeting_type(studio, [ana], horizon_days=1)

    with pytest.raises(SlotTaken):
        book(session, soon, at(10.5, day=0))
    assert book(session, soon, at(11, day=0)).starts_at == NOW + timedelta(hours=3)
    assert book(session, near, at(16, day=1))
    with pytest.raises(SlotTaken):
        book(session, near, at(9, day=2))


def test_a_taken_time_raises_the_number_that_open_pages_watch(session, kind, ana):
    before = version_of(session, ana.user.id)

    book(session, kind, at(9))

    assert version_of(session, ana.user.id) > before


def test_limits_count_the_days_and_weeks_of_the_workspaces_zone(session, make):
    tokyo = make.workspace(timezone="Asia/Tokyo")
    always = make.member(tokyo, weekly=[[day, 0, 1440] for day in range(7)])
    daily = make.meeting_type(tokyo, [always], limit_per_day=1)
    weekly = make.meeting_type(tokyo, [always], limit_per_week=1)

    book(session, daily, at(14, day=1))  # 23:00 in Tokyo.
    book(session, daily, at(15, day=1))  # Midnight: the next day.
    with pytest.raises(SlotTaken):
        book(session, daily, at(14, day=2))
    book(session, weekly, at(16.5, day=1))
    with pytest.raises(SlotTaken):
        book(session, weekly, at(14.5, day=6))  # Sunday 23:30.
    book(session, weekly, at(15, day=6))  # Monday 00:00.


def test_a_cancelled_time_no_longer_counts(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], limit_per_day=1)
    made = book(session, kind, at(9))
    with pytest.raises(SlotTaken):
        book(session, kind, at(10))

    made.status = "cancelled"
    session.flush()

    assert book(session, kind, at(10))


def test_ones_own_hold_is_no_hindrance_to_a_limit(session, make, studio, team):
    kind = make.meeting_type(studio, team, limit_per_day=1)
    held = keep(session, kind, at(9))

    assert book(session, hold_token=held.token).starts_at == at(9)


def test_round_robin_gives_each_the_next_turn(session, shared, team):
    made = [book(session, shared, at(9 + n)) for n in range(7)]

    got = [hosts_of(session, one)[0] for one in made]
    assert sorted(loads(session, shared).values()) == [2, 2, 3]
    assert {got.count(member.id) for member in team} == {2, 3}
    for one in made:
        (turn,) = turns(session, one)
        assert turn.counts[str(turn.membership_id)] == min(turn.counts.values())
        assert turn.membership_id == hosts_of(session, one)[0]


def test_consuming_a_hold_goes_to_who_is_least_loaded_by_then(session, shared, team):
    held = keep(session, shared, at(9))
    first_kept = claims_in(session, hold_id=session.exec(select(Hold.id)).one())[0].person_id
    # Meanwhile the host whose time is kept gets a booking elsewhere, and the others none.
    elsewhere = next(m for m in team if m.user.id == first_kept)
    for other in team:
        if other is not elsewhere:
            other.schedule.weekly = [[1, 9 * 60, 9 * 60 + 30]]
    session.flush()
    book(session, shared, at(14), actor=browser("b2"))
    assert loads(session, shared)[elsewhere.id] == 1

    made = book(session, hold_token=held.token)

    assert hosts_of(session, made) != [elsewhere.id]
    assert spans_of(session, elsewhere.user.id) == [(at(14), at(14.5))]
    taker = next(m for m in team if m.id == hosts_of(session, made)[0])
    assert spans_of(session, taker.user.id) == [(at(9), at(9.5))]
    assert session.exec(select(Hold)).all() == []


def test_all_the_hosts_of_a_round_robin_are_used_up_at_one_time(session, shared, team):
    got = {hosts_of(session, book(session, shared, at(9)))[0] for _ in team}

    assert got == {member.id for member in team}
    with pytest.raises(SlotTaken):
        book(session, shared, at(9))


def test_priority_prefers_the_highest_and_falls_back(session, make, studio, team):
    kind = make.meeting_type(studio, team, routing="priority", priorities=[1, 9, 1])

    first, second = book(session, kind, at(9)), book(session, kind, at(9))

    assert hosts_of(session, first) == [team[1].id]
    assert hosts_of(session, second) == [team[0].id]
    assert hosts_of(session, book(session, kind, at(10))) == [team[1].id]


def test_collective_takes_all_or_none(session, make, studio, team):
    kind = make.meeting_type(studio, team, routing="collective")
    alone = make.meeting_type(studio, team[:1])

    made = book(session, kind, at(9))
    book(session, alone, at(10))

    assert hosts_of(session, made) == sorted(member.id for member in team)
    assert mails_about(session, made) == {"confirmed.attendee": 1, "confirmed.host": 3}
    assert turns(session, made) == []
    with pytest.raises(SlotTaken):
        book(session, kind, at(10))


def test_a_collective_hold_is_consumed_whole(session, make, studio, team):
    kind = make.meeting_type(studio, team, routing="collective")
    held = keep(session, kind, at(9))

    made = book(session, hold_token=held.token)

    assert len(claims_in(session, owner=f"booking:{made.id}")) == 3


def test_a_person_of_two_workspaces_is_booked_once(session, make, studio, ana):
    other = make.workspace()
    there = make.member(other, user=ana.user)
    elsewhere = make.meeting_type(other, [there])
    book(session, make.meeting_type(studio, [ana]), at(9))

    with pytest.raises(SlotTaken):
        book(session, elsewhere, at(9))
    assert book(session, elsewhere, at(9.5)).workspace_id == other.id


def test_every_fault_is_told_at_its_field(session, make, kind):
    needed = make.question(kind, "What is it about?", is_required=True)

    with pytest.raises(Invalid) as refusal:
        book(session, kind, at(9), details=typed("", email="no address", timezone="Mars/Base"))

    assert refusal.value.fields.keys() == {
        "name",
        "email",
        "timezone",
        f"answers.{needed.public_id}",
    }


def test_what_was_refused_left_nothing(sqlite_database, factory_for):
    with sqlite_database.transaction() as session:
        make = factory_for(session)
        studio = make.workspace()
        kind = make.meeting_type(studio, [make.member(studio)])
        held = keep(session, kind, at(9))
        key = kind.id
    with pytest.raises(Invalid), sqlite_database.transaction() as session:
        book(session, hold_token=held.token, details=typed(""))

    with sqlite_database.reading() as session:
        assert session.exec(select(Booking)).all() == []
        assert session.exec(select(OutboxMessage)).all() == []
        assert session.exec(select(Hold.meeting_type_id)).all() == [key]


def test_the_event_holds_ids_and_no_names(session, kind):
    made = book(session, kind, at(9), actor=replace(browser(), request_id="rq1"))

    (event,) = session.exec(select(Event).where(Event.subject_id == made.id)).all()
    assert (event.what, event.actor_kind, event.request_id) == (
        "booking.confirmed",
        "visitor",
        "rq1",
    )
    assert "Vera" not in str(event.model_dump())
    assert "example.org" not in str(event.model_dump())


def test_bookings_are_counted_by_address_and_by_mail(session, make, studio, team, secrets):
    kind = make.meeting_type(studio, team)
    few = Terms(bookings_per_hour=2, bookings_per_email_day=3, secrets=secrets)

    def go(address, email, hour, now=NOW):
        return book(
            session,
            kind,
            at(hour),
            actor=browser(address=address),
            terms=few,
            details=typed(email=email),
            now=now,
        )

    go("a1", "x@example.org", 9)
    go("a1", "X@Example.org", 9.5)
    with pytest.raises(TooMany):
        go("a1", "y@example.org", 10)
    go("a2", "x@example.org", 10)
    with pytest.raises(TooMany):
        go("a3", "x@EXAMPLE.org", 10.5)
    go("a1", "y@example.org", 11, NOW + timedelta(hours=1))


def test_members_are_not_counted(session, kind, ana, secrets):
    none = Terms(bookings_per_hour=0, bookings_per_email_day=0, secrets=secrets)

    assert book(session, kind, at(9), actor=ana.actor, terms=none)


def test_the_terms_are_read_from_the_settings(secrets):
    settings = SimpleNamespace(
        hold_minutes=7,
        holds_per_browser=3,
        holds_per_hour=5,
        bookings_per_hour=6,
        bookings_per_email_day=8,
        rate_limits=False,
    )

    assert Terms.of(settings, secrets) == Terms(timedelta(minutes=7), 3, 5, 6, 8, False, secrets)


def test_a_member_may_book_an_inactive_type_and_a_stranger_may_not(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], visibility="inactive")

    with pytest.raises(NotFound):
        book(session, kind, at(9))
    with pytest.raises(NotFound):
        book(session, kind, at(9), actor=outsider(make).actor)
    assert book(session, kind, at(9), actor=ana.actor, source="dashboard").source == "dashboard"


def test_without_a_type_there_is_nothing_to_book(session):
    with pytest.raises(NotFound):
        book(session, None, at(9))


def test_who_has_no_line_in_the_rights_table_may_not_book(session, kind, studio):
    with pytest.raises(Forbidden):
        book(session, kind, at(9), actor=Actor(ActorKind.USER, studio.id, role="guest"))


def test_a_request_that_blocks_takes_the_time(session, make, studio, team):
    kind = make.meeting_type(studio, team[:1], needs_approval=True)

    made = book(session, kind, at(9))

    assert (made.status, made.takes_time) == ("requested", True)
    assert made.request_expires_at == at(9)  # Two days would be later than the start.
    assert mails_about(session, made) == {"requested.attendee": 1, "requested.host": 1}
    with pytest.raises(SlotTaken):
        book(session, kind, at(9))


def test_a_request_that_does_not_block_leaves_the_time(session, make, studio, team):
    kind = make.meeting_type(
        studio, team, needs_approval=True, request_blocks=False, request_expires_minutes=60
    )
    held = keep(session, kind, at(9))

    made = book(session, hold_token=held.token)

    assert (made.status, made.takes_time) == ("requested", False)
    assert made.request_expires_at == NOW + timedelta(hours=1)
    assert claims_in(session) == []
    assert turns(session, made) == []
    assert hosts_of(session, made)
    assert book(session, hold_token=held.token).id == made.id
    assert TERMS.limited is False
