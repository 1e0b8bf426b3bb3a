"""Requests: accepted after another look at the time, declined, expired."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, SlotTaken
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, Role
from sched_app.services import appointments, requests
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import (
    at,
    book,
    browser,
    claims_in,
    link_of,
    loads,
    mails_about,
    spans_of,
    turns,
)


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    """One that blocks."""
    return make.meeting_type(studio, [ana], needs_approval=True)


@pytest.fixture
def loose(make, studio, ana):
    """One that does not block."""
    return make.meeting_type(studio, [ana], needs_approval=True, request_blocks=False)


def accept(session, booking, actor, now=NOW):
    return requests.accept(session, booking.public_id, actor=actor, now=now)


def decline(session, booking, actor, now=NOW, reason=""):
    return requests.decline(session, booking.public_id, reason=reason, actor=actor, now=now)


def test_accepting_confirms_at_once_with_one_mail_each(session, kind, ana):
    made = book(session, kind, at(9))

    accept(session, made, ana.actor)

    assert made.status == "confirmed"
    assert mails_about(session, made) == {
        "requested.attendee": 1,
        "requested.host": 1,
        "accepted.attendee": 1,
        "accepted.host": 1,
    }
    whats = session.exec(select(Event.what).where(Event.subject_id == made.id)).all()
    assert sorted(whats) == ["booking.accepted", "booking.confirmed", "booking.requested"]
    assert spans_of(session, ana.user.id) == [(at(9), at(9.5))]


def test_accepting_a_second_time_is_refused_and_told(session, kind, ana):
    made = book(session, kind, at(9))
    accept(session, made, ana.actor)

    with pytest.raises(Conflict):
        accept(session, made, ana.actor)
    with pytest.raises(Conflict):
        decline(session, made, ana.actor)


def test_accepting_takes_the_time_that_was_left_open(session, loose, ana):
    made = book(session, loose, at(9))

    accept(session, made, ana.actor)

    assert made.takes_time
    assert spans_of(session, ana.user.id) == [(at(9), at(9.5))]


def test_the_host_who_was_asked_hears_that_another_one_has_it(session, make, studio, ana):
    ben = make.member(studio, "Ben Okafor")
    loose = make.meeting_type(studio, [ana, ben], needs_approval=True, request_blocks=False)
    made = book(session, loose, at(9))
    book(session, make.meeting_type(studio, [ana]), at(9))

    accept(session, made, ana.actor)

    assert appointments.hosts_of(session, made.id) == [(ben.id, ben.user.id)]
    told = {
        (row.template, row.recipient)
        for row in session.exec(select(OutboxMessage).where(OutboxMessage.subject_id == made.id))
    }
    assert ("released.host", ana.user.email) in told
    assert ("accepted.host", ben.user.email) in told
    assert ("accepted.host", ana.user.email) not in told


def test_accepting_after_the_time_was_taken_is_refused(session, make, studio, loose, ana):
    made = book(session, loose, at(9))
    book(session, make.meeting_type(studio, [ana]), at(9))

    with pytest.raises(SlotTaken) as refusal:
        accept(session, made, ana.actor)
    assert refusal.value.text_key == "problem.request_time_taken"
    assert (made.status, made.takes_time) == ("requested", False)


def test_accepting_passes_no_limit_but_the_notice_and_the_hours(session, make, studio, ana):
    kind = make.meeting_type(
        studio, [ana], needs_approval=True, request_blocks=False, limit_per_day=1
    )
    first, second = book(session, kind, at(9)), book(session, kind, at(10))
    kind.notice_minutes = 30 * 24 * 60
    ana.schedule.weekly = []
    session.flush()
    accept(session, first, ana.actor)

    with pytest.raises(Conflict) as refusal:
        accept(session, second, ana.actor)

    assert refusal.value.text_key == "problem.request_limit"
    kind.limit_per_day = 2
    session.flush()
    accept(session, second, ana.actor)
    assert second.status == "confirmed"


def test_of_two_requests_for_one_time_one_can_be_accepted(session, loose, ana):
    first, second = book(session, loose, at(9)), book(session, loose, at(9))

    accept(session, second, ana.actor)

    with pytest.raises(SlotTaken):
        accept(session, first, ana.actor)
    decline(session, first, ana.actor)
    assert first.status == "declined"


def test_accepting_prefers_a_host_whom_no_rule_hinders(session, make, studio, ana):
    ben = make.member(studio, "Ben Ode")
    kind = make.meeting_type(
        studio, [ana, ben], needs_approval=True, request_blocks=False, routing="round_robin"
    )
    made = book(session, kind, at(9))
    ana.schedule.weekly = []
    session.flush()

    accept(session, made, make.member(studio, role=Role.ADMIN).actor)

    assert appointments.hosts_of(session, made.id) == [(ben.id, ben.user.id)]
    (turn,) = turns(session, made)
    assert (turn.membership_id, turn.counts) == (ben.id, {str(ben.id): 0})
    assert loads(session, kind) == {ana.id: 0, ben.id: 1}


def test_declining_frees_the_time_credits_the_turn_and_says_why(session, make, studio, ana):
    ben = make.member(studio, "Ben Ode")
    kind = make.meeting_type(studio, [ana, ben], needs_approval=True)
    made = book(session, kind, at(9))
    host = ana if turns(session, made)[0].membership_id == ana.id else ben

    decline(session, made, host.actor, reason="  On leave ")

    assert (made.status, made.reason, made.ended_by) == ("declined", "On leave", "user")
    assert claims_in(session) == []
    assert set(loads(session, kind).values()) == {0}
    assert mails_about(session, made)["declined.attendee"] == 1


def test_a_reason_has_its_length(session, kind, ana):
    made = book(session, kind, at(9))

    with pytest.raises(Invalid) as refusal:
        decline(session, made, ana.actor, reason="x" * 501)
    assert refusal.value.fields.keys() == {"reason"}
    assert made.status == "requested"


def test_after_its_deadline_a_request_is_not_accepted_even_before_the_job_ran(
    session, make, studio, ana
):
    kind = make.meeting_type(studio, [ana], needs_approval=True, request_expires_minutes=60)
    made = book(session, kind, at(9))

    with pytest.raises(Conflict) as refusal:
        accept(session, made, ana.actor, now=NOW + timedelta(hours=1))
    assert refusal.value.text_key == "problem.request_over"
    assert accept(session, made, ana.actor, now=NOW + timedelta(minutes=59))


def test_requests_expire_one_at_a_time_at_their_deadline(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], needs_approval=True, request_expires_minutes=60)
    made = [book(session, kind, at(9 + n)) for n in range(2)]
    accepted = book(session, kind, at(14))
    accept(session, accepted, ana.actor)
    due = NOW + timedelta(hours=1)

    assert requests.expire_due(session, now=due - timedelta(seconds=1)) == 0
    assert [requests.expire_due(session, now=due) for _ in range(3)] == [1, 1, 0]

    assert {one.status for one in made} == {"expired"}
    assert {one.ended_by for one in made} == {"system"}
    assert accepted.status == "confirmed"
    assert spans_of(session, ana.user.id) == [(at(14), at(14.5))]
    assert mails_about(session, made[0])["expired.attendee"] == 1


@pytest.mark.parametrize("who", ["visitor", "outsider", "colleague", "its own customer"])
@pytest.mark.parametrize("answer", [accept, decline])
def test_who_has_no_right_answers_nothing(session, make, studio, kind, who, answer):
    made = book(session, kind, at(9))
    actor, error = {
        "visitor": (browser(), NotSignedIn),
        "outsider": (outsider(make).actor, NotFound),
        "colleague": (make.member(studio, "Col League").actor, Forbidden),
        "its own customer": (link_of(made), NotFound),
    }[who]

    with pytest.raises(error):
        answer(session, made, actor)
    assert made.status == "requested"
