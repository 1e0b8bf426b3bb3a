"""Open times over HTTP: who may ask, which windows, in which zone they are written."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sched_app.api import instants
from tests.api.conftest import fields, problem

MONTH = "from=2026-12-01T00:00:00Z&until=2027-01-01T00:00:00Z"
BY_SLUG = "/workspaces/fernhill/meeting-types/{}/slots?{}"


@pytest.mark.parametrize("kind", ["single", "robin", "collective", "approval", "unlisted"])
def test_anyone_may_ask_for_what_is_public_or_unlisted(visitor, laid, kind):
    by_slug = visitor.ok("GET", BY_SLUG.format(kind, MONTH))
    by_id = visitor.ok("GET", f"/meeting-types/{laid.types[kind]}/slots?{MONTH}")

    assert by_slug == by_id
    assert by_slug["duration_minutes"] == 30
    assert by_slug["timezone"] == "UTC"
    assert by_slug["slots"][0] == "2026-12-01T00:00:00Z"
    assert len(by_slug["slots"]) == 31 * 48


def test_a_hidden_type_is_told_to_its_members_only(visitor, organizer, stranger):
    path = BY_SLUG.format("hidden", MONTH)

    problem(visitor("GET", path), 404, "not-found")
    problem(stranger("GET", path), 404, "not-found")
    assert organizer.ok("GET", path)["slots"]


def test_times_are_written_in_the_zone_that_is_asked_for(visitor):
    window = "from=2026-12-01T00:00:00%2B01:00&until=2026-12-02T00:00:00%2B01:00"

    found = visitor.ok("GET", BY_SLUG.format("single", f"{window}&timezone=Asia/Kathmandu"))

    assert found["slots"][0] == "2026-12-01T04:45:00+05:45"
    assert found["timezone"] == "Asia/Kathmandu"


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]
)
def test_written_instants_equal_what_datetime_writes(zone):
    begin = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    times = [begin + 1800 * step for step in range(48 * 366)]

    written = instants.texts(times, zone)

    info = ZoneInfo(zone)
    expected = [datetime.fromtimestamp(at, info).isoformat() for at in times]
    assert [text.replace("Z", "+00:00") for text in written] == expected


def test_a_window_has_62_days_at_most(visitor):
    begin = datetime(2026, 12, 1, tzinfo=UTC)
    longest = (
        f"from={begin:%Y-%m-%dT%H:%M:%SZ}&until={begin + timedelta(days=62):%Y-%m-%dT%H:%M:%SZ}"
    )
    longer = longest[:-3] + "01Z"

    assert visitor.ok("GET", BY_SLUG.format("single", longest))["slots"]
    assert fields(visitor("GET", BY_SLUG.format("single", longer))) == {"until"}


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("until=2027-01-01T00:00:00Z", "from"),
        ("from=2026-12-01T00:00:00&until=2026-12-02T00:00:00Z", "from"),
        ("from=2026-12-01&until=2026-12-02T00:00:00Z", "from"),
        ("from=0001-01-01T00:00:00Z&until=2026-12-02T00:00:00Z", "from"),
        ("from=2026-12-01T00:00:00Z&until=9999-12-31T23:59:59-12:00", "until"),
        ("from=2026-12-02T00:00:00Z&until=2026-12-01T00:00:00Z", "until"),
        (f"{MONTH}&timezone=Mars/Olympus", "timezone"),
        (f"{MONTH}&duration_minutes=0", "duration_minutes"),
        (f"{MONTH}&duration_minutes=99999999999999999999", "duration_minutes"),
        (f"{MONTH}&duration_minutes=thirty", "duration_minutes"),
        (f"{MONTH}&extra=1", "extra"),
    ],
)
def test_bad_windows_name_their_field(visitor, query, fault):
    assert fields(visitor("GET", BY_SLUG.format("single", query))) == {fault}


def test_an_unknown_type_or_length_is_not_found(visitor, laid):
    problem(visitor("GET", BY_SLUG.format("nothing", MONTH)), 404, "not-found")
    problem(visitor("GET", BY_SLUG.format("s%00", MONTH)), 404, "not-found")
    problem(visitor("GET", f"/meeting-types/mt_unknown/slots?{MONTH}"), 404, "not-found")
    longer = BY_SLUG.format("single", f"{MONTH}&duration_minutes=45")
    problem(visitor("GET", longer), 404, "not-found")


def test_what_is_taken_is_not_offered(visitor, book):
    book("single", "2026-12-01T09:00:00Z")

    found = visitor.ok("GET", BY_SLUG.format("single", MONTH))["slots"]

    assert "2026-12-01T09:00:00Z" not in found
    assert "2026-12-01T09:30:00Z" in found


def test_visitors_reads_are_limited_by_address(settings, request):
    settings |= {"OPENHOURS_RATE_LIMITS": True, "OPENHOURS_READS_PER_MINUTE": 3}
    visitor, path = request.getfixturevalue("visitor"), BY_SLUG.format("single", MONTH)
    for _ in range(3):
        visitor.ok("GET", path)

    answer = visitor("GET", path)

    problem(answer, 429, "too-many")
    assert int(answer.headers["retry-after"]) > 0


def test_why_a_time_is_offered_or_not_is_told_to_members(visitor, organizer, stranger, book, laid):
    path = f"/meeting-types/{laid.types['single']}/explain?at=2026-12-01T09:00:00Z"
    assert organizer.ok("GET", path)["offered"] is True
    book("single", "2026-12-01T09:00:00Z")

    found = organizer.ok("GET", path)

    assert found["offered"] is False
    assert [host["name"] for host in found["hosts"]] == ["Olga Berg"]
    assert found["hosts"][0]["reasons"][0]["code"] == "booking"
    problem(visitor("GET", path), 401, "not-signed-in")
    problem(stranger("GET", path), 404, "not-found")
