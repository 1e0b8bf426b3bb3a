"""Bookings that a member makes for a customer: whose, against which rules, never over a claim."""

from datetime import timedelta

import pytest

from sched_app.errors import Forbidden, Invalid, NotFound, NotSignedIn, SlotTaken
from sched_app.models.meeting_types import Question
from sched_app.models.workspaces import Role
from sched_app.services import quick_bookings
from sched_app.services.quick_bookings import QuickForm
from tests.conftest import NOW
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import TERMS, at, book, loads, mails_about


@pytest.fixture
def studio(make):
    return make.workspace(timezone="Europe/London")


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


def form(kind, starts_at=None, **changes):
    given = {"type_id": kind.public_id, "minutes": 30, "starts_at": starts_at or at(10),
             "name": "Hannah Lindqvist", "email": "hannah@lindqvist.example"}  # fmt: skip
    return QuickForm(**{**given, **changes})


def quick(session, actor, asked, now=NOW):
    return quick_bookings.book(session, asked, actor=actor, terms=TERMS, now=now)


def test_it_is_confirmed_at_once_without_answers_and_mailed(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], needs_approval=True)
    session.add(
        Question(
            workspace_id=studio.id, meeting_type_id=kind.id, label="Why?", kind="text",
            is_required=True,
        )
    )  # fmt: skip
    session.flush()

    made = quick(session, ana.actor, form(kind))

    assert (made.status, made.takes_time, made.source) == ("confirmed", True, "desk")
    assert (made.attendee_timezone, made.request_expires_at) == ("Europe/London", None)
    assert mails_about(session, made) == {"confirmed.attendee": 1, "confirmed.host": 1}


def test_rules_can_be_overridden_but_never_another_booking(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], limit_per_day=1)
    book(session, kind, at(9))

    with pytest.raises(SlotTaken):
        quick(session, ana.actor, form(kind))
    with pytest.raises(SlotTaken):
        quick(session, ana.actor, form(kind, at(9.25), override=True))
    assert quick(session, ana.actor, form(kind, at(20), override=True)).starts_at == at(20)


def test_the_wished_host_takes_it_or_whoever_has_the_turn(session, make, studio, owner, ana):
    kind = make.meeting_type(studio, [ana, owner])

    first = quick(session, owner.actor, form(kind, member_id=owner.membership.public_id))
    assert loads(session, kind) == {owner.id: 1, ana.id: 0}
    with pytest.raises(SlotTaken):
        quick(session, owner.actor, form(kind, member_id=owner.membership.public_id))
    second = quick(session, owner.actor, form(kind))
    assert loads(session, kind) == {owner.id: 1, ana.id: 1}
    assert first.starts_at == second.starts_at
    other = make.member(studio, "Ben Cole")
    with pytest.raises(Invalid) as fault:
        quick(session, owner.actor, form(kind, member_id=other.membership.public_id))
    assert list(fault.value.fields) == ["host"]


def test_an_organizer_books_for_themselves_only(session, make, studio, owner, ana):
    shared = make.meeting_type(studio, [ana, owner])
    others = make.meeting_type(studio, [owner])

    asked = form(shared, member_id=owner.membership.public_id)
    quick(session, ana.actor, asked)
    with pytest.raises(SlotTaken):
        quick(session, ana.actor, asked)
    assert loads(session, shared) == {ana.id: 1, owner.id: 0}
    with pytest.raises(Invalid):
        quick(session, ana.actor, form(others))
    assert [one.id for one in quick_bookings.offers(session, actor=ana.actor)] == [shared.public_id]
    assert [one.hosts for one in quick_bookings.offers(session, actor=ana.actor)] == [
        ((ana.membership.public_id, "Ana Ruiz"),)
    ]
    assert len(quick_bookings.offers(session, actor=owner.actor)) == 2


def test_nothing_is_booked_in_the_past_or_of_an_archived_type(session, make, studio, owner):
    kind = make.meeting_type(studio, [owner])
    gone = make.meeting_type(studio, [owner], archived_at=NOW)

    with pytest.raises(Invalid) as fault:
        quick(session, owner.actor, form(kind, NOW - timedelta(hours=1), override=True))
    assert list(fault.value.fields) == ["on"]
    with pytest.raises(NotFound):
        quick(session, owner.actor, form(gone))
    assert [one.id for one in quick_bookings.offers(session, actor=owner.actor)] == [kind.public_id]


@pytest.mark.parametrize("who", ["stranger", "customer", "outsider"])
def test_others_book_nothing_by_it(session, make, studio, ana, who):
    kind = make.meeting_type(studio, [ana])
    actor, error = {
        "stranger": (STRANGER, NotSignedIn),
        "customer": (customer_of(studio), NotFound),
        "outsider": (outsider(make).actor, NotFound),
    }[who]

    with pytest.raises(error):
        quick(session, actor, form(kind))
    with pytest.raises(error):
        quick_bookings.objections(session, form(kind), actor=actor, now=NOW, locale="en")
    if who != "outsider":
        with pytest.raises(error):
            quick_bookings.offers(session, actor=actor)


def test_an_organizer_of_none_of_the_hosts_is_refused(session, make, studio, owner, ana):
    both = make.meeting_type(studio, [owner, make.member(studio, "Ben Cole")], routing="collective")

    with pytest.raises((Invalid, Forbidden)):
        quick(session, ana.actor, form(both))
