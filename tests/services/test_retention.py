"""What is kept for a time is emptied after it, as the dry run says, and nothing else is."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.db import Database
from sched_app.errors import Forbidden, Invalid
from sched_app.models.bookings import Booking
from sched_app.models.customers import Customer, CustomerNote
from sched_app.models.messages import OutboxMessage
from sched_app.models.retention import Kept
from sched_app.models.workspaces import Event, Role
from sched_app.services import customer_notes, outbox, retention
from tests.factories import Factory
from tests.support import clients

ALL = dict.fromkeys((Kept.CUSTOMERS, Kept.BOOKINGS, Kept.MESSAGES, Kept.NOTES), 30)


def fill(session, now):
    """Make an old and a new one of each; give the owner."""
    make = Factory(session, now - timedelta(days=40))
    studio = make.workspace()
    owner = make.member(studio, role=Role.OWNER)
    kind = make.meeting_type(studio, [owner])
    for name, days in (("Old", -1), ("Regular", 35)):
        row = clients.customer(make, studio, name)
        clients.booking(
            make, owner, kind, days=days, status="completed", customer_id=row.id,
            attendee_name=name, attendee_email=f"{name}@a.example",
        )  # fmt: skip
    for age, at in (("old", make.now), ("new", now)):
        given = {"actor": owner.actor, "now": at}
        customer_notes.add_note(session, row.public_id, age, **given)
        outbox.put(
            session, workspace_id=studio.id, kind="mail", template="x",
            dedupe_key=f"{studio.id}{age}", recipient="a@a.example", payload={"age": age}, now=at,
        )  # fmt: skip
    for message in session.exec(select(OutboxMessage)):
        message.status = "sent"
        session.add(message)
    session.flush()
    return owner.actor


def test_the_run_does_what_the_dry_run_says(database: Database, now) -> None:
    with database.transaction() as session:
        actor = fill(session, now)
        fill(session, now)  # Another workspace, which keeps everything.
        told = retention.preview(session, ALL, actor=actor, now=now)
        retention.change(session, ALL, actor=actor, now=now)
        # The erased customer's booking is emptied with them.
        assert told == dict.fromkeys(ALL, 1)
        while retention.empty_due(session, now=now):
            pass

        ours = {"workspace_id": actor.workspace_id}

        def left(table) -> list:
            return list(session.exec(select(table).filter_by(**ours)))

        assert sorted(row.name for row in left(Customer)) == ["", "Regular"]
        assert sorted(row.attendee_name for row in left(Booking)) == ["", "Regular"]
        assert [row.text for row in left(CustomerNote)] == ["new"]
        assert [row.payload for row in left(OutboxMessage)] == [{}, {"age": "new"}]
        ours = {"workspace_id": actor.workspace_id + 1}
        assert len(left(CustomerNote)) == 2
        assert all(row.name for row in left(Customer))
        assert retention.periods(session, actor=actor) == ALL
        assert {e.what for e in session.exec(select(Event))} >= {
            "retention.changed",
            "retention.emptied",
        }


def test_periods_have_bounds_and_only_the_owner_sets_them(session, make: Factory, now) -> None:
    studio = make.workspace()
    admin = make.member(studio, role=Role.ADMIN).actor
    for wrong in (0, 6, 3651):
        with pytest.raises(Invalid):
            retention.check({"notes": wrong})
    assert retention.check({"notes": 7, "bookings": None}) == {Kept.NOTES: 7}
    for call in (retention.preview, retention.change):
        with pytest.raises(Forbidden):
            call(session, ALL, actor=admin, now=now)
    with pytest.raises(Forbidden):
        retention.periods(session, actor=admin)
