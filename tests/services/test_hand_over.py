"""Handing a booking over: claim, hosts, turn and mails change together, and only for who may."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, SlotTaken
from sched_app.models.bookings import Booking
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Hold
from sched_app.models.workspaces import Event, Role
from sched_app.services import appointments, cancellations, hand_over, letters, moves
from sched_app.services.hand_over import NOBODY
from sched_app.services.letters import Letterhead
from tests.conftest import NOW
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import (
    TERMS,
    at,
    book,
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
def team(make, studio):
    return [make.member(studio, name) for name in ("Ada Ng", "Bo Li", "Cy Fox")]


@pytest.fixture
def boss(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def shared(make, studio, team):
    return make.meeting_type(studio, team, minutes=60, interval_minutes=15)


def hosts_of(session, booking: Booking) -> list[int]:
    return [host for host, _ in appointments.hosts_of(session, booking.id or 0)]


def give(session, booking: Booking, actor, to="", **given):
    return hand_over.hand_over(session, booking.public_id, to=to, actor=actor, now=NOW, **given)


def take_as(session, kind, host, starts_at):
    """Book a time of a round-robin type and see that this host got it."""
    booking = book(session, kind, starts_at)
    assert hosts_of(session, booking) == [host.id]
    return booking


def test_claim_host_turn_and_zone_change_together(session, make, studio, team, shared, boss):
    ada, bo, cy = team
    booking = take_as(session, shared, ada, at(9))
    before = [version_of(session, one.user.id) for one in (ada, bo)]

    give(session, booking, boss.actor, to=bo.membership.public_id)

    assert hosts_of(session, booking) == [bo.id]
    (claim,) = claims_in(session, booking_id=booking.id)
    assert (claim.person_id, claim.owner) == (bo.user.id, f"booking:{booking.id}")
    assert (claim.starts_at, claim.ends_at) == (int(at(9).timestamp()), int(at(10).timestamp()))
    given_up, new = turns(session, booking)
    assert (given_up.membership_id, given_up.credited_at) == (ada.id, NOW)
    assert (new.membership_id, new.credited_at, new.counts) == (bo.id, None, {str(bo.id): 0})
    assert loads(session, shared) == {ada.id: 0, bo.id: 1, cy.id: 0}
    after = [version_of(session, one.user.id) for one in (ada, bo)]
    assert all(new > old for new, old in zip(after, before, strict=True))


def test_without_a_name_the_least_loaded_free_host_gets_it(session, team, shared, boss):
    ada, bo, cy = team
    booking = take_as(session, shared, ada, at(9))
    take_as(session, shared, bo, at(11))

    give(session, booking, boss.actor)

    assert hosts_of(session, booking) == [cy.id]
    assert turns(session, booking)[-1].counts == {str(bo.id): 1, str(cy.id): 0}


def test_preview_and_deed_agree_and_the_preview_changes_nothing(session, team, shared, boss):
    ada, bo, cy = team
    booking = take_as(session, shared, ada, at(9))
    take_as(session, shared, bo, at(9))

    seen = hand_over.preview(session, booking.public_id, actor=boss.actor, now=NOW)

    told = {one.name: (one.fit.value, one.is_host) for one in seen.takers}
    assert told == {
        "Bo Li": ("taken", True), "Cy Fox": ("free", True), "Olga Owner": ("hindered", False)
    }  # fmt: skip
    assert "booked" in next(one.words for one in seen.takers if one.name == "Bo Li")
    assert (seen.leaving_name, seen.suggested) == ("Ada Ng", cy.membership.public_id)
    assert hosts_of(session, booking) == [ada.id]
    give(session, booking, boss.actor)
    assert hosts_of(session, booking) == [cy.id]


def test_a_grid_or_notice_of_the_type_is_no_hindrance_but_hours_and_absences_are(
    session, make, studio, boss
):
    ada = make.member(studio, "Ada Ng")
    late = make.member(studio, "Li Late", weekly=[[day, 555, 1020] for day in range(5)])
    never = make.member(studio, "No Hours", weekly=[])
    kind = make.meeting_type(
        studio, [ada, late, never], minutes=30, routing="priority", priorities=[9, 1, 1],
        notice_minutes=0,
    )  # fmt: skip
    booking = take_as(session, kind, ada, at(10))
    kind.notice_minutes = 60 * 24 * 9  # Nobody could book this time any more.
    session.flush()

    seen = hand_over.preview(session, booking.public_id, actor=boss.actor, now=NOW)
    assert {one.name: one.fit.value for one in seen.takers if one.is_host} == {
        "Li Late": "free", "No Hours": "hindered"
    }  # fmt: skip
    give(session, booking, boss.actor)
    assert hosts_of(session, booking) == [late.id]
    give(session, booking, boss.actor, to=never.membership.public_id)  # Chosen by name.
    assert hosts_of(session, booking) == [never.id]


def test_nobody_free_and_somebody_taken_are_refused_and_change_nothing(
    session, make, studio, team, boss
):
    ada, bo, _ = team
    solo = make.meeting_type(studio, [ada], minutes=60)
    booking = book(session, solo, at(9))
    other = make.meeting_type(studio, [bo], minutes=60)
    book(session, other, at(9))

    with pytest.raises(Conflict) as refusal:
        give(session, booking, boss.actor)
    assert refusal.value.text_key == "problem.nobody_free"
    with pytest.raises(SlotTaken):
        give(session, booking, boss.actor, to=bo.membership.public_id)

    assert hosts_of(session, booking) == [ada.id]
    assert booking.sequence == 0
    give(session, booking, boss.actor, to=team[2].membership.public_id)
    assert hosts_of(session, booking) == [team[2].id]  # A colleague who hosts no type at all.
    assert turns(session, booking) == []


def test_one_host_of_several_is_replaced_or_the_others_go_on(session, make, studio, team, boss):
    ada, bo, cy = team
    both = make.meeting_type(studio, [ada, bo], minutes=60, routing="collective")
    first, second = book(session, both, at(9)), book(session, both, at(11))

    with pytest.raises(Invalid) as refusal:
        give(session, first, boss.actor)
    assert refusal.value.fields["leaving"][0] == "field.which_host"
    give(session, first, boss.actor, leaving=ada.membership.public_id, to=cy.membership.public_id)
    assert hosts_of(session, first) == [bo.id, cy.id]
    assert {one.person_id for one in claims_in(session, booking_id=first.id)} == {
        bo.user.id, cy.user.id
    }  # fmt: skip

    seen = hand_over.preview(
        session, second.public_id, leaving=ada.membership.public_id, actor=boss.actor, now=NOW
    )
    assert (seen.suggested, seen.other_hosts) == (NOBODY, ("Bo Li",))
    give(session, second, boss.actor, leaving=ada.membership.public_id)
    assert hosts_of(session, second) == [bo.id]
    assert [one.person_id for one in claims_in(session, booking_id=second.id)] == [bo.user.id]
    with pytest.raises(Invalid):  # Somebody must be left.
        give(session, second, boss.actor, to=NOBODY)


def test_everyone_hears_of_it_with_the_same_uid_and_a_higher_sequence(
    session, secrets, team, shared, boss
):
    ada, bo, _ = team
    booking = take_as(session, shared, ada, at(9))

    give(session, booking, boss.actor, to=bo.membership.public_id)

    assert mails_about(session, booking) == {
        "confirmed.attendee": 1, "confirmed.host": 2, "handed_over.attendee": 1,
        "released.host": 1,
    }  # fmt: skip
    head = Letterhead("https://book.example.org", secrets, "Home <home@example.org>")
    sent = {}
    for message in session.exec(
        select(OutboxMessage).where(
            col(OutboxMessage.dedupe_key).like(f"booking:{booking.id}:%:1:%")
        )
    ):
        mail = letters.write(message, head, "#7B2D5E")
        calendar = Calendar.from_ical(mail.calendar)
        (entry,) = calendar.walk("VEVENT")
        sent[message.template] = (
            message.recipient, str(calendar["method"]), str(entry["uid"]), entry["sequence"]
        )  # fmt: skip
        if message.template == "handed_over.attendee":
            assert "Bo Li" in mail.subject
            assert "Bo Li" in str(entry["summary"])
    assert sent == {
        "handed_over.attendee": ("vera.visitor@example.org", "REQUEST", booking.uid, 1),
        "confirmed.host": (bo.user.email, "REQUEST", booking.uid, 1),
        "released.host": (ada.user.email, "CANCEL", booking.uid, 1),
    }


def test_a_request_goes_to_another_host_and_stays_a_request(session, make, studio, team, boss):
    ada, bo, _ = team
    asked = make.meeting_type(
        studio, [ada, bo], minutes=60, needs_approval=True, request_blocks=False
    )
    booking = take_as(session, asked, ada, at(9))

    give(session, booking, boss.actor)

    assert (hosts_of(session, booking), booking.status) == ([bo.id], "requested")
    assert claims_in(session, booking_id=booking.id) == []
    assert turns(session, booking) == []
    told = mails_about(session, booking)
    assert (told["requested.host"], told["handed_over.attendee"], told["released.host"]) == (
        2,
        1,
        1,
    )


def test_a_hold_to_move_it_is_given_up(session, team, shared, boss):
    ada, bo, _ = team
    booking = take_as(session, shared, ada, at(9))
    held = moves.hold(
        session, booking.public_id, at(14), actor=link_of(booking), terms=TERMS, now=NOW
    )

    give(session, booking, boss.actor, to=bo.membership.public_id)

    assert session.exec(select(Hold)).all() == []
    assert claims_in(session, person_id=ada.user.id) == []
    with pytest.raises(Conflict):
        moves.move(
            session, booking.public_id, hold_token=held.token, actor=link_of(booking), now=NOW
        )


def test_what_began_is_over_or_is_called_off_stays(session, team, shared, boss):
    booking = take_as(session, shared, team[0], at(9))
    for now in (at(9), at(9) + timedelta(days=3)):
        with pytest.raises(Conflict):
            hand_over.hand_over(session, booking.public_id, actor=boss.actor, now=now)
    cancellations.cancel(session, booking.public_id, reason="", actor=boss.actor, now=NOW)
    with pytest.raises(Conflict):
        give(session, booking, boss.actor)
    with pytest.raises(Conflict):
        hand_over.preview(session, booking.public_id, actor=boss.actor, now=NOW)


def test_an_organizer_gives_their_own_to_other_hosts_only(session, make, studio, team, shared):
    ada, bo, cy = team
    booking = take_as(session, shared, ada, at(9))
    friend = make.member(studio, "Fay Friend")
    gone = make.member(studio, "Gil Gone")
    gone.membership.left_at = NOW
    session.flush()

    with pytest.raises(Forbidden):
        give(session, booking, bo.actor)
    with pytest.raises(Forbidden):
        give(session, booking, ada.actor, to=friend.membership.public_id)
    for nobody in (gone, ada, outsider(make)):
        with pytest.raises(Invalid):
            give(session, booking, ada.actor, to=nobody.membership.public_id)
    seen = hand_over.preview(session, booking.public_id, actor=ada.actor, now=NOW)
    assert {one.name for one in seen.takers} == {"Bo Li", "Cy Fox"}
    give(session, booking, ada.actor, to=cy.membership.public_id)
    assert hosts_of(session, booking) == [cy.id]


def test_an_organizer_gives_no_colleagues_place_away(session, make, studio, team, boss):
    ada, bo, _ = team
    both = make.meeting_type(studio, [ada, bo], minutes=60, routing="collective")
    booking = book(session, both, at(9))
    theirs = {"leaving": bo.membership.public_id}
    with pytest.raises(Forbidden):
        give(session, booking, ada.actor, **theirs)
    with pytest.raises(Forbidden):
        hand_over.preview(session, booking.public_id, actor=ada.actor, now=NOW, **theirs)
    give(session, booking, ada.actor, leaving=ada.membership.public_id)
    assert hosts_of(session, booking) == [bo.id]


@pytest.mark.parametrize("step", [hand_over.preview, hand_over.hand_over])
def test_strangers_customers_and_other_workspaces_are_refused(
    session, make, studio, team, shared, step
):
    booking = take_as(session, shared, team[0], at(9))
    for actor, refusal in (
        (STRANGER, NotSignedIn),
        (customer_of(studio), NotFound),
        (link_of(booking), NotFound),
        (outsider(make).actor, NotFound),
    ):
        with pytest.raises(refusal):
            step(session, booking.public_id, actor=actor, now=NOW)


def test_the_event_names_ids_and_no_person(session, team, shared, boss):
    ada, bo, _ = team
    booking = take_as(session, shared, ada, at(9))
    give(session, booking, boss.actor)
    event = session.exec(select(Event).where(Event.what == "booking.handed_over")).one()
    assert event.facts == {"from": ada.id, "to": bo.id, "hosts": [bo.id]}
