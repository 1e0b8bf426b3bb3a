"""The checks themselves: each kind of damage is seen, and nothing is where nothing is wrong."""

import pytest
import sqlalchemy as sa

from sched_app.services import cancellations, moves
from tests.conftest import NOW
from tests.factories import Factory
from tests.race import invariants
from tests.support.visits import at, book, browser, keep, link_of

DAMAGE = {
    "UPDATE claims SET starts_at = starts_at + 60 WHERE booking_id = 1": "has not one claim",
    "DELETE FROM claims WHERE hold_id IS NOT NULL": "a hold has no claim",
    "UPDATE bookings SET status = 'cancelled' WHERE id = 1": "no owner that is open",
    "UPDATE bookings SET ends_at = ends_at + 60 WHERE id = 1": "not its start and duration",
    "UPDATE booking_hosts SET person_id = 1 + person_id % 2 WHERE booking_id = 1": "no host of it",
    "DELETE FROM booking_hosts WHERE booking_id = 1": "a booking has no host",
    "DELETE FROM outbox_messages WHERE template LIKE 'moved.%'": "are not as many",
    "DELETE FROM outbox_messages WHERE template LIKE '%.host'": "no message to a host",
    "DELETE FROM events WHERE what = 'booking.confirmed'": "no event of its beginning",
    "UPDATE meeting_types SET limit_per_day = 1": "limit exceeded",
    "UPDATE meeting_type_hosts SET assigned = assigned + 1": "the books of type",
    "UPDATE assignments SET counts = '{\"1\": 7}' WHERE id = 2": "the replay says",
    "UPDATE assignments SET membership_id = 1 + membership_id % 2 WHERE id = 2": "went to",
    "UPDATE assignments SET credited_at = NULL": "was not credited back",
}


@pytest.fixture
def url(sqlite_database):
    """A database with bookings that were made, moved and cancelled, and a hold."""
    with sqlite_database.transaction() as session:
        make = Factory(session, NOW)
        studio = make.workspace()
        kind = make.meeting_type(studio, [make.member(studio), make.member(studio, "Ben Ode")])
        made = [book(session, kind, at(9 + number)) for number in range(4)]
        moves.move(
            session, made[0].public_id, actor=link_of(made[0]), now=NOW, starts_at=at(14)
        )  # fmt: skip
        cancellations.cancel(
            session, made[3].public_id, reason="", actor=link_of(made[3]), now=NOW
        )  # fmt: skip
        keep(session, kind, at(16), actor=browser())
    return sqlite_database.engine.url.render_as_string()


def test_nothing_is_wrong_where_nothing_is(url):
    assert invariants.violations(url) == []
    assert invariants.figures(url)["assignments"] == 4


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_seen(sqlite_database, url, damage):
    with sqlite_database.transaction() as session:
        session.connection().execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        session.connection().exec_driver_sql("DROP TRIGGER events_no_delete")
        session.connection().exec_driver_sql(damage)

    found = invariants.violations(url)

    assert any(DAMAGE[damage] in wrong for wrong in found), found
