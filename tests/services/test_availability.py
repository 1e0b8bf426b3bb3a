"""What the database holds, as open times: hours, claims, holds, limits, other workspaces."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from sched_app.db import Database
from sched_app.errors import Forbidden, NotFound, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.columns import aware, epoch
from sched_app.models.schedules import Claim, DateOverride, Hold, TimeOff
from sched_app.models.workspaces import Role
from sched_app.services import access, availability, hosts
from tests.factories import Factory

VISITOR = access.visitor()
DAY = timedelta(days=1)
ALL_OF_MONDAY = ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]


def monday(now: datetime) -> datetime:
    """Midnight of the day of `now`, which is a Monday at 08:00 UTC."""
    return now.replace(hour=0)


def offered(session: Session, meeting_type, now: datetime, **asked) -> list[str]:
    day = monday(now)
    asked = {"actor": VISITOR, "now": now} | asked
    found = availability.open_times(session, meeting_type.id, day, day + DAY, **asked)
    return [aware(at).strftime("%H:%M") for at in found.times]


def claim(session: Session, host, start: datetime, minutes: int, owner: str, **values) -> Claim:
    row = Claim(
        workspace_id=values.pop("workspace_id", host.membership.workspace_id),
        person_id=host.user.id,
        owner=owner,
        starts_at=epoch(start),
        ends_at=epoch(start) + minutes * 60,
        **values,
    )
    session.add(row)
    session.flush()
    return row


def booking(session: Session, meeting_type, start: datetime, **values) -> Booking:
    row = Booking(
        workspace_id=meeting_type.workspace_id,
        meeting_type_id=meeting_type.id,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        duration_minutes=60,
        currency="EUR",
        meeting_name="Coaching session",
        location_kind="link",
        attendee_name="Hannah",
        attendee_timezone="UTC",
        host_timezone="UTC",
        uid=f"{start.isoformat()}@example.org",
        source="page",
        created_at=start,
        changed_at=start,
        **({"status": "confirmed"} | values),
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def studio(make: Factory):
    return make.workspace()


@pytest.fixture
def ana(make: Factory, studio):
    return make.member(studio, "Ana Ruiz")


@pytest.fixture
def coaching(make: Factory, studio, ana):
    return make.meeting_type(studio, [ana], minutes=60, interval_minutes=60)


def test_hours_become_open_times(session, coaching, now) -> None:
    assert offered(session, coaching, now) == ALL_OF_MONDAY
    assert offered(session, coaching, now, duration_minutes=60) == ALL_OF_MONDAY


def test_times_that_have_passed_are_not_offered(session, coaching, now) -> None:
    assert offered(session, coaching, now.replace(hour=15)) == ["15:00", "16:00"]
    assert offered(session, coaching, now.replace(hour=15, second=1)) == ["16:00"]


def test_claims_close_times_and_keep_their_own_buffers(session, coaching, ana, now) -> None:
    claim(session, ana, now.replace(hour=12), 60, "booking:900", before=60, after=0)
    assert offered(session, coaching, now) == [
        time for time in ALL_OF_MONDAY if time not in ("11:00", "12:00")
    ]


def test_a_claim_that_is_no_longer_active_closes_nothing(session, coaching, ana, now) -> None:
    claim(session, ana, now.replace(hour=12), 60, "booking:900", active=False)
    assert offered(session, coaching, now) == ALL_OF_MONDAY


def test_a_hold_closes_its_time_until_the_second_it_expires(session, coaching, ana, now) -> None:
    expires = epoch(now) + 600
    claim(session, ana, now.replace(hour=12), 60, "hold:1", expires_at=expires)
    assert "12:00" not in offered(session, coaching, now + timedelta(seconds=599))
    assert "12:00" in offered(session, coaching, now + timedelta(seconds=600))


def test_ones_own_claim_is_no_hindrance(session, coaching, ana, now) -> None:
    claim(session, ana, now.replace(hour=12), 60, "booking:900")
    at_half_past = {"duration_minutes": 60, "now": now}
    noon = now.replace(hour=12)
    assert availability.offer_at(session, coaching.id, noon, **at_half_past) == []
    assert availability.offer_at(
        session, coaching.id, noon, **at_half_past, ignoring_owner="booking:900"
    ) == [ana.id]


def test_overrides_and_time_off_are_read(session, coaching, ana, studio, now) -> None:
    session.add(
        DateOverride(
            workspace_id=studio.id,
            schedule_id=ana.schedule.id,
            on_date=now.date(),
            hours=[[13 * 60, 18 * 60]],
        )
    )
    session.add(
        TimeOff(
            workspace_id=studio.id,
            membership_id=ana.id,
            starts_at=now.replace(hour=14),
            ends_at=now.replace(hour=16),
            created_at=now,
        )
    )
    session.flush()
    assert offered(session, coaching, now) == ["13:00", "16:00", "17:00"]


def test_limits_count_bookings_that_take_time_and_live_holds(
    session, make, studio, ana, now
) -> None:
    kind = make.meeting_type(studio, [ana], minutes=60, interval_minutes=60, limit_per_day=2)
    booking(session, kind, now.replace(hour=9), status="cancelled")
    booking(session, kind, now.replace(hour=10), status="requested", takes_time=False)
    one = booking(session, kind, now.replace(hour=11))
    assert offered(session, kind, now)
    held = Hold(
        workspace_id=studio.id,
        meeting_type_id=kind.id,
        token_hash="a token's hash",
        browser_key="",
        address_key="",
        starts_at=now.replace(hour=13),
        ends_at=now.replace(hour=14),
        duration_minutes=60,
        keeps_until=now,
        expires_at=now + timedelta(minutes=10),
        created_at=now,
    )
    session.add(held)
    session.flush()
    assert offered(session, kind, now) == []
    assert offered(session, kind, now, ignoring_owner=f"hold:{held.id}")
    assert offered(session, kind, now, ignoring_owner=f"booking:{one.id}")
    assert offered(session, kind, now + timedelta(minutes=10))


def test_a_time_in_another_workspace_is_busy_and_nothing_more(
    session, make, coaching, ana, now
) -> None:
    elsewhere = make.workspace()
    claim(
        session,
        ana,
        now.replace(hour=12),
        60,
        "booking:987654321",
        workspace_id=elsewhere.id,
        before=900,
    )
    assert "12:00" not in offered(session, coaching, now)
    for hour in (11, 12):
        told = availability.explain(
            session,
            coaching.id,
            now.replace(hour=hour),
            actor=ana.actor,
            now=now,
            locale="en",
        )
        assert told.hosts[0].line == "Ana Ruiz: busy elsewhere"
        assert "987654321" not in repr(told)
        assert "booking" not in repr(told)


def test_explain_says_why_in_the_workspaces_zone(session, make, now) -> None:
    studio = make.workspace(timezone="Europe/Madrid")
    ana = make.member(studio, "Ana Ruiz", timezone="Europe/Madrid")
    ben = make.member(studio, "Ben Okri", timezone="Europe/Madrid", weekly=[[1, 540, 600]])
    kind = make.meeting_type(
        studio, [ana, ben], minutes=60, interval_minutes=60, buffer_after_minutes=15
    )
    claim(session, ana, now.replace(hour=13), 60, "booking:900", after=30 * 60)
    told = availability.explain(
        session, kind.id, now.replace(hour=14), actor=ana.actor, now=now, locale="en"
    )
    assert told.verdict == "Mon 23 Nov, 15:00, Madrid time: not offered"
    assert told.timezone == "Europe/Madrid"
    assert not told.is_offered
    assert [host.line for host in told.hosts] == [
        "Ana Ruiz: buffer of their 14:00 booking",
        "Ben Okri: no hours on Mondays",
    ]
    assert told.hosts[0].id == ana.membership.public_id
    assert [reason.code for reason in told.hosts[0].reasons] == ["booking_buffer"]


def test_explain_is_for_members_of_the_workspace(session, make, coaching, now) -> None:
    asked = {"now": now, "locale": "en"}
    stranger = make.member(make.workspace(), "Zoe", role=Role.OWNER).actor
    with pytest.raises(NotSignedIn):
        availability.explain(session, coaching.id, now, actor=VISITOR, **asked)
    with pytest.raises((NotFound, Forbidden)):
        availability.explain(session, coaching.id, now, actor=stranger, **asked)


def test_inactive_types_are_for_members_only(session, make, studio, ana, now) -> None:
    kind = make.meeting_type(studio, [ana], minutes=60, visibility="inactive")
    with pytest.raises(NotFound):
        offered(session, kind, now)
    with pytest.raises(NotFound):
        offered(session, kind, now, actor=make.member(make.workspace(), "Zoe").actor)
    assert offered(session, kind, now, actor=ana.actor)
    told = availability.explain(
        session, kind.id, now.replace(hour=9), actor=ana.actor, now=now, locale="en"
    )
    assert not told.is_offered
    assert [reason.words for reason in told.reasons] == ["The meeting type is inactive"]


def test_unlisted_types_are_open_to_visitors(session, make, studio, ana, now) -> None:
    kind = make.meeting_type(studio, [ana], minutes=60, visibility="unlisted")
    assert offered(session, kind, now)


def test_unknown_types_and_durations_are_not_found(session, coaching, now) -> None:
    with pytest.raises(NotFound):
        availability.offer_at(session, 987_654, now, duration_minutes=None, now=now)
    with pytest.raises(NotFound):
        offered(session, coaching, now, duration_minutes=45)


def test_the_first_duration_is_meant_unless_one_is_named(session, make, studio, ana, now) -> None:
    kind = make.meeting_type(studio, [ana], minutes=[90, 30], interval_minutes=30)
    assert offered(session, kind, now)[-1] == "15:30"
    assert offered(session, kind, now, duration_minutes=30)[-1] == "16:30"


def test_an_organizer_may_override_the_rules_but_not_a_claim(
    session, make, studio, ana, now
) -> None:
    kind = make.meeting_type(studio, [ana], minutes=60, notice_minutes=10_000, limit_per_day=1)
    claim(session, ana, now.replace(hour=12), 60, "booking:900", before=900, after=900)
    asked = {"duration_minutes": None, "now": now}
    for hour, hosts_free in ((7, [ana.id]), (11, [ana.id]), (12, []), (13, [ana.id])):
        start = now.replace(hour=hour)
        assert availability.offer_at(session, kind.id, start, **asked) == []
        assert (
            availability.offer_at(session, kind.id, start, **asked, without_rules=True)
            == hosts_free
        )


def test_hosts_who_left_are_not_asked(session, make, studio, ana, now) -> None:
    ben = make.member(studio, "Ben", weekly=[[0, 18 * 60, 19 * 60]])
    kind = make.meeting_type(studio, [ana, ben], minutes=60, interval_minutes=60)
    assert offered(session, kind, now)[-1] == "18:00"
    ben.membership.left_at = now
    session.add(ben.membership)
    session.flush()
    assert offered(session, kind, now) == ALL_OF_MONDAY


def _counted(database: Database, work: Callable[[Session], object]) -> int:
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as session:
        work(session)
    sa.event.remove(database.engine, "before_cursor_execute", note)
    return len(statements)


def test_the_number_of_statements_does_not_grow(database, factory_for, now) -> None:
    counts = []
    for team, bookings in ((1, 0), (6, 40)):
        with database.transaction() as session:
            make = factory_for(session)
            studio = make.workspace()
            people = [make.member(studio, f"Host {number}") for number in range(team)]
            kind = make.meeting_type(studio, people, minutes=60, limit_per_day=50)
            for number in range(bookings):
                start = now + timedelta(days=number // 8, hours=number % 8)
                for host in people:
                    claim(session, host, start, 60, f"booking:{number}")
                booking(session, kind, start)
            key = kind.id
        counts += [
            _counted(
                database,
                lambda opened, key=key: availability.open_times(
                    opened, key, now, now + timedelta(days=31), actor=VISITOR, now=now
                ),
            ),
            _counted(
                database,
                lambda opened, key=key: availability.offer_at(
                    opened, key, now, duration_minutes=None, now=now
                ),
            ),
        ]
    assert counts == [6, 6, 6, 6]


def test_both_databases_give_the_same_times(database, factory_for, now) -> None:
    with database.transaction() as session:
        make = factory_for(session)
        studio = make.workspace(timezone="Europe/London")
        ana = make.member(studio, "Ana", timezone="America/New_York")
        ben = make.member(studio, "Ben", timezone="Europe/London")
        kind = make.meeting_type(
            studio, [ana, ben], minutes=60, interval_minutes=60, limit_per_week=9
        )
        claim(session, ben, now.replace(hour=10), 90, "booking:1")
        session.add(
            DateOverride(
                workspace_id=studio.id,
                schedule_id=ana.schedule.id,
                on_date=date(2026, 11, 23),
                hours=[],
            )
        )
        key = kind.id
    with database.reading() as session:
        found = hosts.load(session, key, epoch(now), epoch(now + DAY), now=epoch(now))
        times = availability.open_times(session, key, now, now + DAY, actor=VISITOR, now=now).times
    assert [host.zone for host in found.hosts] == ["America/New_York", "Europe/London"]
    assert [aware(at).hour for at in times] == [9, 12, 13, 14, 15, 16]


def test_claims_are_found_by_their_index(sqlite_database, factory_for, now) -> None:
    with sqlite_database.transaction() as session:
        make = factory_for(session)
        studio = make.workspace()
        ana = make.member(studio)
        make.meeting_type(studio, [ana])
        window = {"type": 1, "owner": "", "now": 0, "since": 0, "until": 0}
        window |= {"earliest": 0, "latest": 0}
        compiled = hosts._CLAIMS.compile(dialect=sqlite_database.engine.dialect)
        values = [window[name] for name in compiled.positiontup or []]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
        steps = " / ".join(row[3] for row in plan)
    assert "SEARCH claims USING INDEX ix_claims_person" in steps, steps
