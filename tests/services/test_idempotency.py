"""One key, one act: repeats, other bodies, crashes, rivals."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import InFlight, Invalid, KeyReused
from sched_app.models.operations import IdempotencyKey
from sched_app.models.workspaces import Workspace
from sched_app.services import access, idempotency
from sched_app.services.access import Actor, ActorKind
from sched_app.services.idempotency import Stored
from tests.factories import Factory

BODY = idempotency.body_hash(b"{}")
OTHER = idempotency.body_hash(b"[]")


def test_a_repeat_gives_what_was_answered(session: Session, now: datetime) -> None:
    assert idempotency.begin(session, "s", "k", BODY, now=now) is None
    idempotency.finish(session, "s", "k", 201, "bk_1")

    assert idempotency.begin(session, "s", "k", BODY, now=now) == Stored(201, "bk_1")
    assert idempotency.begin(session, "other", "k", BODY, now=now) is None
    assert idempotency.begin(session, "s", "other", BODY, now=now) is None


def test_another_body_under_the_key_is_refused(session: Session, now: datetime) -> None:
    idempotency.begin(session, "s", "k", BODY, now=now)
    with pytest.raises(KeyReused):
        idempotency.begin(session, "s", "k", OTHER, now=now)

    idempotency.finish(session, "s", "k", 201, "bk_1")
    with pytest.raises(KeyReused):
        idempotency.begin(session, "s", "k", OTHER, now=now)


def test_work_in_flight_is_told_until_it_must_be_lost(session: Session, now: datetime) -> None:
    idempotency.begin(session, "s", "k", BODY, now=now)
    later = now + timedelta(minutes=2)

    with pytest.raises(InFlight):
        idempotency.begin(session, "s", "k", BODY, now=later - timedelta(seconds=1))
    assert idempotency.begin(session, "s", "k", BODY, now=later) is None
    with pytest.raises(InFlight):
        idempotency.begin(session, "s", "k", BODY, now=later)


def test_keys_are_kept_for_a_day(session: Session, now: datetime) -> None:
    for key in ("a", "b"):
        idempotency.begin(session, "s", key, BODY, now=now)
        idempotency.finish(session, "s", key, 201, "bk_1")
    tomorrow = now + timedelta(days=1)

    assert idempotency.begin(session, "s", "a", OTHER, now=tomorrow) is None
    assert idempotency.forget_old(session, now=tomorrow) == 1
    assert session.exec(select(IdempotencyKey.key)).all() == ["a"]


@pytest.mark.parametrize("key", ["", "x" * 101, "ä", "a\nb"])
def test_unusable_keys_are_named(session: Session, now: datetime, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        idempotency.begin(session, "s", key, BODY, now=now)

    assert list(refused.value.fields) == ["Idempotency-Key"]


def test_a_failure_leaves_the_key_free(database: Database, now: datetime) -> None:
    def fail(session: Session) -> None:
        idempotency.begin(session, "s", "k", BODY, now=now)
        raise RuntimeError

    with pytest.raises(RuntimeError), database.transaction() as session:
        fail(session)

    with database.transaction() as session:
        assert idempotency.begin(session, "s", "k", BODY, now=now) is None


def test_of_many_rivals_one_acts_and_all_get_its_answer(database: Database, now: datetime) -> None:
    start = threading.Barrier(8)
    answers: list[str] = []

    def create() -> None:
        start.wait()
        with database.transaction() as session:
            stored = idempotency.begin(session, "s", "k", BODY, now=now)
            if stored is None:
                made = Factory(session, now).workspace()
                idempotency.finish(session, "s", "k", 201, made.public_id)
                answers.append(made.public_id)
            else:
                answers.append(stored.result)

    rivals = [threading.Thread(target=create) for _ in range(8)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    assert len(answers) == 8
    assert len(set(answers)) == 1
    with database.reading() as session:
        assert session.exec(select(Workspace.public_id)).all() == [answers[0]]


def test_work_that_began_in_its_own_transaction_is_in_flight_for_others(
    database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        idempotency.begin(session, "s", "k", BODY, now=now)

    with pytest.raises(InFlight), database.transaction() as session:
        idempotency.begin(session, "s", "k", BODY, now=now)
    with database.transaction() as session:
        idempotency.finish(session, "s", "k", 201, "bk_1")
    with database.transaction() as session:
        assert idempotency.begin(session, "s", "k", BODY, now=now) == Stored(201, "bk_1")


def test_keys_belong_to_who_sent_them() -> None:
    ana = Actor(ActorKind.USER, workspace_id=1, user_id=1, address_key="a")
    ben = Actor(ActorKind.USER, workspace_id=1, user_id=2, address_key="a")
    here = access.visitor(browser_key="b1", address_key="a1")
    there = access.visitor(browser_key="b1", address_key="a2")
    scopes = [
        idempotency.scope_of(ana, "POST /bookings"),
        idempotency.scope_of(ana, "POST /holds"),
        idempotency.scope_of(ben, "POST /bookings"),
        idempotency.scope_of(here, "POST /bookings"),
        idempotency.scope_of(there, "POST /bookings"),
        idempotency.scope_of(here, "POST /bookings", hold_token="t1"),
        idempotency.scope_of(here, "POST /bookings", hold_token="t2"),
    ]

    assert len(set(scopes)) == len(scopes)
    assert all(len(scope) <= 100 and "t1" not in scope for scope in scopes)
    # The phone that changed its network still has its hold.
    assert scopes[5] == idempotency.scope_of(there, "POST /bookings", hold_token="t1")
