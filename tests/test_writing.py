"""The API's writer: every step is answered, by its own result or error, once it is committed."""

import threading
from collections.abc import Iterator
from concurrent.futures import wait

import pytest
from sqlmodel import Session, col, select

from sched_app import writing
from sched_app.db import Database
from sched_app.errors import SlotTaken
from sched_app.models.workspaces import User
from tests.factories import Factory

SECONDS = 30


@pytest.fixture
def writer(database: Database) -> Iterator[writing.Writer]:
    """A writer on a database of either kind."""
    made = writing.writer(lambda: database)
    yield made
    made.close()


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(User.name).order_by(col(User.name))))


def test_what_waits_together_is_answered_one_by_one(database: Database, writer, now) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def first(_session: Session) -> None:
        begun.set()
        assert go_on.wait(SECONDS)

    def adding(number: int):
        def step(session: Session) -> int:
            Factory(session, now).user(f"User {number:02}")
            if number % 2:
                raise SlotTaken()
            return number

        return step

    waited = writer.submit(first)
    assert begun.wait(SECONDS)
    answers = [writer.submit(adding(number)) for number in range(20)]
    go_on.set()
    wait([waited, *answers], SECONDS)

    assert [answers[number].result() for number in range(0, 20, 2)] == list(range(0, 20, 2))
    assert all(isinstance(answers[n].exception(), SlotTaken) for n in range(1, 20, 2))
    assert names(database) == [f"User {number:02}" for number in range(0, 20, 2)]


def test_an_error_that_ends_the_common_transaction_is_told_to_all(
    sqlite_database: Database, now
) -> None:
    writer = writing.writer(lambda: sqlite_database)
    begun, go_on = threading.Event(), threading.Event()

    def first(_session: Session) -> None:
        begun.set()
        assert go_on.wait(SECONDS)

    def adding(session: Session) -> None:
        Factory(session, now).user("Ana")

    def ending(session: Session) -> None:
        session.connection().exec_driver_sql("ROLLBACK")

    writer.submit(first)
    assert begun.wait(SECONDS)
    answers = [writer.submit(adding), writer.submit(ending)]
    go_on.set()
    wait(answers, SECONDS)
    after = writer.submit(adding)

    assert all(answer.exception() is not None for answer in answers)
    assert after.exception(SECONDS) is None
    assert names(sqlite_database) == ["Ana"]
    writer.close()


def test_what_was_taken_before_the_end_is_still_written(sqlite_database: Database, now) -> None:
    writer = writing.writer(lambda: sqlite_database)
    answer = writer.submit(lambda session: Factory(session, now).user("Ana") and None)
    writer.close()

    assert answer.exception(SECONDS) is None
    assert names(sqlite_database) == ["Ana"]
