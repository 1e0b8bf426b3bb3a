"""Counts in fixed windows, shared through the database."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import TooMany
from sched_app.models.operations import RateCount
from sched_app.services import limits
from tests.conftest import NOW

HOUR = timedelta(hours=1)


def test_so_many_pass_and_the_next_is_told_when_to_come_back(session):
    now = NOW + timedelta(minutes=40)
    for _ in range(3):
        limits.count(session, "hold:a", most=3, within=HOUR, now=now)

    with pytest.raises(TooMany) as refusal:
        limits.count(session, "hold:a", most=3, within=HOUR, now=now)
    assert refusal.value.retry_after == 20 * 60


def test_keys_do_not_share_and_windows_begin_anew(session):
    limits.count(session, "hold:a", most=1, within=HOUR, now=NOW)
    limits.count(session, "hold:b", most=1, within=HOUR, now=NOW)
    limits.count(session, "hold:a", most=1, within=HOUR, now=NOW + HOUR)

    with pytest.raises(TooMany):
        limits.count(
            session, "hold:a", most=1, within=HOUR, now=NOW + 2 * HOUR - timedelta(seconds=1)
        )


def test_a_refused_count_goes_with_its_transaction(database):
    with database.transaction() as session:
        limits.count(session, "book:a", most=1, within=HOUR, now=NOW)
    for _ in range(2):
        with pytest.raises(TooMany), database.transaction() as session:
            limits.count(session, "book:a", most=1, within=HOUR, now=NOW)

    with database.reading() as session:
        assert session.exec(select(RateCount.count)).one() == 1


def test_windows_that_passed_are_forgotten(session):
    limits.count(session, "hold:a", most=1, within=HOUR, now=NOW)
    limits.count(session, "hold:b", most=1, within=HOUR, now=NOW + HOUR)

    assert limits.forget_old(session, now=NOW + HOUR + timedelta(seconds=1)) == 1
    assert session.exec(select(RateCount.key)).all() == ["hold:b"]
