"""Calling off: by the attendee in time, by an organizer any time; freed, credited, told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooLate
from sched_app.models.customers import Customer
from sched_app.services import attendance, cancellations, moves
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import (
    TERMS,
    at,
    book,
    browser,
    claims_in,
    link_of,
    loads,
    mails_about,
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
    return make.meeting_type(studio, [ana])


def cancel(session, booking, *, actor=None, now=NOW, reason=""):
    actor = actor or link_of(booking)
    return cancellations.cancel(session, booking.public_id, reason=reason, actor=actor, now=now)


def test_a_cancelled_time_is_free_again(session, kind, ana):
    made = book(session, kind, at(9))
    before = version_of(session, ana.user.id)

    cancel(session, made, reason="Ill")

    assert (made.status, made.reason, made.ended_by) == ("cancelled", "Ill", "customer")
    assert (made.sequence, claims_in(session)) == (1, [])
    assert version_of(session, ana.user.id) > before
    assert mails_about(session, made)["cancelled.attendee"] == 1
    assert mails_about(session, made)["cancelled.host"] == 1
    assert book(session, kind, at(9)).id != made.id


def test_cancelling_twice_changes_nothing(session, kind, ana):
    made = book(session, kind, at(9))
    cancel(session, made, reason="Ill")

    again = cancel(session, made, reason="Another", actor=ana.actor)

    assert (again.reason, again.sequence) == ("Ill", 1)
    assert mails_about(session, made)["cancelled.attendee"] == 1


def test_the_turn_is_credited_once(session, make, studio, ana):
    ben = make.member(studio, "Ben Ode")
    kind = make.meeting_type(studio, [ana, ben])
    made = book(session, kind, at(9))

    cancel(session, made)
    cancel(session, made)

    assert set(loads(session, kind).values()) == {0}
    (turn,) = turns(session, made)
    assert turn.credited_at == NOW
    following = [book(session, kind, at(10 + n)) for n in range(2)]
    assert sorted(loads(session, kind).values()) == [1, 1]
    assert len(following) == 2


def test_a_hold_for_moving_goes_with_the_booking(session, kind, ana):
    made = book(session, kind, at(9))
    moves.hold(session, made.public_id, at(11), actor=link_of(made), terms=TERMS, now=NOW)

    cancel(session, made)

    assert claims_in(session) == []
    assert book(session, kind, at(11))


def test_the_notice_binds_the_attendee_and_not_the_organizer(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], change_notice_minutes=60)
    first, second = book(session, kind, at(12)), book(session, kind, at(14))

    with pytest.raises(TooLate):
        cancel(session, first, now=at(11) + timedelta(seconds=1))
    assert cancel(session, second, now=at(13)).status == "cancelled"
    assert cancel(session, first, now=at(12.25), actor=ana.actor).ended_by == "user"


def test_what_is_over_is_not_cancelled(session, kind, ana):
    made = book(session, kind, at(9))
    attendance.complete(session, made.public_id, actor=ana.actor, now=at(10))

    with pytest.raises(Conflict):
        cancel(session, made, actor=ana.actor, now=at(10))


def test_a_request_can_be_withdrawn(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], needs_approval=True, request_blocks=False)
    made = book(session, kind, at(9))

    assert cancel(session, made).status == "cancelled"


def test_a_reason_has_its_length(session, kind):
    made = book(session, kind, at(9))

    with pytest.raises(Invalid):
        cancel(session, made, reason="x" * 501)
    assert made.status == "confirmed"


def test_acting_on_a_page_reached_by_mail_links_a_customer(session, kind):
    first, second = book(session, kind, at(9)), book(session, kind, at(10))
    cancel(session, first)
    assert first.customer_id is None

    cancel(session, second, actor=link_of(second, by_mail=True))

    customer = session.exec(select(Customer)).one()
    assert second.customer_id == customer.id
    assert customer.email == "vera.visitor@example.org"


@pytest.mark.parametrize("who", ["visitor", "outsider", "colleague", "other customer"])
def test_who_has_no_right_cancels_nothing(session, make, studio, kind, who):
    made, other = book(session, kind, at(9)), book(session, kind, at(14))
    actor, error = {
        "visitor": (browser(), NotSignedIn),
        "outsider": (outsider(make).actor, NotFound),
        "colleague": (make.member(studio, "Col League").actor, Forbidden),
        "other customer": (link_of(other), NotFound),
    }[who]

    with pytest.raises(error):
        cancel(session, made, actor=actor)
    assert made.status == "confirmed"


def test_an_unknown_booking_is_not_found(session, ana):
    with pytest.raises(NotFound):
        cancellations.cancel(session, "bk_unknown", reason="", actor=ana.actor, now=NOW)
