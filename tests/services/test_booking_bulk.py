"""Several bookings at once: the plan tells the truth, each is done by itself."""

import pytest

from sched_app.errors import AppError, Conflict, Forbidden, Invalid, NotSignedIn
from sched_app.models.workspaces import Role
from sched_app.services import booking_bulk
from sched_app.services.booking_bulk import Act
from tests.conftest import NOW
from tests.services.people import STRANGER, outsider
from tests.support.visits import at, book


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER).actor


@pytest.fixture
def rows(session, make, studio):
    ana = make.member(studio)
    kind = make.meeting_type(studio, [ana])
    asked = make.meeting_type(studio, [ana], needs_approval=True)
    made = {
        "over": book(session, kind, at(9, day=0)),
        "coming": book(session, kind, at(10)),
        "request": book(session, asked, at(11)),
    }
    made["gone"] = book(session, kind, at(12))
    booking_bulk.perform(
        session, made["gone"].public_id, Act.CANCEL, reason="",
        actor=make.member(studio, "Ada Admin", role=Role.ADMIN).actor, now=NOW,
    )  # fmt: skip
    return made


NOON = at(12, day=0)


@pytest.mark.parametrize("act", Act)
def test_the_plan_is_what_happens(session, rows, owner, act):
    ids = [row.public_id for row in rows.values()]
    plan = booking_bulk.preview(session, ids, act, actor=owner, now=NOON)

    assert [view.booking.id for view in plan] == [
        rows[name].public_id for name in ("over", "coming", "request", "gone")
    ]
    was = {view.booking.id: view.booking.status for view in plan}
    done = set()
    for public_id in ids:
        with session.begin_nested() as nested:
            try:
                view = booking_bulk.perform(
                    session, public_id, act, reason="", actor=owner, now=NOON
                )
                # Doing what is done changes nothing, and is no error.
                done |= {public_id} if view.status != was[public_id] else set()
            except AppError:
                nested.rollback()
    planned = {view.booking.id for view in plan if view.will}
    if act is Act.CANCEL:
        done.discard(
            rows["request"].public_id
        )  # It could be, but the client shall read "declined".
    assert planned == done
    assert planned


def test_the_plan_leaves_out_what_the_actor_may_not_see(session, make, studio, rows, owner):
    ids = [row.public_id for row in rows.values()]
    other = make.member(studio, "Col League").actor

    assert booking_bulk.preview(session, ids, Act.CANCEL, actor=other, now=NOW) == []
    away = outsider(make).actor
    assert booking_bulk.preview(session, ids, Act.CANCEL, actor=away, now=NOW) == []
    assert booking_bulk.preview(session, [], Act.CANCEL, actor=owner, now=NOW) == []
    with pytest.raises(NotSignedIn):
        booking_bulk.preview(session, ids, Act.CANCEL, actor=STRANGER, now=NOW)
    with pytest.raises(Forbidden):
        booking_bulk.perform(session, ids[1], Act.CANCEL, reason="", actor=other, now=NOW)


def test_a_reason_goes_with_what_tells_the_client(session, rows, owner):
    key = rows["coming"].public_id
    booking_bulk.perform(session, key, Act.CANCEL, reason="Snow", actor=owner, now=NOW)
    assert rows["coming"].reason == "Snow"
    with pytest.raises(Conflict):
        booking_bulk.perform(
            session, rows["gone"].public_id, Act.NO_SHOW, reason="", actor=owner, now=at(13)
        )


@pytest.mark.parametrize("name", ["", "delete", "ACCEPT", "move"])
def test_there_are_no_other_acts(name):
    with pytest.raises(Invalid):
        booking_bulk.act_of(name)
