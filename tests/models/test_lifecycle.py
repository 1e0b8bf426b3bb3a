"""Every status against every target: what the table allows moves, the rest is refused."""

import pytest
import sqlalchemy as sa

from sched_app.errors import Conflict
from sched_app.models.bookings import BOOKING_MOVES, Booking, BookingStatus
from sched_app.models.lifecycle import Moved, advance
from tests.conftest import NOW
from tests.support.visits import at, book

PAIRS = [(was, to) for was in BookingStatus for to in BookingStatus]


@pytest.fixture
def booking(session, make):
    studio = make.workspace()
    return book(session, make.meeting_type(studio, [make.member(studio)]), at(9))


def test_every_status_has_its_line():
    assert BOOKING_MOVES.keys() == set(BookingStatus)
    assert all(was not in targets for was, targets in BOOKING_MOVES.items())


@pytest.mark.parametrize(("was", "to"), PAIRS, ids=[f"{was}-{to}" for was, to in PAIRS])
def test_a_status_moves_as_the_table_says(session, booking, was, to):
    booking.status = was.value
    session.flush()
    if was is to:
        assert advance(session, booking, to, now=NOW) is None
    elif to in BOOKING_MOVES[was]:
        assert advance(session, booking, to, now=NOW) == Moved(was, to)
        assert (booking.status, booking.changed_at) == (to.value, NOW)
    else:
        with pytest.raises(Conflict):
            advance(session, booking, to, now=NOW)
        assert booking.status == was.value


def test_of_two_rivals_one_loses(session, booking):
    row = sa.update(Booking).where(Booking.id == booking.id)
    session.connection().execute(row.values(status="cancelled"))

    with pytest.raises(Conflict) as refusal:
        advance(session, booking, BookingStatus.COMPLETED, now=NOW)
    assert refusal.value.text_key == "problem.status_changed"
