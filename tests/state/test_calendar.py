"""The calendar, without a browser: what a look shows, and what is moved, booked and closed."""

from datetime import timedelta

import pytest

from sched_app.services import booking_views
from sched_app.state.calendar import CalendarState
from tests.state.test_desk import booked, made_type

S = CalendarState


async def opened(desk, call, who="owner", **query):
    state = await desk.page(S, who, "/dashboard/calendar", **query)
    await call(S.load, state)
    return state


def names(column):
    return [piece.name for piece in column.pieces]


def booking(desk, public_id, now):
    from sched_app.services import access
    from sched_app.services.accounts import actor_of

    assert access
    with desk.whole.database.reading() as session:
        actor = actor_of(session, desk.tokens["owner"], now=now)
        return booking_views.get(session, public_id, actor=actor, now=now)


async def test_the_week_shows_what_is_booked_where_it_lies(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    booked(desk, now, hours=26.5, name="Ben Cole")

    state = await opened(desk, call)

    assert state.title == "23–29 November 2026"
    assert state.summary.startswith("2 bookings, ")
    assert state.summary.endswith(" still open. London time.")
    monday, tuesday = state.columns[:2]
    assert (monday.is_today, monday.is_chosen) == (True, True)
    assert state.now_at == int(now.timestamp())
    assert names(tuesday) == ["Ana Ruiz", "Ben Cole"]
    piece = tuesday.pieces[0]
    assert (piece.id, piece.top, piece.size, piece.may_move) == (public_id, 36000, 1800, True)
    assert piece.words == "10:00 Coaching, with Ines Okafor"
    assert piece.label == "10:00–10:30, Ana Ruiz, Coaching, Confirmed, with Ines Okafor"
    assert tuesday.label == "Tuesday 24 November, 2 bookings"
    assert tuesday.open == [[9 * 3600, 17 * 3600]]
    assert state.hours == [8 * 3600, 19 * 3600]
    assert state.tints["--k0-soft"].startswith("light-dark(#")
    assert [kind.name for kind in state.kinds] == ["Coaching"]


async def test_an_organizer_sees_their_own_calendar_only(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)

    state = await opened(desk, call, "organizer")
    await call(S.choose_member, state, "mb_somebody")

    assert [one["name"] for one in state.members] == ["Tom Weiss"]
    assert all(not column.pieces for column in state.columns)
    assert state.summary.startswith("No bookings")


async def test_views_steps_and_keys_lead_through_time(desk, call):
    state = await opened(desk, call, view="day", on="2026-09-08")
    assert state.title == "Tuesday 8 September"
    await call(S.press, state, "w", False)
    assert state.title == "7–13 September 2026"
    await call(S.press, state, "ArrowRight", False)
    assert state.on == "2026-09-15"
    await call(S.step, state, -1, True)  # A narrow page goes day by day.
    assert state.on == "2026-09-14"
    await call(S.press, state, "m", False)
    assert (state.title, len(state.weeks), state.weeks[0].cells[0].on) == (
        "September 2026",
        6,
        "2026-08-31",
    )
    await call(S.step, state, 1, False)
    assert state.title == "October 2026"
    await call(S.pick_day, state, "2026-10-25", False)
    assert (state.view, state.title) == ("day", "Sunday 25 October")
    assert [mark.words for mark in state.marks[1:4]] == ["01:00 UTC+1", "01:00 UTC", "02:00"]
    await call(S.to_today, state)
    assert state.on == "2026-11-23"
    await call(S.pick_day, state, "rubbish", False)
    await call(S.show_view, state, "rubbish")
    assert (state.on, state.view) == ("2026-11-23", "week")


async def test_another_zone_shows_the_same_instants_elsewhere(desk, call, now):
    await made_type(desk, call)
    booked(desk, now, hours=26)
    state = await opened(desk, call, on="2026-11-24")

    await call(S.set_my_zone, state, "Asia/Tokyo")

    assert state.on == "2026-11-24"
    assert state.columns[1].pieces[0].top == 19 * 3600
    assert state.summary.endswith("Tokyo time.")
    assert state.said == "Times now in Tokyo"
    await call(S.set_my_zone, state, "Mars/Olympus")
    assert state.my_zone == "Asia/Tokyo"


async def test_the_month_counts_and_names_the_first(desk, call, now):
    await made_type(desk, call)
    for number in range(5):
        booked(desk, now, hours=26 + number / 2, name=f"Guest {number}")

    state = await opened(desk, call, view="month")

    cell = state.weeks[4].cells[1]
    assert (cell.on, cell.count, cell.more) == ("2026-11-24", "5", "+2 more")
    assert [one.time for one in cell.briefs] == ["10:00", "10:30", "11:00"]
    assert state.summary == "5 bookings. London time."


async def test_what_is_dropped_is_asked_about_then_moved_and_told(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await opened(desk, call)

    await call(S.drop, state, public_id, "2026-11-25T14:00:00Z")

    assert state.dialog == "drop"
    assert state.drop_from == "Tuesday 24 November, 10:00–10:30, London time"
    assert state.drop_to == "Wednesday 25 November, 14:00–14:30, London time"
    assert "Ana Ruiz" in state.told
    assert "Ines Okafor" in state.told
    assert state.move_reasons == []
    assert booking(desk, public_id, now).starts_at == now + timedelta(hours=26)
    await call(S.move, state)
    assert (state.dialog, state.problem) == ("", "")
    assert names(state.columns[2]) == ["Ana Ruiz"]
    assert booking(desk, public_id, now).sequence == 1


async def test_a_drop_outside_the_hours_names_the_reason_and_can_be_done(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await opened(desk, call)

    await call(S.drop, state, public_id, "2026-11-25T20:00:00Z")

    assert state.move_reasons
    assert not state.is_hard
    await call(S.move, state)
    assert state.columns[2].pieces[0].top == 20 * 3600


async def test_a_drop_onto_another_booking_cannot_be_done(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    booked(desk, now, hours=28, name="Ben Cole")
    state = await opened(desk, call)

    await call(S.drop, state, public_id, "2026-11-24T12:00:00Z")

    assert state.is_hard
    await call(S.move, state)
    assert state.problem
    assert booking(desk, public_id, now).sequence == 0


async def test_a_booking_is_looked_at_before_it_is_opened(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await opened(desk, call)

    await call(S.peek, state, public_id)

    assert (state.dialog, state.one.name, state.one.may_move) == ("peek", "Ana Ruiz", True)
    assert state.one_when == "Tuesday 24 November, 10:00–10:30, London time"


def filled(state, **changes):
    return {**state.values, "name": "Hannah Lindqvist", "email": "h@lindqvist.example", **changes}


async def test_a_drawn_time_is_booked_for_a_customer(desk, call):
    await made_type(desk, call, durations=[30, 60], needs_approval=True)
    state = await opened(desk, call)

    await call(S.ask_new, state, "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z", "")
    assert state.dialog == "new"
    assert (state.values["on"], state.values["at"]) == ("2026-11-24", "11:00")
    assert state.values["offer"].endswith(":60")
    await call(S.send_new, state, filled(state))

    assert (state.dialog, state.errors, state.problem) == ("", {}, "")
    (piece,) = state.columns[1].pieces
    assert (piece.name, piece.look, piece.size) == ("Hannah Lindqvist", "", 3600)
    assert state.said == "Hannah Lindqvist is booked"


async def test_a_time_against_the_rules_is_explained_and_booked_by_override(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)
    state = await opened(desk, call)
    await call(S.ask_new, state, "2026-11-24T19:00:00Z", "", "")

    await call(S.send_new, state, filled(state))
    assert (state.dialog, state.is_taken) == ("new", False)
    assert state.new_reasons
    await call(S.send_new, state, filled(state, override=True, at="10:15"))
    assert (state.dialog, state.is_taken) == ("new", True), "another booking is never overridden"
    await call(S.send_new, state, filled(state, override=True))
    assert state.dialog == ""
    assert names(state.columns[1]) == ["Ana Ruiz", "Hannah Lindqvist"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"email": "h@"}, "email"), ({"on": "2026-11-20"}, "on"),
     ({"on": ""}, "on"), ({"offer": ""}, "offer"), ({"at": "x"}, "at")],
)  # fmt: skip
async def test_faults_of_a_new_booking_stand_at_their_fields(desk, call, changes, field):
    await made_type(desk, call)
    state = await opened(desk, call)
    await call(S.ask_new, state, "", "", "")

    await call(S.send_new, state, filled(state, **changes))

    assert list(state.errors) == [field]
    assert state.dialog == "new"


async def test_without_a_meeting_type_a_new_booking_says_so(desk, call):
    state = await opened(desk, call)

    await call(S.press, state, "n", False)

    assert (state.dialog, state.has_offers) == ("new", False)


async def test_time_off_is_entered_shown_and_taken_away(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)
    state = await opened(desk, call)
    await call(S.ask_off, state, "")

    await call(
        S.send_off,
        state,
        {**state.values, "first_on": "2026-11-24", "last_on": "2026-11-25", "reason": "Leeds"},
    )

    assert state.dialog == "off"
    assert (state.off_of, state.off.in_the_way_words) == ("Ines Okafor", "1 booking is in the way")
    assert [len(column.offs) for column in state.columns[:4]] == [0, 1, 1, 0]
    (piece,) = state.columns[1].offs
    assert (piece.name, piece.words, piece.top, piece.size) == (
        "Leeds", "Ines Okafor away", 0, 86400
    )  # fmt: skip
    await call(S.show_off, state, piece.id)
    await call(S.remove_off, state)
    assert all(not column.offs for column in state.columns)
    assert state.dialog == ""


async def test_a_day_of_several_members_has_a_column_each(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)
    state = await opened(desk, call, view="day", on="2026-11-24")
    assert [(one.name, len(one.pieces)) for one in state.columns] == [
        ("Ines Okafor", 1), ("Tom Weiss", 0)
    ]  # fmt: skip

    await call(S.choose_member, state, state.members[1]["id"])
    assert [one.name for one in state.columns] == ["Tom Weiss"]
    await call(S.choose_member, state, state.members[1]["id"])
    assert state.is_everyone
