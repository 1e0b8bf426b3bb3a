"""Moving: the old time stays until the new one is taken; the host stays if they can."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import (
    Conflict,
    Forbidden,
    HoldExpired,
    NotFound,
    NotSignedIn,
    SlotTaken,
    TooLate,
)
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Hold
from sched_app.models.workspaces import Event
from sched_app.services import appointments, cancellations, moves
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import (
    TERMS,
    at,
    book,
    browser,
    claims_in,
    keep,
    link_of,
    loads,
    mails_about,
    spans_of,
    turns,
    version_of,
)


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana], minutes=60, interval_minutes=15)


@pytest.fixture
def team(make, studio):
    return [make.member(studio, name) for name in ("Ada Ng", "Bo Li", "Cy Fox")]


@pytest.fixture
def shared(make, studio, team):
    return make.meeting_type(studio, team)


def hosts_of(session, booking):
    return [host for host, _ in appointments.hosts_of(session, booking.id)]


def move(session, booking, starts_at=None, *, actor=None, now=NOW, **given):
    return moves.move(
        session,
        booking.public_id,
        actor=actor or link_of(booking),
        now=now,
        starts_at=starts_at,
        **given,
    )


def hold_for(session, booking, starts_at, *, actor=None, now=NOW, **given):
    return moves.hold(
        session,
        booking.public_id,
        starts_at,
        actor=actor or link_of(booking),
        terms=TERMS,
        now=now,
        **given,
    )


@pytest.mark.parametrize("hour", [9.25, 9.75, 10, 8.25])
def test_moving_by_less_than_the_duration_works(session, kind, ana, hour):
    ana.schedule.weekly = [[1, 8 * 60, 18 * 60 + 15]]
    session.flush()
    made = book(session, kind, at(9))
    before = version_of(session, ana.user.id)

    moved = move(session, made, at(hour))

    assert (moved.starts_at, moved.ends_at) == (at(hour), at(hour + 1))
    assert (moved.sequence, moved.uid, moved.status) == (1, made.uid, "confirmed")
    assert spans_of(session, ana.user.id) == [(at(hour), at(hour + 1))]
    assert version_of(session, ana.user.id) > before


def test_moving_by_less_than_the_duration_works_through_a_hold(session, kind, ana):
    made = book(session, kind, at(9))

    held = hold_for(session, made, at(9.25))
    assert spans_of(session, ana.user.id) == [(at(9), at(10)), (at(9.25), at(10.25))]
    moved = move(session, made, hold_token=held.token)

    assert moved.starts_at == at(9.25)
    assert spans_of(session, ana.user.id) == [(at(9.25), at(10.25))]
    assert session.exec(select(Hold)).all() == []


def test_the_old_time_is_free_afterwards_and_the_new_one_is_not(session, kind):
    made = book(session, kind, at(9))
    move(session, made, at(11))

    assert book(session, kind, at(9))
    with pytest.raises(SlotTaken):
        book(session, kind, at(11))


def test_while_a_new_time_is_held_the_old_one_stays_ours(session, kind):
    made = book(session, kind, at(9))
    hold_for(session, made, at(11))

    for hour in (9, 11):
        with pytest.raises(SlotTaken):
            book(session, kind, at(hour))


def test_a_taken_time_is_refused_and_everything_stays(session, kind, ana):
    made = book(session, kind, at(9))
    book(session, kind, at(11))

    for try_it in (move, hold_for):
        with pytest.raises(SlotTaken):
            try_it(session, made, at(10.5))
    assert made.starts_at == at(9)
    assert spans_of(session, ana.user.id)[0] == (at(9), at(10))


def test_a_double_click_on_move_moves_once(session, kind):
    made = book(session, kind, at(9))
    held = hold_for(session, made, at(11))

    first = move(session, made, hold_token=held.token)
    second = move(session, made, hold_token=held.token)

    assert (first.id, second.sequence) == (second.id, 1)
    assert mails_about(session, made)["moved.attendee"] == 1


def test_moving_to_where_it_is_changes_nothing(session, kind, ana):
    made = book(session, kind, at(9))

    assert move(session, made, at(9)).sequence == 0
    assert mails_about(session, made).keys() == {"confirmed.attendee", "confirmed.host"}


@pytest.mark.parametrize("bad", ["expired", "of another booking", "to make a booking", "unknown"])
def test_only_a_live_hold_made_for_this_booking_moves_it(session, kind, bad):
    made, other = book(session, kind, at(9)), book(session, kind, at(14))
    now, token = NOW, "unknown"
    if bad == "expired":
        held = hold_for(session, made, at(11))
        now, token = held.expires_at, held.token
    elif bad == "of another booking":
        token = hold_for(session, other, at(11)).token
    elif bad == "to make a booking":
        token = keep(session, kind, at(11)).token

    with pytest.raises(HoldExpired):
        move(session, made, hold_token=token, now=now)
    assert made.starts_at == at(9)


def test_an_expired_hold_for_moving_leaves_the_booking_its_time(session, kind, ana):
    made = book(session, kind, at(9))
    held = hold_for(session, made, at(11))

    book(session, kind, at(11), now=held.expires_at, actor=browser("b2"))

    assert [span[0] for span in spans_of(session, ana.user.id)] == [at(9), at(11)]
    assert claims_in(session, owner=f"booking:{made.id}")[0].hold_id is None


def test_neither_a_time_nor_a_hold_is_no_move(session, kind):
    made = book(session, kind, at(9))

    for target in (None, at(11) + timedelta(microseconds=1)):
        with pytest.raises(SlotTaken):
            move(session, made, target)


def test_a_move_keeps_its_host_even_if_others_have_less_to_do(session, shared, team):
    made = book(session, shared, at(9))
    host = hosts_of(session, made)
    before = loads(session, shared)

    for held in (None, hold_for(session, made, at(15))):
        move(session, made, at(13) if held is None else None, hold_token=held and held.token)
        assert hosts_of(session, made) == host
    assert loads(session, shared) == before
    assert len(turns(session, made)) == 1


def test_a_hold_for_moving_is_made_with_the_same_host(session, shared, team):
    others = [book(session, shared, at(9 + n)) for n in range(2)]
    made = book(session, shared, at(11))

    hold_for(session, made, at(14))

    kept = [row.person_id for row in claims_in(session) if row.hold_id is not None]
    assert kept == [person for _, person in appointments.hosts_of(session, made.id)]
    assert len(others) == 2


def test_a_host_who_cannot_is_replaced_credited_and_told(session, shared, team):
    made = book(session, shared, at(9))
    first = hosts_of(session, made)[0]
    busy = next(member for member in team if member.id == first)
    busy.schedule.weekly = [[1, 9 * 60, 10 * 60]]
    session.flush()

    move(session, made, at(14))

    (now_hosting,) = hosts_of(session, made)
    assert now_hosting != first
    assert loads(session, shared)[first] == 0
    assert loads(session, shared)[now_hosting] == 1
    old, new = turns(session, made)
    assert old.credited_at == NOW
    assert str(first) not in new.counts
    assert spans_of(session, busy.user.id) == []
    templates = {
        (row.template, row.recipient)
        for row in session.exec(select(OutboxMessage).where(OutboxMessage.subject_id == made.id))
    }
    taker = next(member for member in team if member.id == now_hosting)
    assert ("released.host", busy.user.email) in templates
    assert ("confirmed.host", taker.user.email) in templates
    assert ("moved.attendee", "vera.visitor@example.org") in templates


def test_collective_moves_whole(session, make, studio, team):
    kind = make.meeting_type(studio, team, routing="collective")
    alone = make.meeting_type(studio, team[:1])
    made = book(session, kind, at(9))
    book(session, alone, at(11))

    with pytest.raises(SlotTaken):
        move(session, made, at(11))
    held = hold_for(session, made, at(12))
    move(session, made, hold_token=held.token)

    assert {row.starts_at for row in claims_in(session, owner=f"booking:{made.id}")} == {
        int(at(12).timestamp())
    }
    assert len(claims_in(session, owner=f"booking:{made.id}")) == 3


def test_the_notice_for_changes_binds_the_attendee_and_not_the_organizer(
    session, make, studio, ana
):
    kind = make.meeting_type(studio, [ana], change_notice_minutes=120)
    made = book(session, kind, at(12))
    last = at(10)

    with pytest.raises(TooLate):
        move(session, made, at(15), now=last + timedelta(seconds=1))
    with pytest.raises(TooLate):
        hold_for(session, made, at(15), now=last + timedelta(seconds=1))
    assert move(session, made, at(15), now=last).starts_at == at(15)
    assert move(session, made, at(16), now=at(14.5), actor=ana.actor).starts_at == at(16)


def test_after_its_start_the_attendee_moves_nothing(session, kind):
    made = book(session, kind, at(9))

    with pytest.raises(TooLate):
        move(session, made, at(15), now=at(9))


def test_nobody_moves_into_the_past(session, kind, ana):
    made = book(session, kind, at(14))

    with pytest.raises(Conflict) as refusal:
        move(session, made, at(9), now=at(10), actor=ana.actor, override=True)
    assert refusal.value.text_key == "problem.move_to_past"


def test_an_organizers_override_passes_rules_and_never_a_claim(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], limit_per_day=1, buffer_before_minutes=30)
    made, other = book(session, kind, at(9)), book(session, kind, at(9, day=2))

    for hour in (20, 9.5):
        with pytest.raises(SlotTaken):
            move(session, other, at(hour), actor=ana.actor)
    with pytest.raises(SlotTaken):
        move(session, other, at(9.25), actor=ana.actor, override=True)
    assert move(session, other, at(9.5), actor=ana.actor, override=True).starts_at == at(9.5)
    assert move(session, other, at(20), actor=ana.actor, override=True).starts_at == at(20)
    assert made.starts_at == at(9)


def test_an_attendee_may_not_override(session, kind):
    made = book(session, kind, at(9))

    with pytest.raises(NotFound):
        move(session, made, at(20), override=True)
    assert made.starts_at == at(9)


def test_the_day_it_leaves_does_not_count_against_the_day_it_stays_on(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], limit_per_day=1)
    made = book(session, kind, at(9))

    assert move(session, made, at(15)).starts_at == at(15)
    held = hold_for(session, made, at(16))
    assert move(session, made, hold_token=held.token).starts_at == at(16)


@pytest.mark.parametrize("who", ["visitor", "outsider", "colleague", "other customer"])
def test_who_has_no_right_moves_nothing(session, make, studio, kind, who):
    made, other = book(session, kind, at(9)), book(session, kind, at(14))
    actor, error = {
        "visitor": (browser(), NotSignedIn),
        "outsider": (outsider(make).actor, NotFound),
        "colleague": (make.member(studio, "Col League").actor, Forbidden),
        "other customer": (link_of(other), NotFound),
    }[who]

    with pytest.raises(error):
        move(session, made, at(11), actor=actor)
    with pytest.raises(error):
        hold_for(session, made, at(11), actor=actor)


def test_what_is_cancelled_is_not_moved(session, kind, ana):
    made = book(session, kind, at(9))
    cancellations.cancel(session, made.public_id, reason="", actor=ana.actor, now=NOW)

    with pytest.raises(Conflict):
        move(session, made, at(11), actor=ana.actor)


def test_moving_a_request_that_does_not_block_takes_no_time(session, make, studio, team):
    kind = make.meeting_type(studio, team, needs_approval=True, request_blocks=False)
    made = book(session, kind, at(9, day=3))

    held = hold_for(session, made, at(9, day=1))
    move(session, made, hold_token=held.token)

    assert claims_in(session) == []
    assert (made.status, made.starts_at, made.takes_time) == ("requested", at(9, day=1), False)
    assert made.request_expires_at == at(9, day=1)


def test_a_move_is_told_and_recorded(session, kind, ana):
    made = book(session, kind, at(9))
    move(session, made, at(11))

    assert mails_about(session, made)["moved.attendee"] == 1
    assert mails_about(session, made)["moved.host"] == 1
    event = session.exec(select(Event).where(Event.what == "booking.moved")).one()
    assert event.facts == {
        "was": int(at(9).timestamp()),
        "starts_at": int(at(11).timestamp()),
        "hosts": [ana.id],
    }


def test_the_person_of_two_workspaces_cannot_be_moved_onto_the_other(session, make, studio, ana):
    other = make.workspace()
    there = make.member(other, user=ana.user)
    kind, elsewhere = make.meeting_type(studio, [ana]), make.meeting_type(other, [there])
    made = book(session, kind, at(9))
    book(session, elsewhere, at(11))

    with pytest.raises(SlotTaken):
        move(session, made, at(11))
    with pytest.raises(SlotTaken):
        move(session, made, at(11), actor=ana.actor, override=True)
