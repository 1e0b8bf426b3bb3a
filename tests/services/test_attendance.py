"""After the appointment: completed, no-show, undone; by hand, or by itself a day later."""

from datetime import timedelta

import pytest

from sched_app.errors import Conflict, Forbidden, NotFound, NotSignedIn
from sched_app.services import attendance, cancellations
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import at, book, browser, link_of, spans_of


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


def note(session, how, booking, actor, now):
    return how(session, booking.public_id, actor=actor, now=now).status


def test_it_can_be_noted_from_the_start_on(session, kind, ana):
    made = book(session, kind, at(9))

    for how in (attendance.complete, attendance.no_show):
        with pytest.raises(Conflict) as refusal:
            note(session, how, made, ana.actor, at(9) - timedelta(seconds=1))
        assert refusal.value.text_key == "problem.not_begun"
    assert note(session, attendance.no_show, made, ana.actor, at(9)) == "no_show"


def test_every_note_can_be_undone_and_changed(session, kind, ana):
    made = book(session, kind, at(9))
    walk = [
        (attendance.complete, "completed"),
        (attendance.complete, "completed"),
        (attendance.no_show, "no_show"),
        (attendance.complete, "completed"),
        (attendance.reopen, "confirmed"),
        (attendance.reopen, "confirmed"),
        (attendance.no_show, "no_show"),
        (attendance.reopen, "confirmed"),
    ]

    assert [note(session, how, made, ana.actor, at(10)) for how, _ in walk] == [s for _, s in walk]
    assert spans_of(session, ana.user.id) == [(at(9), at(9.5))]


def test_what_was_called_off_is_neither_noted_nor_reopened(session, kind, ana):
    made = book(session, kind, at(9))
    cancellations.cancel(session, made.public_id, reason="", actor=ana.actor, now=NOW)

    for how in (attendance.complete, attendance.no_show, attendance.reopen):
        with pytest.raises(Conflict):
            note(session, how, made, ana.actor, at(10))


def test_a_request_is_not_completed(session, make, studio, ana):
    made = book(session, make.meeting_type(studio, [ana], needs_approval=True), at(9))

    with pytest.raises(Conflict):
        note(session, attendance.complete, made, ana.actor, at(10))


def test_a_day_after_its_end_it_completes_by_itself(session, kind, ana):
    first, second, third = (book(session, kind, at(9 + n)) for n in range(3))
    note(session, attendance.no_show, second, ana.actor, at(11))
    due = at(9.5, day=2)

    assert attendance.complete_due(session, now=due - timedelta(seconds=1)) == 0
    assert [attendance.complete_due(session, now=due) for _ in range(2)] == [1, 0]
    assert attendance.complete_due(session, now=at(11.5, day=2)) == 1
    assert [one.status for one in (first, second, third)] == ["completed", "no_show", "completed"]


@pytest.mark.parametrize("how", [attendance.complete, attendance.no_show, attendance.reopen])
@pytest.mark.parametrize("who", ["visitor", "outsider", "colleague", "its own customer"])
def test_who_has_no_right_notes_nothing(session, make, studio, kind, who, how):
    made = book(session, kind, at(9))
    actor, error = {
        "visitor": (browser(), NotSignedIn),
        "outsider": (outsider(make).actor, NotFound),
        "colleague": (make.member(studio, "Col League").actor, Forbidden),
        "its own customer": (link_of(made), NotFound),
    }[who]

    with pytest.raises(error):
        note(session, how, made, actor, at(10))
    assert made.status == "confirmed"
