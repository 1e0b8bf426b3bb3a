"""Where a booking can be moved to, when its meeting type is not what it was."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.meeting_types import MeetingTypeDuration
from sched_app.services import move_options, moves, requests
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import TERMS, at, book, browser, link_of, spans_of


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana], minutes=60, interval_minutes=60)


def options(session, booking, actor):
    return move_options.times(session, booking.public_id, at(9), at(12), actor=actor, now=NOW)


def move_by_hold(session, booking, starts_at):
    asked = {"actor": link_of(booking), "now": NOW}
    held = moves.hold(session, booking.public_id, starts_at, terms=TERMS, **asked)
    moves.move(session, booking.public_id, hold_token=held.token, **asked)


def offer_only(session, kind, minutes):
    session.execute(
        sa.update(MeetingTypeDuration)
        .where(col(MeetingTypeDuration.meeting_type_id) == kind.id)
        .values(minutes=minutes)
    )


@pytest.mark.parametrize("values", [{"visibility": "inactive"}, {"archived_at": NOW}])
def test_a_booking_of_a_hidden_type_can_be_moved_by_its_attendee(session, kind, ana, values):
    made = book(session, kind, at(9))
    kind.sqlmodel_update(values)
    session.flush()

    assert options(session, made, link_of(made)) == [at(9), at(10), at(11)]
    move_by_hold(session, made, at(10))
    assert spans_of(session, ana.user.id) == [(at(10), at(11))]


def test_a_booking_keeps_a_length_that_is_offered_no_more(session, kind, ana):
    made = book(session, kind, at(9))
    offer_only(session, kind, 45)

    for actor in (link_of(made), ana.actor):
        assert options(session, made, actor) == [at(9), at(10), at(11)]
    move_by_hold(session, made, at(10))
    assert spans_of(session, ana.user.id) == [(at(10), at(11))]


def test_a_request_of_a_length_that_is_offered_no_more_can_be_accepted(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], minutes=60, needs_approval=True, request_blocks=False)
    made = book(session, kind, at(9))
    offer_only(session, kind, 45)

    requests.accept(session, made.public_id, actor=ana.actor, now=NOW)

    assert spans_of(session, ana.user.id) == [(at(9), at(10))]


def test_the_options_are_for_who_may_move(session, make, kind):
    made = book(session, kind, at(9))

    with pytest.raises(NotSignedIn):
        options(session, made, browser())
    with pytest.raises(NotFound):
        options(session, made, outsider(make).actor)
