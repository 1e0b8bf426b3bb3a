"""What is shown of bookings, to whom, in which order."""

import base64
from dataclasses import asdict

import pytest
import sqlalchemy as sa

from sched_app.errors import Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.workspaces import Role
from sched_app.services import attendance, booking_views, cancellations, requests
from sched_app.services.booking_views import Counts
from tests.conftest import NOW
from tests.services.people import outsider
from tests.support.visits import at, book, browser, link_of


@pytest.fixture
def studio(make):
    return make.workspace(timezone="Europe/Vienna")


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


def get(session, booking, actor, now=NOW):
    return booking_views.get(session, booking.public_id, actor=actor, now=now)


def page(session, studio, actor, which="all", now=NOW, **given):
    return booking_views.list_page(session, studio.id, which=which, actor=actor, now=now, **given)


def test_a_booking_is_shown_with_its_frame(session, make, kind, studio, ana):
    made = book(session, kind, at(9))

    shown = get(session, made, ana.actor)

    assert (shown.id, shown.status) == (made.public_id, "confirmed")
    assert (shown.workspace_slug, shown.workspace_timezone) == (studio.slug, "Europe/Vienna")
    assert [(host.name, host.email) for host in shown.hosts] == [("Ana Ruiz", ana.user.email)]
    assert shown.starts_at == at(9)
    assert not {str(made.id), made.hold_hash} & {
        v for v in asdict(shown).values() if isinstance(v, str)
    }


def test_what_a_member_may_do_follows_status_and_time(session, make, studio, ana, kind):
    request = book(session, make.meeting_type(studio, [ana], needs_approval=True), at(14))
    made = book(session, kind, at(9))

    def may(booking, now):
        shown = get(session, booking, ana.actor, now)
        names = ("may_move", "may_cancel", "may_answer", "may_note", "may_reopen")
        return [name[4:] for name in names if getattr(shown, name)]

    assert may(made, NOW) == ["move", "cancel"]
    assert may(made, at(9)) == ["move", "cancel", "note"]
    assert may(request, NOW) == ["move", "cancel", "answer"]
    attendance.complete(session, made.public_id, actor=ana.actor, now=at(10))
    assert may(made, at(10)) == ["note", "reopen"]
    cancellations.cancel(session, request.public_id, reason="", actor=ana.actor, now=NOW)
    assert may(request, NOW) == []


def test_the_room_is_told_to_who_is_let_in(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], needs_approval=True)
    made = book(session, kind, at(9))

    assert get(session, made, link_of(made)).location_value == ""
    assert get(session, made, ana.actor).location_value == kind.location_value
    requests.accept(session, made.public_id, actor=ana.actor, now=NOW)
    assert get(session, made, link_of(made)).location_value == kind.location_value


def test_what_an_attendee_may_do_ends_with_the_notice(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], change_notice_minutes=60)
    made = book(session, kind, at(12))

    in_time, late = (get(session, made, link_of(made), now) for now in (at(11), at(11.1)))

    assert (in_time.may_move, in_time.may_cancel, in_time.may_note) == (True, True, False)
    assert (late.may_move, late.may_cancel) == (False, False)
    assert late.change_until == at(11)


def test_each_sees_what_is_theirs(session, make, studio, kind, ana, owner):
    made, other = book(session, kind, at(9)), book(session, kind, at(10))
    colleague = make.member(studio, "Col League")

    for allowed in (ana.actor, owner.actor, link_of(made)):
        assert get(session, made, allowed).id == made.public_id
    for actor, error in (
        (browser(), NotSignedIn),
        (outsider(make).actor, NotFound),
        (colleague.actor, Forbidden),
        (link_of(other), NotFound),
    ):
        with pytest.raises(error):
            get(session, made, actor)
    assert page(session, studio, colleague.actor).items == ()
    assert len(page(session, studio, owner.actor).items) == 2


@pytest.mark.parametrize("who", ["visitor", "outsider", "customer"])
def test_lists_and_counts_are_for_members(session, make, studio, kind, who):
    made = book(session, kind, at(9))
    actor, error = {
        "visitor": (browser(), NotSignedIn),
        "outsider": (outsider(make).actor, NotFound),
        "customer": (link_of(made), NotFound),
    }[who]

    with pytest.raises(error):
        page(session, studio, actor)
    with pytest.raises(error):
        booking_views.counts(session, studio.id, actor=actor, now=NOW)


def test_the_tabs_hold_what_they_say(session, make, studio, ana, kind, owner):
    over, now_on = book(session, kind, at(9)), book(session, kind, at(10))
    later, gone = book(session, kind, at(15)), book(session, kind, at(16))
    asked = book(session, make.meeting_type(studio, [ana], needs_approval=True), at(14))
    cancellations.cancel(session, gone.public_id, reason="", actor=ana.actor, now=NOW)
    now = at(10.25)

    def ids(which):
        return [item.id for item in page(session, studio, owner.actor, which, now).items]

    assert ids("coming") == [now_on.public_id, later.public_id]
    assert ids("requests") == [asked.public_id]
    assert ids("past") == [gone.public_id, over.public_id]
    assert ids("all") == [b.public_id for b in (gone, later, asked, now_on, over)]
    assert booking_views.counts(session, studio.id, actor=owner.actor, now=now) == Counts(2, 1, 2)
    with pytest.raises(Invalid):
        ids("tomorrow")


@pytest.mark.parametrize("which", ["coming", "all"])
def test_pages_give_every_booking_once(session, make, studio, which, owner):
    hosts = [make.member(studio, f"Host {n}") for n in range(3)]
    kind = make.meeting_type(studio, hosts)
    made = {book(session, kind, at(9 + n // 3)).public_id for n in range(9)}

    seen, cursor = [], None
    while True:
        found = page(session, studio, owner.actor, which, limit=2, cursor=cursor)
        seen += [item.id for item in found.items]
        cursor = found.next_cursor
        if cursor is None:
            break

    assert len(seen) == 9
    assert set(seen) == made


def test_one_hosts_bookings_can_be_asked_for(session, make, studio, owner, ana):
    ben = make.member(studio, "Ben Ode")
    kind = make.meeting_type(studio, [ana, ben])
    for _ in range(2):
        book(session, kind, at(9))

    (item,) = page(session, studio, owner.actor, host_id=ben.id).items
    assert [host.name for host in item.hosts] == ["Ben Ode"]
    # An organizer gets their own, whoever they ask for.
    (own,) = page(session, studio, ana.actor, host_id=ben.id).items
    assert [host.name for host in own.hosts] == ["Ana Ruiz"]


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "====", *(base64.urlsafe_b64encode(t).decode() for t in (
        b"1", b"a:b", b"1:-1", b"1:99999999999999999999", b"9" * 30 + b":1", b"\xff:1", b"nan:1")),
     "A" * 5000],
)  # fmt: skip
def test_a_cursor_that_is_none_of_ours_is_told(session, studio, owner, cursor):
    with pytest.raises(Invalid) as refusal:
        page(session, studio, owner.actor, cursor=cursor)
    assert refusal.value.fields.keys() == {"cursor"}


def test_the_number_of_statements_does_not_grow(session, make, studio, kind, owner):
    def count():
        seen = []
        connection = session.connection()

        def note(*given):
            seen.append(given[2])

        sa.event.listen(connection, "before_cursor_execute", note)
        page(session, studio, owner.actor)
        sa.event.remove(connection, "before_cursor_execute", note)
        return len(seen)

    book(session, kind, at(9))
    few = count()
    for hour in range(10, 17):
        book(session, kind, at(hour))
    session.expire_all()
    assert count() <= few + 1  # The workspace itself was expired.
