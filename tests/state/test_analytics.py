"""The analytics page without a browser: its words, its figures, the rows behind its numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from sched_app.errors import NotSignedIn
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import Membership
from sched_app.services import traffic
from sched_app.services.traffic import Stage
from sched_app.state.analytics import AnalyticsState
from tests.services.test_analytics import booked
from tests.state.test_desk import made_type

PATH = "/dashboard/analytics"
TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)  # Of the week before the tests' now.


class Host:
    """What `booked` asks of a host."""

    def __init__(self, membership: Membership) -> None:
        self.membership = membership
        self.user = type("User", (), {"id": membership.user_id})


async def opened(desk, call, who="owner", **query):
    state = await desk.page(AnalyticsState, who, PATH, **query)
    await call(AnalyticsState.load, state)
    return state


async def filled(desk, call):
    """Let Ines have had five bookings, one of them long ago, and visits."""
    await made_type(desk, call)
    with desk.whole.database.transaction() as session:
        kind = session.exec(select(MeetingType)).one()
        ines = Host(session.exec(select(Membership).where(Membership.role == "owner")).one())
        booked(session, kind, [ines], TUESDAY)
        booked(session, kind, [ines], TUESDAY + timedelta(hours=1), status="no_show")
        booked(session, kind, [ines], TUESDAY + timedelta(days=1))
        booked(session, kind, [ines], TUESDAY - timedelta(days=7), asked=True,
               answered=TUESDAY - timedelta(days=7, hours=22))  # fmt: skip
        booked(session, kind, [ines], TUESDAY - timedelta(weeks=13))
        seen = {"zone": "Europe/London", "now": TUESDAY}
        traffic.write(
            session,
            {
                traffic.visit(kind.id, Stage.OPENED, visitor_zone="Asia/Tokyo", **seen): 8,
                traffic.visit(kind.id, Stage.CHOSEN, chosen_at=TUESDAY, **seen): 4,
                traffic.visit(kind.id, Stage.BOOKED, **seen): 2,
            },
        )


async def test_an_empty_business_is_taught_what_will_be_here(desk, call):
    state = await opened(desk, call)

    assert (state.is_loaded, state.is_empty) == (True, True)
    assert state.period_words == "Mon 31 Aug to Sun 22 Nov"
    assert state.weeks_words == "No bookings in this period."


async def test_the_numbers_are_told_in_words(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)

    tiles = {
        one.label: (one.value, one.unit, one.change, one.tone, one.rest) for one in state.tiles
    }
    assert tiles["Bookings"] == ("4", "", "↑ 300\u00a0%", "up", "from 1")
    assert tiles["Conversion"] == ("25", "%", "", "", "none before")
    assert tiles["No-shows"] == ("25", "%", "↑ 25 points", "dn", "from 0\u00a0%")
    assert tiles["Answered in"][0] == "2 h"
    assert state.weeks_words == "The best week began Mon 16 Nov: 3 bookings."
    assert state.stages_words == (
        "2 of 8 visits led to a booking. Visits are counted since Tue 17 Nov."
    )
    assert [(line.count, line.more) for line in state.stages] == [
        ("8", "100\u00a0%"), ("4", "50\u00a0%"), ("0", "0\u00a0%"), ("2", "25\u00a0%"),
    ]  # fmt: skip
    assert [line.label for line in state.zones] == ["Tokyo"]
    assert [line.count for line in state.types] == ["4"]
    now = state.weeks_figure["data"][-1]
    assert (now["uid"], now["y"][-2:]) == ("now", [1, 3])


async def test_the_span_before_can_be_left_out(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)
    assert [trace["uid"] for trace in state.weeks_figure["data"]] == ["before", "now"]

    await call(AnalyticsState.choose_compare, state, "none")

    assert [trace["uid"] for trace in state.weeks_figure["data"]] == ["now"]
    assert {(one.change, one.rest) for one in state.tiles} == {("", "")}


async def test_the_week_shows_bookings_or_choices(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)
    assert [(line.label, line.count, line.kind) for line in state.moments][:2] == [
        ("Tue 09:00", "2", "at"), ("Tue 10:00", "1", "at"),
    ]  # fmt: skip

    await call(AnalyticsState.choose_heat, state, "chosen")

    assert [(line.label, line.count, line.kind) for line in state.moments] == [
        ("Tue 09:00", "4", "")
    ]
    assert state.heat_words.startswith("Tuesday at 09:00 is chosen most")


async def test_a_number_opens_its_rows_and_a_point_does_too(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)

    await call(AnalyticsState.open_rows, state, "no_show", "")
    assert (state.is_open, state.open_title) == (True, "No-shows")
    assert [(one.when, one.status) for one in state.behind] == [("Tue 17 Nov, 10:00", "no_show")]
    assert state.open_csv == "/api/exports/analytics/rows.csv?period=12w&kind=no_show&slice="

    await call(AnalyticsState.pick, state, "week", [{"pointNumber": 11}])
    assert state.open_title == "Week from Mon 16 Nov"
    assert len(state.behind) == 3
    await call(AnalyticsState.open_rows, state, "answer", "1")
    assert [one.more for one in state.behind] == ["answered after 2 h"]
    await call(AnalyticsState.open_rows, state, "stage", "chosen")
    assert [(one.when, one.name) for one in state.behind] == [("Tue 17 Nov", "4")]
    for points in ([], [{"pointNumber": 99}], [{"pointNumber": "x"}]):
        await call(AnalyticsState.pick, state, "week", points)
    assert state.open_title == "Chose a time"
    await call(AnalyticsState.close, state)
    assert not state.is_open


async def test_a_number_that_is_none_says_so(desk, call):
    state = await opened(desk, call)

    await call(AnalyticsState.open_rows, state, "lead", "many")

    assert not state.is_open
    assert state.problem


async def test_dates_of_ones_own_are_checked_at_their_fields(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)
    await call(AnalyticsState.choose_period, state, "custom")
    assert state.is_custom

    await call(AnalyticsState.choose_dates, state, {"first": "2026-11-18", "last": "2026-11-17"})
    assert set(state.errors) == {"last"}
    await call(AnalyticsState.choose_dates, state, {"first": "2026-11-17", "last": "2026-11-17"})
    assert state.errors == {}
    assert state.tiles[0].value == "2"
    assert state.csv == "?period=custom&first=2026-11-17&last=2026-11-17"

    linked = await opened(desk, call, period="custom", first="2026-11-18", last="2026-11-18")
    assert linked.tiles[0].value == "1"
    wrong = await opened(desk, call, period="custom", first="x", last="y")
    assert (wrong.period, wrong.is_loaded) == ("12w", True)


async def test_an_organizer_sees_their_own(desk, call):
    await filled(desk, call)
    state = await opened(desk, call, "organizer")

    assert (state.is_own, state.is_empty) == (True, True)


async def test_an_ended_sign_in_empties_the_page(desk, call):
    await filled(desk, call)
    state = await opened(desk, call)
    desk.end_sign_ins()

    with pytest.raises(NotSignedIn):
        await call(AnalyticsState.choose_period, state, "4w")
