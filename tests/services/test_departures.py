"""A member leaves: no booking is orphaned, whoever asks and whatever is chosen."""

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.workspaces import Event, Role, SignIn
from sched_app.services import accounts, appointments, departures
from sched_app.services.departures import CANCEL
from tests.conftest import NOW
from tests.services.people import STRANGER, customer_of, outsider
from tests.support.visits import at, book, claims_in, loads, mails_about


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def boss(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def ada(make, studio, boss):
    return make.member(studio, "Ada Ng")


@pytest.fixture
def bo(make, studio, ada):
    return make.member(studio, "Bo Li")


@pytest.fixture
def shared(make, studio, ada, bo):
    return make.meeting_type(studio, [ada, bo], minutes=60, name="Shared")


@pytest.fixture
def solo(make, studio, ada):
    return make.meeting_type(studio, [ada], minutes=60, name="Solo")


def hosts_of(session, booking: Booking) -> list[int]:
    return [host for host, _ in appointments.hosts_of(session, booking.id or 0)]


def leave(session, member, actor, choices=None, **given):
    return departures.leave(
        session, member.membership.public_id, choices=choices or {}, actor=actor, now=NOW, **given
    )


def test_every_coming_booking_goes_over_or_is_cancelled_and_the_past_stays(
    session, make, studio, boss, ada, bo, shared, solo
):
    past = book(session, solo, at(10, day=-3), now=at(5, day=-4))
    goes, named, off = (
        book(session, shared, at(9)), book(session, solo, at(10)), book(session, solo, at(12))
    )  # fmt: skip
    asks = make.meeting_type(studio, [ada, bo], needs_approval=True, name="Asked")
    asked = book(session, asks, at(14))
    assert [hosts_of(session, one) for one in (goes, asked)] == [[ada.id]] * 2

    seen = departures.preview(session, ada.membership.public_id, actor=boss.actor, now=NOW)
    assert [one.public_id for one in seen.bookings] == [
        one.public_id for one in (goes, named, off, asked)
    ]
    assert [one.suggested for one in seen.bookings] == [
        bo.membership.public_id, "", "", bo.membership.public_id
    ]  # fmt: skip
    assert {(one.name, one.is_last) for one in seen.types} == {
        ("Shared", False), ("Solo", True), ("Asked", False)
    }  # fmt: skip

    left = leave(
        session, ada, boss.actor,
        {named.public_id: boss.membership.public_id, off.public_id: CANCEL},
        reason="Ada has left us.",
    )  # fmt: skip

    assert (left.handed_over, left.cancelled, left.inactive) == (3, 1, ("Solo",))
    assert [hosts_of(session, one) for one in (goes, named, asked)] == [
        [bo.id], [boss.id], [bo.id]
    ]  # fmt: skip
    assert (off.status, off.reason) == ("cancelled", "Ada has left us.")
    assert mails_about(session, off)["cancelled.attendee"] == 1
    assert (hosts_of(session, past), past.status) == ([ada.id], "confirmed")
    assert {one.booking_id for one in claims_in(session, person_id=ada.user.id)} == {past.id}
    assert loads(session, shared)[bo.id] == 1
    session.refresh(solo)
    assert (solo.visibility, shared.visibility) == ("inactive", "public")
    assert ada.membership.left_at == NOW
    event = session.exec(select(Event).where(Event.what == "member_removed")).one()
    assert event.facts == {"role": "organizer", "handed_over": 3, "cancelled": 1}


def test_what_nobody_can_take_refuses_the_whole_unless_it_may_be_cancelled(
    session, boss, ada, shared, solo
):
    goes, stuck = book(session, shared, at(9)), book(session, solo, at(10))

    with session.begin_nested() as part:
        with pytest.raises(Conflict) as refusal:
            leave(session, ada, boss.actor)
        part.rollback()
    assert refusal.value.text_key == "problem.nobody_free"
    session.expire_all()
    assert hosts_of(session, goes) == [ada.id]

    left = leave(session, ada, boss.actor, rest=CANCEL)
    assert (left.handed_over, left.cancelled) == (1, 1)
    assert stuck.status == "cancelled"


def test_in_a_collective_booking_the_others_go_on(session, make, studio, boss, ada, bo):
    both = make.meeting_type(studio, [ada, bo], minutes=60, routing="collective")
    booking = book(session, both, at(9))

    left = leave(session, ada, boss.actor)

    assert (left.handed_over, hosts_of(session, booking)) == (1, [bo.id])
    assert [one.person_id for one in claims_in(session, booking_id=booking.id)] == [bo.user.id]
    assert both.visibility == "public"


def test_sign_ins_to_this_workspace_end_at_once_and_others_go_on(session, make, studio, boss, ada):
    elsewhere = make.workspace()
    make.member(elsewhere, user=ada.user)
    token, _ = accounts.open_sign_in(
        session, ada.user, device="x", lasts=NOW - NOW.replace(day=1), actor=STRANGER, now=NOW
    )
    other = SignIn(
        user_id=ada.user.id, workspace_id=elsewhere.id, token_hash="t" * 64,
        created_at=NOW, seen_at=NOW, expires_at=NOW.replace(day=30),
    )  # fmt: skip
    session.add(other)
    session.flush()
    assert accounts.actor_of(session, token, now=NOW) is not None

    leave(session, ada, boss.actor)

    assert accounts.actor_of(session, token, now=NOW) is None
    assert other.ended_at is None


def test_one_leaves_by_oneself_but_never_as_the_last_owner(session, make, studio, boss, ada, bo):
    left = leave(session, ada, ada.actor)
    assert left.name == "Ada Ng"
    assert session.exec(select(Event).where(Event.what == "member_left")).one().actor_id

    for step in (departures.preview, departures.leave):
        given = {"choices": {}} if step is departures.leave else {}
        with pytest.raises(Conflict) as refusal:
            step(session, boss.membership.public_id, actor=boss.actor, now=NOW, **given)
        assert refusal.value.text_key == "problem.last_owner"
    make.member(studio, "Second", role=Role.OWNER)
    leave(session, boss, boss.actor)
    with pytest.raises(NotFound):  # Gone is gone.
        leave(session, ada, bo.actor)


def test_who_may_remove_whom(session, make, studio, boss, ada, bo):
    admin = make.member(studio, "Adi Min", role=Role.ADMIN)
    for step in (departures.preview, departures.leave):
        given = {"choices": {}} if step is departures.leave else {}
        for actor, refusal in (
            (STRANGER, NotSignedIn),
            (customer_of(studio), NotFound),
            (outsider(make).actor, NotFound),
            (bo.actor, Forbidden),
        ):
            with pytest.raises(refusal):
                step(session, ada.membership.public_id, actor=actor, now=NOW, **given)
        with pytest.raises(Forbidden) as told:
            step(session, boss.membership.public_id, actor=admin.actor, now=NOW, **given)
        assert told.value.text_key == "problem.only_owners_touch_owners"
    with pytest.raises(Invalid):
        leave(session, ada, admin.actor, rest="whatever")
    leave(session, ada, admin.actor)
    with pytest.raises(Forbidden):  # Their own place has just gone: the actor is of before.
        leave(session, bo, ada.actor)
