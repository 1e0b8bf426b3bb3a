"""Transactions: what the database breaks off by itself is run again, everything else is not."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.db import Database
from sched_app.errors import SlotTaken
from sched_app.models.workspaces import User
from tests.factories import Factory


def renamed(session: Session, key: int, name: str) -> None:
    session.execute(sa.update(User).where(col(User.id) == key).values(name=name))


def test_of_two_in_a_circle_the_loser_runs_again(postgres_database: Database, now) -> None:
    with postgres_database.transaction() as session:
        make = Factory(session, now)
        keys = [make.user("Ana").id, make.user("Ben").id]
    both_hold_one = threading.Barrier(2)
    runs: list[str] = []

    def change(name: str, order: list[int]) -> None:
        def step(session: Session) -> None:
            runs.append(name)
            renamed(session, order[0], name)
            if runs.count(name) == 1:
                both_hold_one.wait()
            renamed(session, order[1], name)

        postgres_database.run(step)

    rivals = [
        threading.Thread(target=change, args=("one", keys)),
        threading.Thread(target=change, args=("two", keys[::-1])),
    ]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert len(runs) > 2
    with postgres_database.reading() as session:
        names = session.exec(select(User.name).order_by(col(User.id))).all()
    assert names in (["one", "one"], ["two", "two"])


def test_a_refusal_is_not_run_again(database: Database) -> None:
    runs: list[int] = []

    def step(_session: Session) -> None:
        runs.append(1)
        raise SlotTaken()

    with pytest.raises(SlotTaken):
        database.run(step)
    assert len(runs) == 1
