"""Notes on a booking and saved filters: whose they are, and what they hold."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.workspaces import Event, Role
from sched_app.services import booking_notes, saved_filters
from tests.conftest import NOW
from tests.services.people import STRANGER, outsider
from tests.support.visits import at, book, link_of


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def made(session, make, studio, ana):
    return book(session, make.meeting_type(studio, [ana]), at(9))


def test_a_note_tells_who_wrote_it_and_when(session, made, ana, owner):
    later = NOW + timedelta(hours=1)
    first = booking_notes.add(
        session, made.public_id, "  Prefers\r\nmornings ", actor=ana.actor, now=NOW
    )
    booking_notes.add(session, made.public_id, "Paid", actor=owner.actor, now=later)

    shown = booking_notes.listed(session, made.public_id, actor=ana.actor)
    assert [(note.author, note.words, note.created_at, note.may_remove) for note in shown] == [
        ("Ana Ruiz", "Prefers\nmornings", NOW, True),
        ("Olga Owner", "Paid", later, False),
    ]
    assert first.words == "Prefers\nmornings"
    event = session.exec(select(Event).where(Event.what == "booking.noted")).first()
    assert (event.fields, "mornings" in repr(event.facts)) == (["note"], False)


@pytest.mark.parametrize("words", ["", "   \n ", "x" * 2001, "a\0b"])
def test_a_note_has_words_and_not_too_many(session, made, ana, words):
    with pytest.raises(Invalid) as refusal:
        booking_notes.add(session, made.public_id, words, actor=ana.actor, now=NOW)
    assert refusal.value.fields.keys() == {"words"}


def test_notes_end_somewhere(session, made, ana, monkeypatch):
    monkeypatch.setattr(booking_notes, "MOST", 2)
    for _ in range(2):
        booking_notes.add(session, made.public_id, "One more", actor=ana.actor, now=NOW)
    with pytest.raises(Conflict):
        booking_notes.add(session, made.public_id, "One more", actor=ana.actor, now=NOW)


def test_ones_own_note_is_removed_or_any_by_owners(session, made, ana, owner):
    hers = booking_notes.add(session, made.public_id, "Hers", actor=ana.actor, now=NOW)
    his = booking_notes.add(session, made.public_id, "His", actor=owner.actor, now=NOW)

    with pytest.raises(Forbidden):
        booking_notes.remove(session, made.public_id, his.id, actor=ana.actor, now=NOW)
    for note in (hers, his):
        booking_notes.remove(session, made.public_id, note.id, actor=owner.actor, now=NOW)
    assert booking_notes.listed(session, made.public_id, actor=ana.actor) == []
    with pytest.raises(NotFound):
        booking_notes.remove(session, made.public_id, his.id, actor=owner.actor, now=NOW)


def test_clients_colleagues_and_strangers_have_no_notes(session, make, studio, made, ana):
    booking_notes.add(session, made.public_id, "Secret", actor=ana.actor, now=NOW)
    for actor, error in (
        (STRANGER, NotSignedIn),
        (link_of(made), NotFound),
        (outsider(make).actor, NotFound),
        (make.member(studio, "Col League").actor, Forbidden),
    ):
        with pytest.raises(error):
            booking_notes.listed(session, made.public_id, actor=actor)
        with pytest.raises(error):
            booking_notes.add(session, made.public_id, "Mine", actor=actor, now=NOW)


# --- Saved filters -------------------------------------------------------------------------------


def test_a_filter_is_ones_own_and_its_name_is_replaced(session, ana, owner):
    saved_filters.save(session, "Calls", {"words": "intro"}, actor=ana.actor, now=NOW)
    saved_filters.save(session, "Anna", {"status": "confirmed"}, actor=ana.actor, now=NOW)
    made = saved_filters.save(
        session, " Calls ", {"words": "call", "colour": "x", "host": ""}, actor=ana.actor, now=NOW
    )

    found = saved_filters.listed(session, actor=ana.actor)
    assert [(one.name, one.wanted) for one in found] == [
        ("Anna", {"status": "confirmed"}),
        ("Calls", {"words": "call"}),
    ]
    assert saved_filters.listed(session, actor=owner.actor) == []
    with pytest.raises(NotFound):
        saved_filters.remove(session, made.id, actor=owner.actor)
    saved_filters.remove(session, made.id, actor=ana.actor)
    assert len(saved_filters.listed(session, actor=ana.actor)) == 1


def test_a_filter_needs_a_name_and_something_to_narrow(session, ana, monkeypatch):
    for name, given in (("", {"words": "intro"}), ("All", {}), ("One", {"words": "a"})):
        with pytest.raises(Invalid) as refusal:
            saved_filters.save(session, name, given, actor=ana.actor, now=NOW)
        assert refusal.value.fields.keys() == {"name"}
    monkeypatch.setattr(saved_filters, "MOST", 1)
    saved_filters.save(session, "Calls", {"words": "intro"}, actor=ana.actor, now=NOW)
    with pytest.raises(Conflict):
        saved_filters.save(session, "More", {"words": "intro"}, actor=ana.actor, now=NOW)
    with pytest.raises(NotSignedIn):
        saved_filters.listed(session, actor=STRANGER)
