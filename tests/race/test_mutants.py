"""Three mutants, each of which the race's own checks must catch."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from sched_app.db import Database
from sched_app.models.schedules import Claim
from tests.conftest import NOW
from tests.factories import Factory
from tests.race import fleet, invariants, mutants, seed
from tests.race.storm import Storm
from tests.support.visits import at, book

OPERATIONS = 120
OVERLAP = "claims of two owners overlap"


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def violations_of_a_storm(database, folder, changes, *, without_constraint):
    """Let a storm loose on a mutant that sells two limited types on one day."""
    planted = seed.lay(database, datetime.now(UTC))
    planted.days = planted.days[:1]
    planted.kinds = {name: planted.kinds[name] for name in ("robin", "away")}
    if without_constraint:
        mutants.drop_constraint(database)
    root = mutants.copy_with(changes, folder)
    count = 1 if database.is_sqlite else 2
    settings = {"OPENHOURS_WORKER": "false"}
    with fleet.running(count, folder, url_of(database), root=root, settings=settings) as servers:
        storm = Storm(
            servers, database, planted, operations=OPERATIONS, now=datetime.now(UTC)
        )  # fmt: skip
        outcome = storm.run()
    assert len(outcome.booked) > 10
    return invariants.violations(url_of(database))


def take_raw(session: Session, like: Claim) -> None:
    values = like.model_dump(exclude={"id"})
    session.connection().execute(sa.insert(Claim).values(**{**values, "owner": "booking:999"}))


def test_raw_inserts_past_the_services_with_the_constraint_gone(database):
    with database.transaction() as session:
        make = Factory(session, NOW)
        studio = make.workspace()
        book(session, make.meeting_type(studio, [make.member(studio)]), at(9))
        claim = session.exec(sa.select(Claim)).scalars().one()
    assert invariants.violations(url_of(database)) == []
    with pytest.raises(IntegrityError), database.transaction() as session:
        take_raw(session, claim)

    mutants.drop_constraint(database)
    with database.transaction() as session:
        take_raw(session, claim)

    assert any(wrong.startswith(OVERLAP) for wrong in invariants.violations(url_of(database)))


def test_without_lock_and_checks_the_constraint_holds_and_limits_break(database, tmp_path):
    changes = mutants.NO_LOCKS + mutants.NO_CHECKS

    found = violations_of_a_storm(database, tmp_path, changes, without_constraint=False)

    assert not any("overlap" in wrong for wrong in found)
    assert any(wrong.startswith("limit exceeded") for wrong in found)


def test_without_anything_times_are_sold_twice(database, tmp_path):
    changes = mutants.NO_LOCKS + mutants.NO_CHECKS + mutants.NO_GUARD

    found = violations_of_a_storm(database, tmp_path, changes, without_constraint=True)

    assert any(wrong.startswith(OVERLAP) for wrong in found)
    assert any(wrong.startswith("bookings of one host overlap") for wrong in found)


def test_a_change_that_no_longer_fits_is_told(tmp_path):
    with pytest.raises(LookupError):
        mutants.copy_with((("sched_app/db.py", "no such text", ""),), tmp_path)
