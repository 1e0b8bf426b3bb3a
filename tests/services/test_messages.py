"""The outbox on the dashboard: who may read it, what it shows, sending again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, NotFound, NotSignedIn
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, Role
from sched_app.services import letters, messages, outbox
from sched_app.services.letters import Letterhead
from tests.conftest import NOW
from tests.services.mails import FACTS
from tests.services.people import STRANGER, customer_of, outsider

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER).actor


@pytest.fixture
def head(secrets):
    return Letterhead("https://book.fernhill.example", secrets, "bookings@fernhill.example")


@pytest.fixture
def put(session, studio):
    """Put a message and give its row."""

    def make_one(key: str = "one", *, status: str = "waiting", **values) -> OutboxMessage:
        given = {
            "template": "confirmed.attendee",
            "recipient": "hannah@lindqvist.example",
            "payload": {"facts": FACTS.to_json(), "place": None},
            "subject_kind": "booking",
            **values,
        }
        outbox.put(session, workspace_id=studio.id, kind="email", dedupe_key=key, now=NOW, **given)
        row = session.exec(select(OutboxMessage).where(OutboxMessage.dedupe_key == key)).one()
        row.status = status
        session.add(row)
        session.flush()
        return row

    return make_one


def test_the_list_is_newest_first_and_goes_on(session, put, owner):
    for number in range(5):
        put(f"m{number}", status="failed" if number == 2 else "sent")

    first = messages.list_messages(session, actor=owner, most=3)
    rest = messages.list_messages(session, actor=owner, most=3, after=first.after)
    failed = messages.list_messages(session, actor=owner, status="failed")

    assert [len(first.rows), len(rest.rows), rest.after] == [3, 2, None]
    ids = [row.public_id for row in (*first.rows, *rest.rows)]
    assert len(set(ids)) == 5
    assert [row.status for row in failed.rows] == ["failed"]
    assert first.rows[0].subject == "Confirmed: Coaching session, Wed 16 Sep, 10:30"


def test_a_message_shows_what_it_says_without_the_link_that_proves_its_reader(
    session, put, owner, head
):
    row = put()

    shown = messages.view(session, row.public_id, head, actor=owner)
    sent = letters.write(row, head, "#7B2D5E")

    assert shown.row.subject == sent.subject
    assert "/booking/k1.e.bk_1.1." in sent.text
    assert "/booking/k1.m.bk_1.1." in shown.text
    assert ".e.bk_1." not in shown.text + shown.html


def test_a_private_message_shows_neither_text_nor_link(session, put, owner, head):
    payload = {"name": "B", "workspace": "W", "user": "us_1", "version": 1, "locale": "en"}
    row = put(template="join", is_private=True, payload=payload)

    shown = messages.view(session, row.public_id, head, actor=owner)

    assert (shown.text, shown.html, shown.is_private) == ("", "", True)
    assert shown.row.subject == "Join W"


def test_an_erased_message_is_still_a_line(session, put, owner, head):
    row = put(recipient="", payload={}, status="sent")

    assert messages.view(session, row.public_id, head, actor=owner).row.subject == ""
    assert not messages.list_messages(session, actor=owner).rows[0].can_resend
    with pytest.raises(Conflict):
        messages.resend(session, row.public_id, actor=owner, now=LATER)


@pytest.mark.parametrize("status", ["failed", "kept", "waiting"])
def test_what_did_not_arrive_is_tried_again_at_once(session, put, owner, status):
    row = put(status=status, due_at=NOW + timedelta(days=1))
    row.attempts = 9

    assert messages.resend(session, row.public_id, actor=owner, now=LATER) == row.public_id

    assert (row.status, row.due_at, row.attempts, row.done_at) == ("waiting", LATER, 0, None)
    assert session.exec(select(Event).where(Event.what == "message.resent")).one().at == LATER


def test_what_was_sent_goes_out_as_a_new_message_each_time(session, put, owner):
    row = put(status="sent")

    again = [messages.resend(session, row.public_id, actor=owner, now=LATER) for _ in range(2)]

    assert len({row.public_id, *again}) == 3
    assert row.status == "sent"
    copies = session.exec(select(OutboxMessage).where(OutboxMessage.public_id.in_(again))).all()
    assert {(copy.status, copy.recipient) for copy in copies} == {("waiting", row.recipient)}
    assert {copy.payload["facts"]["uid"] for copy in copies} == {FACTS.uid}


def test_what_is_being_sent_is_left_alone(session, put, owner):
    row = put(status="leased")

    with pytest.raises(Conflict):
        messages.resend(session, row.public_id, actor=owner, now=LATER)


def test_only_owners_and_admins_of_the_workspace_read_and_resend(session, put, make, studio, head):
    row = put(status="failed")
    organizer = make.member(studio, "Oscar Organizer").actor
    other = outsider(make).actor
    make.member(studio, "Ada Admin", role=Role.ADMIN)

    for actor, error in (
        (STRANGER, NotSignedIn),
        (customer_of(studio), NotFound),
        (organizer, Forbidden),
        (other, NotFound),
    ):
        with pytest.raises(error):
            messages.view(session, row.public_id, head, actor=actor)
        with pytest.raises(error):
            messages.resend(session, row.public_id, actor=actor, now=LATER)
    for actor in (STRANGER, customer_of(studio), organizer):
        with pytest.raises((NotSignedIn, NotFound, Forbidden)):
            messages.list_messages(session, actor=actor)
    assert messages.list_messages(session, actor=other).rows == ()
    assert row.status == "failed"
