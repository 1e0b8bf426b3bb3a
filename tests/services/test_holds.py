"""Holds: made, capped, resumed, left, given up, expired."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app.errors import Forbidden, HoldExpired, NotFound, SlotTaken, TooMany
from sched_app.models.schedules import Claim, Hold
from sched_app.services import bookings, holds
from sched_app.services.access import Actor, ActorKind
from tests.conftest import NOW
from tests.support.visits import (
    TERMS,
    at,
    book,
    browser,
    claims_in,
    keep,
    spans_of,
    typed,
    version_of,
)

MINUTE = timedelta(minutes=1)
WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


def test_a_hold_keeps_the_time_and_tells_open_pages(session, kind, ana):
    before = version_of(session, ana.user.id)

    held = keep(session, kind, at(9))

    assert held.ends_at - held.starts_at == 30 * MINUTE
    assert held.expires_at == NOW + 10 * MINUTE
    assert spans_of(session, ana.user.id) == [(at(9), at(9.5))]
    assert version_of(session, ana.user.id) > before


def test_the_token_is_not_stored(session, kind):
    held = keep(session, kind, at(9))

    row = session.exec(select(Hold).where(Hold.public_id == held.id)).one()
    assert held.token not in str(row.model_dump())


def test_a_second_visitor_cannot_hold_the_same_time(session, kind):
    keep(session, kind, at(9))

    with pytest.raises(SlotTaken):
        keep(session, kind, at(9), actor=browser("b2"))


@pytest.mark.parametrize("hour", [8.5, 17, 9.25])
def test_what_is_not_offered_is_not_held(session, kind, hour):
    with pytest.raises(SlotTaken):
        keep(session, kind, at(hour))


def test_a_fraction_of_a_second_is_no_start(session, kind):
    with pytest.raises(SlotTaken):
        keep(session, kind, at(9) + timedelta(microseconds=1))


def test_buffers_of_neighbours_add(session, make, studio, ana):
    kind = make.meeting_type(
        studio, [ana], buffer_before_minutes=15, buffer_after_minutes=15, interval_minutes=15
    )
    keep(session, kind, at(10))

    for hour in (9.25, 9.5, 10.5, 10.75):
        with pytest.raises(SlotTaken):
            keep(session, kind, at(hour), actor=browser("b2"))
    keep(session, kind, at(9), actor=browser("b2"))
    keep(session, kind, at(11), actor=browser("b3"))


def test_an_expired_hold_is_removed_by_whoever_takes_the_time(session, kind, ana):
    first = keep(session, kind, at(9))
    later = NOW + 10 * MINUTE

    second = keep(session, kind, at(9), actor=browser("b2"), now=later)

    assert session.exec(select(Hold).where(Hold.public_id == first.id)).first() is None
    assert len(claims_in(session, person_id=ana.user.id)) == 1
    with pytest.raises(HoldExpired):
        book(session, hold_token=first.token, now=later)
    assert book(session, hold_token=second.token, now=later).starts_at == at(9)


def test_a_hold_lives_until_the_second_before_its_expiry(session, kind):
    held = keep(session, kind, at(9))

    with pytest.raises(SlotTaken):
        keep(
            session, kind, at(9), actor=browser("b2"), now=NOW + 10 * MINUTE - timedelta(seconds=1)
        )
    assert holds.find(session, held.token, now=NOW + 10 * MINUTE - timedelta(seconds=1))
    with pytest.raises(HoldExpired):
        holds.find(session, held.token, now=NOW + 10 * MINUTE)


def test_a_hold_counts_against_the_days_limit(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], limit_per_day=2)
    keep(session, kind, at(9))
    keep(session, kind, at(10), actor=browser("b2"))

    with pytest.raises(SlotTaken):
        keep(session, kind, at(11), actor=browser("b3"))
    keep(session, kind, at(11, day=2), actor=browser("b3"))
    keep(session, kind, at(11), actor=browser("b4"), now=NOW + 10 * MINUTE)


def test_one_that_replaces_another_frees_it_in_the_same_step(session, kind, ana):
    first = keep(session, kind, at(9))

    second = keep(session, kind, at(9.5), replaces=first.token)

    assert spans_of(session, ana.user.id) == [(at(9.5), at(10))]
    with pytest.raises(HoldExpired):
        holds.find(session, first.token, now=NOW)
    assert keep(session, kind, at(9.5), replaces=second.token).starts_at == at(9.5)


def test_a_browser_keeps_two_times_at_most(session, kind):
    keep(session, kind, at(9))
    second = keep(session, kind, at(10))

    with pytest.raises(TooMany):
        keep(session, kind, at(11))
    keep(session, kind, at(11), replaces=second.token)
    keep(session, kind, at(12), now=NOW + 10 * MINUTE)
    keep(session, kind, at(13), actor=browser("b2"))


def test_an_address_keeps_ten_times_as_many(session, make, studio):
    hosts = [make.member(studio, f"Host {number}") for number in range(21)]
    kind = make.meeting_type(studio, hosts)
    for number in range(20):
        keep(session, kind, at(9), actor=browser(f"b{number}", address="a1"))

    with pytest.raises(TooMany):
        keep(session, kind, at(9), actor=browser("b20", address="a1"))
    keep(session, kind, at(9), actor=browser("b20", address="a2"))


def test_the_hours_holds_are_counted_by_address(session, kind):
    terms = replace(TERMS, limited=True, holds_per_hour=2)
    for _ in range(2):
        held = keep(session, kind, at(9), actor=browser(address="a1"), terms=terms)
        holds.release(session, held.token)

    with pytest.raises(TooMany) as refusal:
        keep(session, kind, at(9), actor=browser(address="a1"), terms=terms)
    assert 0 < refusal.value.retry_after <= 3600
    keep(session, kind, at(9), actor=browser(address="a1"), terms=terms, now=NOW + 60 * MINUTE)


def test_releasing_frees_the_time_and_twice_does_no_harm(session, kind, ana):
    held = keep(session, kind, at(9))
    before = version_of(session, ana.user.id)

    holds.release(session, held.token)
    holds.release(session, held.token)
    holds.release(session, "no such token")

    assert claims_in(session, person_id=ana.user.id) == []
    assert version_of(session, ana.user.id) > before


def test_a_page_that_left_can_come_back_within_its_grace(session, kind):
    held = keep(session, kind, at(9))

    holds.leave(session, held.token, now=NOW + MINUTE)
    left = session.exec(select(Claim).where(Claim.person_id.is_not(None), Claim.active)).one()
    session.refresh(left)
    assert left.expires_at == int((NOW + MINUTE + holds.GRACE).timestamp())

    back = holds.resume(session, held.token, now=NOW + MINUTE + timedelta(seconds=19))
    assert back.expires_at == held.expires_at
    assert back.token == held.token


def test_a_page_that_left_for_longer_lost_its_time(session, kind):
    held = keep(session, kind, at(9))
    holds.leave(session, held.token, now=NOW + MINUTE)

    with pytest.raises(HoldExpired):
        holds.resume(session, held.token, now=NOW + MINUTE + holds.GRACE)
    keep(session, kind, at(9), actor=browser("b2"), now=NOW + MINUTE + holds.GRACE)


def test_leaving_never_lengthens(session, kind):
    held = keep(session, kind, at(9))

    holds.leave(session, held.token, now=held.expires_at - timedelta(seconds=5))

    with pytest.raises(HoldExpired):
        holds.find(session, held.token, now=held.expires_at)


def test_the_job_removes_what_ran_out_one_type_at_a_time(session, make, studio, ana):
    ben = make.member(studio, "Ben Ode")
    first, second = make.meeting_type(studio, [ana]), make.meeting_type(studio, [ben])
    keep(session, first, at(9))
    keep(session, first, at(10), actor=browser("b2"))
    keep(session, second, at(9), actor=browser("b3"))
    alive = keep(session, second, at(10), actor=browser("b4"), now=NOW + MINUTE)
    later = NOW + 10 * MINUTE
    before = version_of(session, ana.user.id)

    assert [holds.expire_due(session, now=later) for _ in range(3)] == [2, 1, 0]

    assert [row.public_id for row in session.exec(select(Hold))] == [alive.id]
    assert version_of(session, ana.user.id) > before


def test_the_job_leaves_what_is_resumed_while_it_waits(postgres_database, factory_for):
    with postgres_database.transaction() as session:
        make = factory_for(session)
        studio = make.workspace()
        kind = make.meeting_type(studio, [make.member(studio)])
        held = keep(session, kind, at(9))
        holds.leave(session, held.token, now=NOW)
    late = NOW + holds.GRACE

    def expire() -> int:
        with postgres_database.transaction() as session:
            return holds.expire_due(session, now=late)

    with ThreadPoolExecutor(1) as other:
        with postgres_database.transaction() as session:
            holds.resume(session, held.token, now=NOW)
            job = other.submit(expire)
            with postgres_database.engine.connect() as watching:
                while not watching.execute(WAITING).scalar_one():
                    assert not job.done(), job.exception()
        assert job.result() == 0
    with postgres_database.reading() as session:
        assert holds.find(session, held.token, now=late)


def test_collective_keeps_every_host(session, make, studio, ana):
    ben = make.member(studio, "Ben Ode")
    kind = make.meeting_type(studio, [ana, ben], routing="collective")

    keep(session, kind, at(9))

    assert spans_of(session, ana.user.id) == spans_of(session, ben.user.id) == [(at(9), at(9.5))]


def test_a_person_of_two_workspaces_is_one_person(session, make, studio, ana):
    other = make.workspace()
    there = make.member(other, user=ana.user)
    here, elsewhere = make.meeting_type(studio, [ana]), make.meeting_type(other, [there])
    keep(session, here, at(9))

    with pytest.raises(SlotTaken):
        keep(session, elsewhere, at(9), actor=browser("b2"))
    with pytest.raises(SlotTaken):
        book(session, elsewhere, at(9), actor=browser("b2"))
    keep(session, elsewhere, at(9.5), actor=browser("b2"))


@pytest.mark.parametrize("values", [{"visibility": "inactive"}, {"archived_at": NOW}])
def test_an_inactive_type_is_not_there(session, make, studio, ana, values):
    kind = make.meeting_type(studio, [ana], **values)

    with pytest.raises(NotFound):
        keep(session, kind, at(9))
    with pytest.raises(NotFound):
        book(session, kind, at(9))


def test_an_unlisted_type_can_be_held(session, make, studio, ana):
    kind = make.meeting_type(studio, [ana], visibility="unlisted")

    assert keep(session, kind, at(9)).starts_at == at(9)


def test_unknown_types_and_durations_are_not_there(session, kind):
    with pytest.raises(NotFound):
        holds.hold(
            session, 10**9, at(9), duration_minutes=None, actor=browser(), terms=TERMS, now=NOW
        )
    with pytest.raises(NotFound):
        keep(session, kind, at(9), duration_minutes=45)


def test_who_has_no_line_in_the_rights_table_may_not_hold(session, kind, studio):
    with pytest.raises(Forbidden):
        keep(session, kind, at(9), actor=Actor(ActorKind.USER, studio.id, role="guest"))


def test_a_hold_of_someone_else_is_known_by_its_token_alone(session, kind):
    held = keep(session, kind, at(9))

    with pytest.raises(HoldExpired):
        book(session, hold_token=held.token + "x", actor=browser("b2"))
    made = bookings.book(
        session,
        details=typed(),
        actor=browser("another browser"),
        terms=TERMS,
        now=NOW,
        source="page",
        hold_token=held.token,
    )
    assert made.starts_at == at(9)
