"""Sending what the outbox holds: once, in order, with patience, and visibly."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app.db import Database
from sched_app.errors import VendorError
from sched_app.integrations.protocols import Email, SentInfo
from sched_app.integrations.smtp_email import SmtpEmail
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.models.workspaces import Deployment
from sched_app.services import delivery, outbox
from tests.conftest import NOW
from tests.counterparts import smtp
from tests.services.mails import CASES, FACTS

BASE = "https://book.fernhill.example"
FROM = "OpenHours <bookings@fernhill.example>"


class Post:
    """One deployment with mail: its database, its clock, its mail server, its worker."""

    def __init__(self, database: Database, secrets, server: smtp.SmtpServer) -> None:
        self.database = database
        self.secrets = secrets
        self.server = server
        self.email = SmtpEmail(f"smtp://127.0.0.1:{server.port}?timeout=5")
        self.now = NOW
        self.workspace_id = 0

    def put(self, key: str, recipient: str = "hannah@lindqvist.example", **values) -> None:
        """Put a confirmation to an attendee."""
        payload = {"facts": {**FACTS.to_json(), "attendee_email": recipient}, "place": None}
        given = {"template": "confirmed.attendee", "payload": payload, "subject_kind": "booking"}
        with self.database.transaction() as session:
            outbox.put(
                session,
                workspace_id=self.workspace_id,
                kind="email",
                dedupe_key=key,
                recipient=recipient,
                now=self.now,
                **{**given, **values},
            )

    def deliver(self, email="own", **values) -> int:
        """Run the worker once."""
        return delivery.deliver_due(
            self.database.transaction,
            self.email if email == "own" else email,
            secrets=self.secrets,
            mail_from=FROM,
            clock=lambda: self.now,
            **values,
        )

    def rows(self) -> list[OutboxMessage]:
        """List the messages in the order in which they were put."""
        with self.database.reading() as session:
            found = list(session.exec(select(OutboxMessage).order_by(OutboxMessage.id)))
            session.expunge_all()
            return found

    def row(self) -> OutboxMessage:
        """Give the only message."""
        [row] = self.rows()
        return row


@contextmanager
def deployment(database: Database, secrets, factory_for) -> Iterator[Post]:
    with smtp.running() as server:
        post = Post(database, secrets, server)
        with database.transaction() as session:
            session.add(Deployment(base_url=BASE, set_up_at=NOW))
            post.workspace_id = factory_for(session).workspace().id
        yield post
        post.email.close()


@pytest.fixture
def post(sqlite_database, secrets, factory_for):
    with deployment(sqlite_database, secrets, factory_for) as found:
        yield found


@pytest.fixture
def post_on_either(database, secrets, factory_for):
    with deployment(database, secrets, factory_for) as found:
        yield found


def test_a_due_message_is_sent_and_says_so(post):
    post.put("one")

    assert post.deliver() == 1

    [taken] = post.server.taken
    row = post.row()
    assert (row.status, row.attempts, row.done_at) == ("sent", 1, NOW)
    assert row.last_answer == "250 2.0.0 queued as 1"
    message = taken.message
    assert taken.message_id == f"<{row.public_id}@book.fernhill.example>"
    assert message["From"] == "Fernhill Studio <bookings@fernhill.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().startswith("See you on Wednesday, Hannah")
    assert f"{BASE}/booking/k1.e.bk_1.1." in message.get_body(("plain",)).get_content()
    assert [part.get_content_type() for part in message.iter_parts()][-1] == "text/calendar"
    assert post.deliver() == 0


def test_what_is_not_due_yet_waits(post):
    post.put("later", due_at=NOW + timedelta(hours=1))

    assert post.deliver() == 0
    post.now += timedelta(hours=1)
    assert post.deliver() == 1


def test_a_temporary_refusal_backs_off_and_keeps_its_message_id(post):
    post.put("one")
    post.server.refuse("451 4.7.1 Greylisted, come back", times=3)
    waits = []

    for _ in range(4):
        post.deliver()
        row = post.row()
        waits.append(int((row.due_at - post.now).total_seconds()))
        assert post.deliver() == 0
        post.now = max(post.now, row.due_at)

    assert waits[:3] == [30, 60, 120]
    assert (row.status, row.attempts, row.last_answer) == ("sent", 4, "250 2.0.0 queued as 1")
    assert len(post.server.taken) == 1


def test_the_servers_words_are_kept_while_it_waits(post):
    post.put("one")
    post.server.refuse("451 4.7.1 Greylisted, come back")
    post.deliver()

    row = post.row()
    assert (row.status, row.last_answer, row.done_at) == (
        "waiting",
        "451 4.7.1 Greylisted, come back",
        None,
    )


def test_a_permanent_refusal_stops_and_says_why(post):
    post.put("one", "nobody@lindqvist.example")
    post.put("two")
    post.server.refuse("550 5.1.1 No such mailbox", recipient="nobody@lindqvist.example")

    post.deliver()
    post.now += timedelta(days=1)
    post.deliver()

    failed, sent = post.rows()
    assert (failed.status, failed.attempts) == ("failed", 1)
    assert failed.last_answer == "550 5.1.1 No such mailbox"
    assert failed.done_at == NOW
    assert sent.status == "sent"


def test_waits_grow_to_two_hours_and_end_after_four_days():
    waits = [delivery.wait_after(attempts) for attempts in range(1, delivery.MOST_ATTEMPTS)]

    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=30)
    assert waits[-1] == timedelta(hours=2)
    assert timedelta(days=3.9) < sum(waits, timedelta()) < timedelta(days=4.1)


def test_an_attempt_too_many_is_the_last(post):
    post.put("one")
    post.server.refuse("451 4.7.1 Not today")
    with post.database.transaction() as session:
        session.connection().execute(
            sa.update(OutboxMessage).values(attempts=delivery.MOST_ATTEMPTS - 1)
        )

    post.deliver()

    assert (post.row().status, post.row().last_answer) == ("failed", "451 4.7.1 Not today")


def test_a_line_cut_after_the_data_sends_again_under_the_same_message_id(post):
    post.put("one")
    post.server.cut_after_data()

    post.deliver()
    assert post.row().status == "waiting"
    post.now += timedelta(minutes=1)
    post.deliver()

    first, second = post.server.taken
    assert first.message_id == second.message_id
    assert post.row().status == "sent"


def test_a_crashed_workers_message_comes_back_when_its_lease_ends(post):
    post.put("one")
    with post.database.transaction() as session:
        outbox.lease(
            session, lease_key="crashed", most=9, lease_for=delivery.LEASE_FOR, now=post.now
        )

    assert post.deliver() == 0
    post.now += delivery.LEASE_FOR
    assert post.deliver() == 1
    assert (post.row().status, post.row().attempts) == ("sent", 2)


class Stalls:
    """A mail server behind which time passes: the worker is held up past its lease."""

    def __init__(self, post: Post, wait: timedelta) -> None:
        self.post = post
        self.wait = wait
        self.sent: list[str] = []

    def send(self, email: Email) -> SentInfo:
        self.post.now += self.wait
        self.sent.append(email.message_id)
        return SentInfo("250 at last")

    def close(self) -> None:
        """Nothing is open."""


def test_a_slow_server_never_makes_a_worker_outstay_its_lease(post):
    for number in range(4):
        post.put(f"m{number}", f"p{number}@lindqvist.example", subject_id=number)
    stalls = Stalls(post, delivery.LEASE_FOR / 3)

    post.deliver(stalls)

    assert [row.status for row in post.rows()] == ["sent", "sent", "waiting", "waiting"]
    assert [row.attempts for row in post.rows()] == [1, 1, 0, 0]


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_other_ones_record(post):
    post.put("one")
    with post.database.transaction() as session:
        [mine] = outbox.lease(
            session, lease_key="slow", most=1, lease_for=timedelta(minutes=1), now=post.now
        )
    post.now += timedelta(minutes=2)
    post.deliver()

    late = delivery.Outcome(MessageStatus.FAILED, "too late")
    with post.database.transaction() as session:
        assert not delivery.record(session, mine, late, now=post.now)
    assert post.row().status == "sent"


def test_a_message_never_overtakes_an_earlier_one_to_the_same_person(post):
    _, cancelled = CASES["cancelled-by-host"]
    post.put("confirmed", subject_id=7)
    post.server.refuse("451 4.3.0 Try later", times=1)
    post.deliver()
    post.now += timedelta(seconds=1)
    post.put(
        "cancelled",
        subject_id=7,
        template="cancelled.attendee",
        payload={"facts": cancelled.to_json(), "place": None},
    )
    post.put("other", "other@lindqvist.example", subject_id=8)

    assert post.deliver() == 1
    assert [mail.recipient for mail in post.server.taken] == ["other@lindqvist.example"]
    post.now += timedelta(minutes=1)
    post.deliver()
    post.now += delivery.BEHIND
    post.deliver()

    subjects = [mail.message["Subject"].split(":")[0] for mail in post.server.taken]
    assert subjects == ["Confirmed", "Confirmed", "Cancelled"]


def test_within_one_batch_a_failure_holds_back_what_follows_it(post):
    for key in ("confirmed", "moved"):
        post.put(key, subject_id=7)
    post.put("free", "other@lindqvist.example", subject_id=7)
    post.server.refuse("451 4.3.0 Try later", times=1)

    post.deliver()

    assert [(row.status, row.attempts) for row in post.rows()] == [
        ("waiting", 1),
        ("waiting", 0),
        ("sent", 1),
    ]


def test_without_a_mail_server_messages_are_kept_and_stay_so_when_one_comes(post):
    post.put("one")

    assert post.deliver(None) == 1
    assert (post.row().status, post.row().attempts) == ("kept", 0)
    post.now += timedelta(days=30)
    assert post.deliver() == 0
    assert post.server.taken == []


def test_a_message_that_cannot_be_written_fails_visibly_and_stops_no_other(post):
    post.put("erased", "", payload={})
    post.put("unknown", template="surprise.attendee")
    post.put("good", "other@lindqvist.example")

    post.deliver()

    assert [row.status for row in post.rows()] == ["failed", "failed", "sent"]
    assert "cannot be written" in post.rows()[0].last_answer


def test_the_mail_to_a_new_member_carries_a_link_that_no_row_holds(post):
    post.put(
        "join",
        "ben@fernhill.example",
        template="join",
        is_private=True,
        subject_kind="membership",
        payload={
            "name": "Ben Adeyemi",
            "workspace": "Fernhill Studio",
            "user": "us_1",
            "version": 2,
            "locale": "en",
        },
    )

    post.deliver()

    text = post.server.taken[0].message.get_body(("plain",)).get_content()
    assert f"{BASE}/join/k1.j.us_1.2." in text
    token = text.split("/join/")[1].split()[0]
    with post.database.reading() as session:
        assert token not in str(session.connection().execute(sa.select(OutboxMessage)).all())


def test_a_refused_sign_in_at_the_server_keeps_everything_waiting(post):
    class Refuses:
        def send(self, email: Email) -> SentInfo:
            raise VendorError("535 5.7.8 wrong password", permanent=False)

        def close(self) -> None:
            """Nothing is open."""

    post.put("one")
    post.deliver(Refuses())

    assert (post.row().status, post.row().last_answer) == ("waiting", "535 5.7.8 wrong password")


def test_two_workers_racing_send_nothing_twice(post_on_either):
    post = post_on_either
    count = 60
    for number in range(count):
        post.put(f"m{number}", f"p{number}@lindqvist.example", subject_id=number)
    start = threading.Barrier(3)
    faults: list[BaseException] = []

    def work() -> None:
        email = SmtpEmail(f"smtp://127.0.0.1:{post.server.port}?timeout=20")
        try:
            start.wait()
            while post.deliver(email, most=4):
                pass
        except BaseException as fault:
            faults.append(fault)
            raise
        finally:
            email.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)

    assert faults == []
    copies = Counter(mail.message_id for mail in post.server.taken)
    assert len(copies) == count
    assert set(copies.values()) == {1}
    assert {row.status for row in post.rows()} == {"sent"}


def test_polling_reads_the_partial_index_and_not_the_whole_outbox(post):
    plans: list[str] = []

    def explain(connection, _cursor, statement, parameters, *_):
        if "outbox_messages" in statement and not statement.startswith(("INSERT", "EXPLAIN")):
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    sa.event.listen(post.database.engine, "before_cursor_execute", explain)
    try:
        post.deliver()
        post.deliver(None)
    finally:
        sa.event.remove(post.database.engine, "before_cursor_execute", explain)

    scans = [plan for plan in plans if plan.startswith(("SCAN", "SEARCH"))]
    assert scans
    partial = ("ix_outbox_due", "ix_outbox_first_due")
    assert all(any(name in plan for name in partial) for plan in scans), plans


def test_a_mail_after_a_restart_has_the_same_id(post):
    """The id comes from the row alone, so that another process writes the same."""
    post.put("one")
    first: datetime = post.row().created_at
    post.server.cut_after_data()
    post.deliver()
    post.email = SmtpEmail(f"smtp://127.0.0.1:{post.server.port}")
    post.now += timedelta(minutes=1)
    post.deliver()

    assert len({mail.message_id for mail in post.server.taken}) == 1
    assert post.row().created_at == first
