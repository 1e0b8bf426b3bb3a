"""The alarm: messages that wait for ten minutes, told once to the owners, over when they flow."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.messages import OutboxMessage
from sched_app.models.operations import Alarm
from sched_app.models.workspaces import Role
from sched_app.services import alarms, delivery, letters, outbox
from sched_app.services.alarms import LATE_AFTER, QUIET
from tests.conftest import NOW
from tests.factories import Factory

MINUTE = timedelta(minutes=1)


class Scene:
    """A workspace with two owners and a host, and a message that is due now."""

    def __init__(self, session: Session):
        make = Factory(session, NOW)
        self.session = session
        self.studio = make.workspace(timezone="Europe/Vienna")
        self.olga = make.member(self.studio, "Olga Owner", role=Role.OWNER)
        self.otto = make.member(self.studio, "Otto Owner", role=Role.OWNER)
        gone = make.member(self.studio, "Gone Owner", role=Role.OWNER)
        gone.membership.left_at = NOW
        make.member(self.studio, "Ada Admin", role=Role.ADMIN)
        session.flush()
        self.put("one")

    def put(self, key: str, **given) -> OutboxMessage:
        outbox.put(
            self.session, workspace_id=self.studio.id, kind="email", dedupe_key=key,
            template="confirmed.attendee", recipient="a@example.org", payload={}, now=NOW, **given,
        )  # fmt: skip
        return self.row(key)

    def row(self, key: str) -> OutboxMessage:
        wanted = select(OutboxMessage).where(OutboxMessage.dedupe_key == key)
        return self.session.exec(wanted).one()

    def mails(self) -> list[OutboxMessage]:
        wanted = select(OutboxMessage).where(OutboxMessage.template == letters.ALARM)
        return list(self.session.exec(wanted.order_by(col(OutboxMessage.id))))

    def late(self, now) -> int:
        found = alarms.late(self.session, now=now).get(self.studio.id)
        return found.messages if found else 0

    def send(self, key: str) -> None:
        row = self.row(key)
        row.status, row.done_at = "sent", NOW
        self.session.add(row)
        self.session.flush()


@pytest.fixture
def scene(database):
    with database.transaction() as session:
        yield Scene(session)


def test_a_message_is_late_ten_minutes_after_it_was_first_due(scene):
    scene.put("later", due_at=NOW + timedelta(days=1))

    assert scene.late(NOW + LATE_AFTER - timedelta(seconds=1)) == 0
    assert scene.late(NOW + LATE_AFTER) == 1


def test_trying_again_does_not_hide_that_it_waits(scene):
    at = NOW
    while at < NOW + LATE_AFTER:
        scene.session.expire_all()
        (leased,) = outbox.lease(scene.session, lease_key="w", most=5, lease_for=MINUTE, now=at)
        refused = delivery.Outcome(delivery.MessageStatus.WAITING, "451 later")
        delivery.record(scene.session, leased, refused, now=at)
        scene.session.expire_all()
        at = scene.row("one").due_at

    assert scene.row("one").due_at > NOW + LATE_AFTER
    assert scene.late(NOW + LATE_AFTER) == 1


def test_an_alarm_is_raised_once_and_told_to_each_owner(scene):
    at = NOW + LATE_AFTER
    (alarm,) = alarms.watch(scene.session, now=at).raised
    again = alarms.watch(scene.session, now=at + MINUTE)

    assert (alarm.messages, alarm.late_since, alarm.began_at) == (1, NOW, at)
    assert (again.raised, again.ended) == ([], [])
    assert [mail.recipient for mail in scene.mails()] == [
        scene.olga.user.email, scene.otto.user.email,
    ]  # fmt: skip
    scene.put("two")
    assert alarms.watch(scene.session, now=at + 5 * MINUTE).raised == []
    assert len(scene.mails()) == 2


def test_the_alarms_own_mail_raises_none(scene):
    at = NOW + LATE_AFTER
    alarms.watch(scene.session, now=at)
    scene.send("one")

    assert scene.late(at + timedelta(hours=1)) == 0


def test_it_is_over_once_nothing_has_waited_for_a_while_and_takes_its_mail_back(scene):
    at = NOW + LATE_AFTER
    alarms.watch(scene.session, now=at)
    scene.send("one")
    olga, otto = scene.mails()
    olga.status = "sent"
    scene.session.add(olga)
    scene.session.flush()

    assert alarms.watch(scene.session, now=at + QUIET - MINUTE).ended == []
    (ended,) = alarms.watch(scene.session, now=at + QUIET).ended
    scene.session.expire_all()

    assert ended.ended_at == at + QUIET
    assert (scene.row(olga.dedupe_key).status, scene.row(otto.dedupe_key).status) == (
        "sent", "kept",
    )  # fmt: skip
    scene.put("two")
    later = at + QUIET + LATE_AFTER
    scene.row("two").first_due_at = later - LATE_AFTER
    scene.session.flush()
    assert len(alarms.watch(scene.session, now=later).raised) == 1
    assert len(scene.mails()) == 4


def test_a_message_that_flickers_is_one_alarm(scene):
    at = NOW + LATE_AFTER
    alarms.watch(scene.session, now=at)
    scene.send("one")
    alarms.watch(scene.session, now=at + MINUTE)
    scene.put("two")

    assert alarms.watch(scene.session, now=at + 11 * MINUTE).raised == []
    assert scene.session.exec(select(Alarm)).one().seen_at == at + 11 * MINUTE


def test_each_workspace_has_its_own(scene):
    other = Factory(scene.session, NOW).workspace()
    outbox.put(
        scene.session, workspace_id=other.id, kind="email", dedupe_key="other",
        template="join", recipient="b@example.org", payload={}, now=NOW,
    )  # fmt: skip

    told = alarms.watch(scene.session, now=NOW + LATE_AFTER)

    assert {one.workspace_id for one in told.raised} == {scene.studio.id, other.id}
    scene.send("one")
    (ended,) = alarms.watch(scene.session, now=NOW + LATE_AFTER + QUIET).ended
    assert ended.workspace_id == scene.studio.id


def test_the_mail_tells_since_when(scene, secrets):
    alarms.watch(scene.session, now=NOW + LATE_AFTER)
    head = letters.Letterhead("https://book.example.org", secrets, "a@example.org")

    mail = letters.write(scene.mails()[0], head, "#7B2D5E")

    assert mail.subject == letters.subject(scene.mails()[0]) == "Messages of Fernhill Studio wait"
    assert "1 message has waited to be sent since Mon 23 Nov, 09:00." in mail.text
    assert "https://book.example.org/dashboard/outbox" in mail.text
    assert letters.sender_name(scene.mails()[0]) == "Fernhill Studio"


def test_looking_for_them_reads_one_small_index(sqlite_database):
    plans = []

    def explain(connection, cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in cursor.fetchall())

    with sqlite_database.reading() as session:
        sa.event.listen(sqlite_database.engine, "before_cursor_execute", explain)
        alarms.late(session, now=NOW)
        sa.event.remove(sqlite_database.engine, "before_cursor_execute", explain)

    assert any("ix_outbox_first_due" in plan for plan in plans), plans
