"""Who is told of a change, once, with the facts of that moment."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.services import cancellations, moves, notifications, requests
from sched_app.services.access import SYSTEM
from sched_app.services.mail_facts import By, Kind, MailFacts
from tests.conftest import NOW
from tests.support.visits import at, book, link_of, typed


@pytest.fixture
def studio(make):
    return make.workspace(slug="fernhill-mail", timezone="Europe/London")


@pytest.fixture
def ines(make, studio):
    return make.member(studio, "Ines Okafor", timezone="Europe/Paris")


@pytest.fixture
def kind(make, studio, ines):
    return make.meeting_type(studio, [ines], minutes=60, slug="coaching")


@pytest.fixture
def asked(make, studio, ines):
    """A meeting type whose bookings are requests."""
    return make.meeting_type(studio, [ines], minutes=60, needs_approval=True)


def told(session, booking, *, since: int = 0) -> dict[str, OutboxMessage]:
    """Give the messages about a booking by template and recipient."""
    found = session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.subject_id == booking.id, OutboxMessage.id > since)
        .order_by(OutboxMessage.id)
    ).all()
    return {f"{row.template} {row.recipient}": row for row in found}


def facts_of(message: OutboxMessage) -> MailFacts:
    return MailFacts.from_json(message.payload["facts"])


def test_a_booking_is_told_to_attendee_and_host_with_what_they_saw(session, kind, ines):
    booking = book(session, kind, at(10), details=typed("Hannah Lindqvist", timezone="Asia/Tokyo"))

    messages = told(session, booking)
    assert set(messages) == {
        "confirmed.attendee hannah.lindqvist@example.org",
        f"confirmed.host {ines.user.email}",
    }
    for message in messages.values():
        assert (message.status, message.due_at, message.attempts) == ("waiting", NOW, 0)
        assert (message.kind, message.is_private) == ("email", False)
        facts = facts_of(message)
        assert facts.workspace_name == "Fernhill Studio"
        assert facts.book_path == "/book/fernhill-mail/coaching"
        assert (facts.starts_at, facts.ends_at, facts.changed_at) == (at(10), at(11), NOW)
        assert facts.attendee_zone == "Asia/Tokyo"
        assert [host.zone for host in facts.hosts] == ["Europe/Paris"]
        assert (facts.uid, facts.sequence) == (booking.uid, 0)
        assert facts.invited
        assert facts.by is By.ATTENDEE


def test_a_later_change_leaves_an_unsent_message_alone(session, kind):
    booking = book(session, kind, at(10))
    booking.meeting_name = "Something else"
    session.add(booking)
    session.flush()

    assert {facts_of(row).meeting for row in told(session, booking).values()} == {
        "Coaching session"
    }


def test_the_same_change_is_told_once(session, kind):
    booking = book(session, kind, at(10))
    notifications.booking_changed(session, booking, "confirmed", now=NOW)

    assert len(told(session, booking)) == 2


def test_a_request_invites_nobody_until_it_is_accepted(session, asked, ines):
    booking = book(session, asked, at(10))
    last = max(row.id for row in told(session, booking).values())

    assert {facts_of(row).invited for row in told(session, booking).values()} == {False}
    assert {row.template for row in told(session, booking).values()} == {
        "requested.attendee",
        "requested.host",
    }
    requests.accept(session, booking.public_id, actor=ines.actor, now=NOW)
    accepted = told(session, booking, since=last)
    assert {row.template for row in accepted.values()} == {"accepted.attendee", "accepted.host"}
    facts = facts_of(next(iter(accepted.values())))
    assert facts.invited
    assert (facts.by, facts.by_name, facts.by_email) == (By.HOST, "Ines Okafor", ines.user.email)


def test_declining_and_expiring_are_told(session, asked, ines):
    declined = book(session, asked, at(10))
    expired = book(session, asked, at(12))
    requests.decline(session, declined.public_id, reason="Away", actor=ines.actor, now=NOW)
    requests.expire_due(session, now=expired.request_expires_at)

    assert {"declined.attendee", "declined.host"} < {
        row.template for row in told(session, declined).values()
    }
    said = [row for row in told(session, expired).values() if row.template.startswith("expired")]
    assert len(said) == 2
    assert facts_of(said[0]).by is By.SYSTEM
    assert facts_of(said[0]).answer_by == expired.request_expires_at


def test_a_move_is_told_with_the_old_time_and_a_higher_sequence(session, kind):
    booking = book(session, kind, at(10))
    moves.move(session, booking.public_id, starts_at=at(11), actor=link_of(booking), now=NOW)

    facts = facts_of(told(session, booking)["moved.attendee vera.visitor@example.org"])
    assert (facts.starts_at, facts.previous_starts_at) == (at(11), at(10))
    assert facts.previous_ends_at == at(11)
    assert facts.sequence == 1
    assert facts.by is By.ATTENDEE


def test_a_cancelled_booking_takes_its_invitation_back_and_a_cancelled_request_none(
    session, kind, asked, ines
):
    booked, requested = book(session, kind, at(10)), book(session, asked, at(13))
    for booking in (booked, requested):
        cancellations.cancel(
            session, booking.public_id, reason="A cold", actor=link_of(booking), now=NOW
        )

    for booking, invited in ((booked, True), (requested, False)):
        row = told(session, booking)[f"cancelled.host {ines.user.email}"]
        facts = facts_of(row)
        assert facts.invited is invited
        assert facts.reason == "A cold"
        assert facts.sequence > 0


def test_who_hosts_no_longer_and_who_does_now_are_told_so(session, make, studio):
    ada, bo = make.member(studio, "Ada Ng"), make.member(studio, "Bo Li")
    shared = make.meeting_type(studio, [ada, bo], routing="priority", priorities=[2, 1])
    booking = book(session, shared, at(10))
    other = book(session, shared, at(11), details=typed("Other One"))
    last = max(row.id for row in told(session, booking).values())

    moves.move(session, booking.public_id, starts_at=at(11), actor=link_of(booking), now=NOW)

    assert set(told(session, booking, since=last)) == {
        "moved.attendee vera.visitor@example.org",
        f"confirmed.host {bo.user.email}",
        f"released.host {ada.user.email}",
    }
    released = told(session, booking, since=last)[f"released.host {ada.user.email}"]
    facts = facts_of(released)
    assert facts.reader(released.payload["place"]).email == ada.user.email
    assert other.starts_at == booking.starts_at


def test_a_booking_without_an_address_is_told_to_its_host_alone(session, kind, ines):
    booking = book(session, kind, at(10))
    session.connection().execute(sa.delete(OutboxMessage))
    booking.attendee_email = None

    notifications.booking_changed(session, booking, "cancelled", now=NOW, actor=SYSTEM)

    assert set(told(session, booking)) == {f"cancelled.host {ines.user.email}"}


def test_reading_all_that_the_messages_need_is_one_statement(session, kind):
    booking = book(session, kind, at(10))
    statements: list[str] = []

    def count(_c, _cursor, statement, *_):
        statements.append(statement)

    engine = session.connection().engine
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        booking.sequence += 1
        notifications.booking_changed(session, booking, "moved", now=NOW + timedelta(hours=1))
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)

    reads = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(reads) == 1


def test_messages_wait_until_they_are_delivered(session, kind):
    booking = book(session, kind, at(10))

    assert {row.status for row in told(session, booking).values()} == {MessageStatus.WAITING}
    assert {Kind(row.template.split(".")[0]) for row in told(session, booking).values()} == {
        Kind.CONFIRMED
    }
