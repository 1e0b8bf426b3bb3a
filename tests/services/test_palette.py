"""The palette finds what its reader may see, and nothing of others."""

import pytest

from sched_app.errors import NotSignedIn
from sched_app.services import palette
from tests.factories import Factory
from tests.services.people import STRANGER, outsider
from tests.support import clients
from tests.support.visits import at, book, typed


@pytest.fixture
def studio(make: Factory):
    """A studio of two hosts; Ana has a booking of Hannah, who is a customer too."""
    home = make.workspace()
    ana, ben = make.member(home), make.member(home, "Ben Ode")
    kind = make.meeting_type(home, [ana], name="Coaching")
    book(make.session, kind, at(9), details=typed("Hannah Lindqvist", email="h@lind.org"))
    clients.customer(make, home, "Hannah Lindqvist")
    return home, ana, ben


def found(session, words, actor, now):
    """Give the names of what is found."""
    one = palette.find(session, words, actor=actor, now=now)
    return [row.name for row in one.customers], [view.attendee_name for view in one.bookings]


def test_an_admin_finds_customers_and_bookings(session, studio, now):
    admin = clients.admin_of(studio[0])

    assert found(session, "hann lind", admin, now) == (["Hannah Lindqvist"], ["Hannah Lindqvist"])
    assert found(session, "nobody", admin, now) == ([], [])
    assert found(session, " h ", admin, now) == ([], []), "one letter finds too much"


def test_an_organizer_finds_their_own(session, studio, now):
    _, ana, ben = studio

    assert found(session, "hannah", ana.actor, now)[1] == ["Hannah Lindqvist"]
    assert found(session, "hannah", ben.actor, now) == ([], [])


def test_others_find_nothing(session, make, studio, now):
    assert found(session, "hannah", outsider(make).actor, now) == ([], [])
    with pytest.raises(NotSignedIn):
        palette.find(session, "hannah", actor=STRANGER, now=now)


def test_of_each_kind_there_are_a_few(session, make, studio, now):
    home, ana, _ = studio
    kind = make.meeting_type(home, [ana], name="Other", slug="other")
    for number in range(palette.MOST + 2):
        clients.customer(make, home, f"Sam Smith {number}")
        details = typed(f"Sam Smith {number}", email="s@s.org")
        book(session, kind, at(9 + number, day=2), details=details)
    names, booked = found(session, "sam", clients.admin_of(home), now)
    assert (len(names), len(booked)) == (palette.MOST, palette.MOST)
