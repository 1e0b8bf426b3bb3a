"""Transactions: what the database breaks off by itself is run again, everything else is not."""

import threading

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.db import Database, TransactionLost
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


def test_of_steps_run_together_one_that_fails_is_undone_alone(
    sqlite_database: Database, now
) -> None:
    def adding(name: str, fault: Exception | None = None):
        def step(session: Session) -> str:
            Factory(session, now).user(name)
            if fault:
                raise fault
            return name

        return step

    lost = SlotTaken()
    found = sqlite_database.run_together([adding("Ana"), adding("Ben", lost), adding("Cleo")])

    assert found == ["Ana", lost, "Cleo"]
    with sqlite_database.reading() as session:
        assert session.exec(select(User.name).order_by(col(User.id))).all() == ["Ana", "Cleo"]


def test_a_transaction_that_sqlite_ended_undoes_all(sqlite_database: Database, now) -> None:
    def first(session: Session) -> None:
        Factory(session, now).user("Ana")

    def ends_the_transaction(session: Session) -> None:
        session.connection().exec_driver_sql("ROLLBACK")

    with pytest.raises(TransactionLost):
        sqlite_database.run_together([first, ends_the_transaction])

    with sqlite_database.reading() as session:
        assert session.exec(select(User.name)).all() == []


def test_a_disk_that_fills_up_undoes_all_that_ran_together(sqlite_database: Database, now) -> None:
    def small(session: Session) -> None:
        Factory(session, now).user("Ana")

    def large(session: Session) -> None:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        Factory(session, now).user("B" * 1_000_000)

    with pytest.raises(TransactionLost):
        sqlite_database.run_together([small, large])

    with sqlite_database.reading() as session:
        assert session.exec(select(User.name)).all() == []
