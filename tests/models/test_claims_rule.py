"""The database itself refuses overlapping claims, whatever the code above it does."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sched_app.db import Database
from sched_app.models.schedules import Claim
from tests.conftest import NOW
from tests.factories import Factory

HOUR = 3600


def _claim(
    session: Session, person: int, owner: str, start: int, end: int, **values: object
) -> int:
    row = {"before": 0, "after": 0, "active": True, "workspace_id": 1, **values}
    done = session.connection().execute(
        sa.insert(Claim).values(person_id=person, owner=owner, starts_at=start, ends_at=end, **row)
    )
    return int(done.inserted_primary_key[0])


@pytest.fixture
def people(database: Database) -> tuple[int, int]:
    with database.transaction() as session:
        make = Factory(session, NOW)
        workspace = make.workspace()
        ana, ben = make.member(workspace), make.member(workspace, "Ben Ode")
        assert workspace.id == 1
        _claim(session, ana.user.id, "booking:1", 10 * HOUR, 11 * HOUR)
        return ana.user.id, ben.user.id


@pytest.mark.parametrize(
    ("start", "end"),
    [(10, 11), (9, 12), (10.5, 10.75), (9.5, 10.25), (10.99, 12)],
)
def test_an_overlap_of_another_owner_is_refused(database, people, start, end):
    with pytest.raises(DBAPIError, match="claims_no_overlap"), database.transaction() as session:
        _claim(session, people[0], "booking:2", int(start * HOUR), int(end * HOUR))


def test_what_is_no_collision_is_allowed(database, people):
    ana, ben = people
    with database.transaction() as session:
        _claim(session, ana, "booking:2", 11 * HOUR, 12 * HOUR)
        _claim(session, ana, "booking:3", 9 * HOUR, 10 * HOUR)
        _claim(session, ana, "booking:1", 10 * HOUR + 900, 11 * HOUR + 900 - 900)
        _claim(session, ben, "booking:4", 10 * HOUR, 11 * HOUR)
        _claim(session, ana, "booking:5", 10 * HOUR, 11 * HOUR, active=False)
    with database.reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Claim)).scalar_one() == 6


@pytest.mark.parametrize(
    "change",
    [{"active": True}, {"starts_at": 10 * HOUR, "ends_at": 11 * HOUR}, {"owner": "booking:9"}],
    ids=["activating", "stretching", "changing owner"],
)
def test_an_update_into_an_overlap_is_refused(database, people, change):
    ana, _ = people
    start = {
        "active": (10 * HOUR, "booking:2", False),
        "starts_at": (12 * HOUR, "booking:2", True),
        "owner": (10 * HOUR, "booking:1", True),
    }[next(iter(change))]
    with database.transaction() as session:
        claim = _claim(session, ana, start[1], start[0], start[0] + HOUR, active=start[2])
    with pytest.raises(DBAPIError, match="claims_no_overlap"), database.transaction() as session:
        session.connection().execute(sa.update(Claim).where(Claim.id == claim).values(**change))


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "INSERT OR IGNORE"])
def test_sqlites_conflict_clauses_do_not_pass_the_rule(sqlite_database, verb):
    with sqlite_database.transaction() as session:
        workspace = Factory(session, NOW).workspace()
        ana = Factory(session, NOW).member(workspace)
        _claim(session, ana.user.id, "booking:1", 10 * HOUR, 11 * HOUR, workspace_id=workspace.id)
        person, home = ana.user.id, workspace.id
    with pytest.raises(DBAPIError), sqlite_database.transaction() as session:
        session.connection().execute(
            sa.text(
                f'{verb} INTO claims (workspace_id, person_id, owner, starts_at, ends_at, "before",'
                ' "after", active) VALUES (:home, :person, :owner, :start, :end, 0, 0, 1)'
            ),
            {
                "home": home,
                "person": person,
                "owner": "booking:2",
                "start": 10 * HOUR,
                "end": 11 * HOUR,
            },
        )
