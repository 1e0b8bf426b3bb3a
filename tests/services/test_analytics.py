"""A period's numbers: they equal a recount from the rows, by whoever may read them."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from sched_app.db import Database
from sched_app.errors import Invalid, NotFound, NotSignedIn
from sched_app.models.bookings import Booking, BookingHost, BookingStatus
from sched_app.models.columns import public_id
from sched_app.models.traffic import VisitCount
from sched_app.models.workspaces import Event, Role
from sched_app.services import (
    analytics,
    analytics_rows,
    analytics_tables,
    csv_files,
    time_off,
    traffic,
)
from sched_app.services.analytics_numbers import ANSWERS, HELD, KEPT, LEADS
from sched_app.services.analytics_periods import read
from sched_app.services.analytics_rows import Slice
from sched_app.services.time_off import TimeOffForm
from sched_app.services.traffic import Stage
from tests.conftest import NOW
from tests.factories import Factory
from tests.services.people import STRANGER, customer_of, outsider

ZONE = "Europe/London"  # Its clock went back on 25 October 2026.
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
CUSTOM = ("custom", "2026-10-19", "2026-11-08")
STATUSES = [status.value for status in BookingStatus]


@pytest.fixture
def studio(make):
    return make.workspace(timezone=ZONE)


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Olga Owner", role=Role.OWNER)


@pytest.fixture
def ana(make, studio):
    return make.member(studio)


@pytest.fixture
def kind(make, studio, ana):
    return make.meeting_type(studio, [ana])


def booked(session, kind, hosts, at, *, made=None, status="completed", asked=False, answered=None):
    """Put a booking in as a row, whenever it is."""
    public = public_id("bk")()
    row = Booking(
        public_id=public, workspace_id=kind.workspace_id, meeting_type_id=kind.id, status=status,
        starts_at=at, ends_at=at + 30 * MINUTE, duration_minutes=30, currency="EUR",
        meeting_name=kind.name, location_kind="link", attendee_name="=cmd|' /C calc'!A0",
        attendee_timezone="UTC", host_timezone="UTC", uid=f"{public}@x", source="page",
        created_at=made or at - DAY, changed_at=at, request_expires_at=at if asked else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for host in hosts:
        session.add(
            BookingHost(
                workspace_id=kind.workspace_id, booking_id=row.id or 0,
                membership_id=host.membership.id, person_id=host.user.id,
            )
        )  # fmt: skip
    if answered is not None:
        session.add(
            Event(
                workspace_id=kind.workspace_id, what="booking.accepted", subject_kind="booking",
                subject_id=row.id or 0, actor_kind="user", at=answered,
            )
        )  # fmt: skip
    session.flush()
    return row


def seen(session, actor, period=CUSTOM, now=NOW):
    return analytics.report(session, *period, actor=actor, now=now)


def behind(session, actor, kind, value="", period=CUSTOM, limit=100):
    """List all rows behind a number, page by page."""
    found, cursor = [], None
    while True:
        page = analytics_rows.page(
            session, *period, Slice(kind, value), actor=actor, now=NOW, limit=limit, cursor=cursor
        )
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


# --- A recount -----------------------------------------------------------------------------------

ROW = st.fixed_dictionaries(
    {
        # Minutes around a period in which the clock goes back, and around its ends.
        "at": st.integers(-2 * 1440, 23 * 1440),
        "ahead": st.integers(0, 60 * 1440),
        "status": st.sampled_from(STATUSES),
        "type": st.integers(0, 1),
        "hosts": st.sampled_from([(0,), (1,), (0, 1)]),
        "answered": st.none() | st.integers(0, 4 * 1440),
        "asked": st.booleans(),
    }
)


def recount(session: Session, host_id: int | None) -> dict[str, object]:
    """Count the rows one by one, by Python's own calendar."""
    place = ZoneInfo(ZONE)
    since, until = date(2026, 10, 19), date(2026, 11, 9)
    found: dict[str, Counter[object]] = {
        name: Counter() for name in ("weeks", "types", "members", "leads", "at", "answers")
    }
    sums: Counter[str] = Counter()
    for row in session.exec(select(Booking)):
        hosts = session.exec(
            select(BookingHost.membership_id).where(BookingHost.booking_id == row.id)
        ).all()
        if host_id is not None and host_id not in hosts:
            continue
        local = row.starts_at.astimezone(place)
        if since <= row.created_at.astimezone(place).date() < until and row.request_expires_at:
            sums["asked"] += 1
            event = session.exec(
                select(Event).where(Event.subject_id == row.id).order_by(col(Event.at))
            ).first()
            if event is not None:
                waited = (event.at - row.created_at).total_seconds()
                found["answers"][sum(waited >= end for end in ANSWERS)] += 1
        if not since <= local.date() < until:
            continue
        sums["held"] += row.status in HELD
        sums["no_shows"] += row.status == "no_show"
        sums["cancelled"] += row.status == "cancelled"
        if row.status not in KEPT:
            continue
        sums["bookings"] += 1
        found["weeks"][(local.date() - since).days // 7] += 1
        found["types"][row.meeting_type_id] += 1
        for host in hosts:
            if host_id in (None, host):
                found["members"][host] += 1
        found["at"][local.weekday(), local.hour] += 1
        ahead = (row.starts_at - row.created_at).total_seconds()
        found["leads"][sum(ahead >= end for end in LEADS)] += 1
    return {**{name: dict(counts) for name, counts in found.items()}, "sums": dict(sums)}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROW, max_size=12), is_organizer=st.booleans())
def test_every_number_equals_a_recount_from_the_rows(session, rows, is_organizer):
    nested = session.begin_nested()
    try:
        _check(session, rows, is_organizer)
    finally:
        nested.rollback()
        session.expire_all()


def _check(session: Session, rows: list[dict[str, object]], is_organizer: bool) -> None:
    make = Factory(session, NOW)
    home = make.workspace(timezone=ZONE)
    owner = make.member(home, "Olga Owner", role=Role.OWNER)
    hosts = [make.member(home, name) for name in ("Ana Ruiz", "Ben Cole")]
    kinds = [make.meeting_type(home, hosts), make.meeting_type(home, hosts)]
    begin = datetime(2026, 10, 18, 23, tzinfo=UTC)  # Midnight in London.
    for row in rows:
        at = begin + row["at"] * MINUTE
        made = at - row["ahead"] * MINUTE
        waited = row["answered"]
        booked(
            session, kinds[row["type"]], [hosts[n] for n in row["hosts"]], at, made=made,
            status=row["status"], asked=row["asked"],
            answered=None if waited is None or not row["asked"] else made + waited * MINUTE,
        )  # fmt: skip
    actor = hosts[0].actor if is_organizer else owner.actor

    report = seen(session, actor)

    again = recount(session, hosts[0].id if is_organizer else None)
    ids = {kind.public_id: kind.id for kind in kinds}
    members = {host.membership.public_id: host.id for host in hosts}
    assert {at: count for at, count in enumerate(report.weekly) if count} == again["weeks"]
    assert {ids[one.id]: one.count for one in report.types if one.count} == again["types"]
    assert {members[one.id]: one.count for one in report.members} == again["members"]
    assert {step: count for step, count in enumerate(report.leads) if count} == again["leads"]
    assert {step: count for step, count in enumerate(report.answers) if count} == again["answers"]
    assert report.booked_at == again["at"]
    sums = Counter(again["sums"])
    names = ("bookings", "held", "no_shows", "cancelled", "asked")
    assert {name: getattr(report.now, name) for name in names} == {n: sums[n] for n in names}
    assert report.now.booked_minutes == 30 * sums["bookings"]
    _check_rows(session, actor, report)


def _check_rows(session, actor, report):
    """Behind every number stand as many rows as it says, in pages of three."""
    for kind, count in (
        ("all", report.now.bookings), ("held", report.now.held), ("asked", report.now.asked),
        ("no_show", report.now.no_shows), ("cancelled", report.now.cancelled),
        ("before", report.before.bookings),
    ):  # fmt: skip
        found = behind(session, actor, kind, limit=3)
        assert len({one.id for one in found}) == len(found) == count, kind
    for week, count in zip(report.weeks, report.weekly, strict=True):
        assert len(behind(session, actor, "week", week.isoformat())) == count
    for one in report.types:
        assert len(behind(session, actor, "type", one.id)) == one.count
    for one in report.members:
        assert len(behind(session, actor, "member", one.id)) == one.count
    for step, count in enumerate(report.leads):
        assert len(behind(session, actor, "lead", str(step))) == count
    for step, count in enumerate(report.answers):
        assert len(behind(session, actor, "answer", str(step))) == count
    assert len(behind(session, actor, "answer", "none")) == report.unanswered
    for (weekday, hour), count in report.booked_at.items():
        assert len(behind(session, actor, "at", f"{weekday}-{hour}")) == count


def test_postgres_counts_as_sqlite_does(database: Database, factory_for):
    with database.transaction() as session:
        make = factory_for(session)
        home = make.workspace(timezone=ZONE)
        owner, ana = make.member(home, role=Role.OWNER), make.member(home, "Ana Ruiz")
        kind = make.meeting_type(home, [ana])
        at = datetime(2026, 10, 26, 9, tzinfo=UTC)
        booked(session, kind, [ana], at, status="no_show")
        booked(session, kind, [ana], at + DAY, asked=True, answered=at + 2 * HOUR)
        traffic.write(session, {_visit(kind, Stage.OPENED): 2})
        traffic.write(session, {_visit(kind, Stage.OPENED): 3, _visit(kind, Stage.CHOSEN): 1})

    with database.reading() as session:
        report = seen(session, owner.actor)
        assert report.weekly == (0, 2, 0)
        assert (report.now.bookings, report.now.no_shows, report.now.held) == (2, 1, 2)
        assert report.booked_at == {(0, 9): 1, (1, 9): 1}
        assert (report.now.answered, report.now.answer_seconds) == (1, 2 * 3600)
        assert report.now.stages == (5, 1, 0, 0)
        _check_rows(session, owner.actor, report)
        assert analytics_rows.days(
            session, *CUSTOM, "opened", actor=owner.actor, now=NOW
        ).items == (analytics_rows.DayView(date(2026, 10, 26), kind.name, 5),)


# --- Periods -------------------------------------------------------------------------------------


def test_named_periods_are_whole_weeks_up_to_last_sunday():
    wednesday = NOW + 2 * DAY
    found = read("4w", "", "", zone="UTC", now=wednesday)

    assert (found.since, found.last) == (date(2026, 10, 26), date(2026, 11, 22))
    assert found.before().last == date(2026, 10, 25)
    assert len(read("52w", "", "", zone="UTC", now=NOW).weeks()) == 52
    assert read("nonsense", "", "", zone="UTC", now=NOW).days == 84


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        ("", "2026-11-01", "first"),
        ("2026-11-02", "2026-11-01", "last"),
        ("2020-11-02", "2026-11-01", "last"),
        ("0001-01-01", "2026-11-01", "first"),
    ],
)
def test_dates_that_make_no_period_are_refused_at_their_field(first, last, fault):
    with pytest.raises(Invalid) as refused:
        read("custom", first, last, zone="UTC", now=NOW)

    assert set(refused.value.fields) == {fault}


# --- Open hours ----------------------------------------------------------------------------------


def test_utilisation_is_of_the_open_hours_less_absences(session, make, studio, owner, ana, kind):
    # Ana works 40 hours a week; nobody books Olga, whose hours therefore do not count.
    assert seen(session, owner.actor).now.open_minutes == 3 * 40 * 60

    for first, last in ((9, 13), (12, 17)):  # They overlap; one of Ana's days is gone, once.
        at = datetime(2026, 10, 20, tzinfo=UTC)
        form = TimeOffForm(at + first * HOUR, at + last * HOUR, "")
        time_off.add(session, form, actor=ana.actor, now=NOW)
    assert seen(session, owner.actor).now.open_minutes == (3 * 40 - 8) * 60


# --- Visits --------------------------------------------------------------------------------------


def _visit(kind, stage, *, days=0, **given):
    at = datetime(2026, 10, 26, 9, tzinfo=UTC) + days * DAY
    return traffic.visit(kind.id, stage, zone=ZONE, now=at, **given)


def test_visits_are_counted_by_the_day_and_the_hour_of_the_workspace(session, owner, kind):
    late = datetime(2026, 10, 26, 23, 30, tzinfo=UTC)
    chosen = datetime(2026, 10, 29, 23, 30, tzinfo=UTC)
    visits = {
        _visit(kind, Stage.OPENED, visitor_zone="Asia/Tokyo"): 3,
        _visit(kind, Stage.OPENED, visitor_zone="Europe/Berlin"): 1,
        traffic.visit(kind.id, Stage.CHOSEN, zone="Asia/Tokyo", now=late, chosen_at=chosen): 2,
        traffic.visit(999_999, Stage.OPENED, zone=ZONE, now=late): 7,
    }
    assert traffic.write(session, visits) == 6

    report = seen(session, owner.actor)
    assert report.now.stages == (4, 2, 0, 0)
    assert report.zones == (("Asia/Tokyo", 3), ("Europe/Berlin", 1))
    assert report.chosen_at == {(4, 8): 2}  # Friday, 08:30 in Tokyo.
    assert report.counted_since == date(2026, 10, 26)
    days = analytics_rows.days(session, *CUSTOM, "chosen", actor=owner.actor, now=NOW)
    assert [(one.on, one.count) for one in days.items] == [(date(2026, 10, 27), 2)]


def test_days_come_in_pages(session, owner, kind):
    traffic.write(session, {_visit(kind, Stage.BOOKED, days=day): day + 1 for day in range(5)})
    found, cursor = [], None
    for _ in range(3):
        page = analytics_rows.days(
            session, *CUSTOM, "booked", actor=owner.actor, now=NOW, limit=2, cursor=cursor
        )
        found += [one.count for one in page.items]
        cursor = page.next_cursor

    assert found == [5, 4, 3, 2, 1]
    assert cursor is None


def test_the_table_of_counts_has_no_room_for_a_person():
    assert set(VisitCount.__table__.columns.keys()) == {
        "id", "workspace_id", "meeting_type_id", "on_date", "stage", "facet", "count",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", True),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", False),
        ("Mozilla/5.0 HeadlessChrome/140.0", False),
        ("python-requests/2.32", False),
        ("", False),
    ],
)
def test_robots_are_nobody(agent, expected):
    assert traffic.is_person(agent) is expected


# --- Who may -------------------------------------------------------------------------------------


def test_an_organizer_sees_their_own_numbers_alone(session, make, studio, owner, ana, kind):
    ben = make.member(studio, "Ben Cole")
    other = make.meeting_type(studio, [ben])
    at = datetime(2026, 10, 26, 9, tzinfo=UTC)
    booked(session, kind, [ana], at)
    booked(session, other, [ben], at)
    booked(session, other, [ben], at + HOUR)
    traffic.write(session, {_visit(kind, Stage.OPENED): 1, _visit(other, Stage.OPENED): 5})

    assert (seen(session, owner.actor).now.bookings, seen(session, ana.actor).now.bookings) == (
        3,
        1,
    )
    assert [one.name for one in seen(session, ana.actor).members] == ["Ana Ruiz"]
    assert (seen(session, ana.actor).now.opened, seen(session, ben.actor).now.opened) == (1, 5)
    assert seen(session, ana.actor).now.open_minutes == 3 * 40 * 60
    assert behind(session, ana.actor, "member", ben.membership.public_id) == []
    assert len(behind(session, ben.actor, "all")) == 2


def test_others_are_refused(session, make, studio, owner):
    for who, error in ((STRANGER, NotSignedIn), (customer_of(studio), NotFound)):
        for ask in (
            lambda who=who: seen(session, who),
            lambda who=who: behind(session, who, "all"),
            lambda who=who: analytics_rows.days(session, *CUSTOM, "opened", actor=who, now=NOW),
            lambda who=who: _csv(session, who, "weeks"),
        ):
            with pytest.raises(error):
                ask()
    elsewhere = seen(session, outsider(make).actor)
    assert elsewhere.now.bookings == 0


def test_slices_and_cursors_that_are_none_are_refused(session, owner):
    for kind, value in (
        ("nothing", ""), ("lead", "99"), ("lead", "x"), ("at", "7-1"), ("answer", "9"),
        ("week", "soon"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            behind(session, owner.actor, kind, value)
    for cursor in ("x", "LTE6MQ==", "OTk5OTk5OTk5OTk5OTk5OTk5OTk6MQ=="):
        with pytest.raises(Invalid):
            analytics_rows.page(
                session, *CUSTOM, Slice("all"), actor=owner.actor, now=NOW, cursor=cursor
            )
    with pytest.raises(Invalid):
        analytics_rows.days(session, *CUSTOM, "nothing", actor=owner.actor, now=NOW)


# --- CSV -----------------------------------------------------------------------------------------


def _csv(session, actor, what):
    text = analytics_tables.table(session, what, CUSTOM, actor=actor, now=NOW, locale="en")
    return list(csv.reader(io.StringIO(text.removeprefix(csv_files.MARK))))


def test_each_table_can_be_loaded_down(session, owner, ana, kind):
    at = datetime(2026, 10, 26, 9, tzinfo=UTC)
    booked(session, kind, [ana], at, asked=True, answered=at + HOUR)
    traffic.write(session, {_visit(kind, Stage.OPENED, visitor_zone="Asia/Tokyo"): 4})

    assert _csv(session, owner.actor, "weeks")[1:] == [
        ["2026-10-19", "0", "0"], ["2026-10-26", "1", "0"], ["2026-11-02", "0", "0"],
    ]  # fmt: skip
    assert _csv(session, owner.actor, "members")[1:] == [["Ana Ruiz", "1", "30", "7200"]]
    assert _csv(session, owner.actor, "zones")[1:] == [["Asia/Tokyo", "4"]]
    assert _csv(session, owner.actor, "times")[1:] == [["Monday", "09:00", "1", "0"]]
    for what in analytics_tables.TABLES:
        assert len(_csv(session, owner.actor, what)) > 1, what
    with pytest.raises(NotFound):
        _csv(session, owner.actor, "nothing")


def test_no_cell_of_a_csv_begins_a_formula(session, owner, ana, kind):
    ana.user.name = "@SUM(1+1)"
    kind.name = "+1 hour"
    session.add_all([ana.user, kind])
    session.flush()
    booked(session, kind, [ana], datetime(2026, 10, 26, 9, tzinfo=UTC))

    rows = analytics_tables.rows(
        session, CUSTOM, Slice("all"), actor=owner.actor, now=NOW, locale="en"
    )

    (line,) = list(csv.reader(io.StringIO(rows.removeprefix(csv_files.MARK))))[1:]
    assert line[4:7] == ["'=cmd|' /C calc'!A0", "'+1 hour", "'@SUM(1+1)"]
    assert line[:3] == ["2026-10-26 09:00", "2026-10-26 09:30", "2026-10-25 09:00"]
    for cells in (_csv(session, owner.actor, "types"), _csv(session, owner.actor, "members")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for line in cells for cell in line)
