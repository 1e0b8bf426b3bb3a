"""The availability page: weekly hours, dates, time off, and who may change whose."""

import pytest

from sched_app.errors import AppError
from sched_app.state.in_the_way import InTheWayState
from sched_app.state.schedules import ScheduleState as State
from tests.state.test_desk import booked, made_type


async def opened(desk, call, who="owner"):
    state = await desk.page(State, who, "/dashboard/availability")
    await call(State.load, state)
    return state


async def test_a_member_finds_their_usual_hours(desk, call):
    state = await opened(desk, call)

    assert [tab["label"] for tab in state.tabs] == ["Usual hours"]
    assert state.weekly[0] == [0, 540, 1020]
    assert len(state.hosts) == 2, "an owner can choose whose hours to see"


async def test_weekly_hours_are_saved_and_said(desk, call):
    state = await opened(desk, call)

    await call(State.save_week, state, [[0, 540, 735], [0, 840, 1080], [6, 1320, 120]])

    again = await opened(desk, call)
    assert again.weekly == [[0, 540, 735], [0, 840, 1080], [6, 1320, 120]]
    assert "08:00" in state.saved


async def test_hours_that_overlap_are_refused_in_words(desk, call):
    state = await opened(desk, call)

    await call(State.save_week, state, [[0, 540, 735], [0, 700, 1080]])

    assert state.problem
    assert state.saved == ""
    assert (await opened(desk, call)).weekly[0] == [0, 540, 1020]


async def test_whatever_a_script_sends_is_no_fault_of_ours(desk, call):
    state = await opened(desk, call)

    await call(State.save_week, state, [[0, "540", None], "x", [1, 2], [9, 540, 600]])

    assert state.problem == "" or state.problem


async def test_dates_in_a_row_become_one_line_and_can_be_undone(desk, call):
    state = await opened(desk, call)
    await call(State.ask, state, "date")
    form = {"first_on": "2026-12-21", "last_on": "2026-12-23", "kind": "closed", "hours": []}

    await call(State.send, state, form)
    assert [row.words for row in state.overrides] == ["Closed"]
    row = state.overrides[0]

    await call(State.remove_dates, state, row.first, row.last)
    assert state.overrides == []
    assert state.undo_words

    await call(State.undo, state)
    assert state.overrides == [row]


async def test_a_date_needs_a_date(desk, call):
    state = await opened(desk, call)
    await call(State.ask, state, "date")

    await call(State.send, state, {"first_on": "", "kind": "closed"})

    assert state.errors == {"first_on": state._t("field.required")}
    assert state.dialog == "date"


async def test_time_off_closes_and_opens_again(desk, call):
    state = await opened(desk, call)
    await call(State.ask, state, "off")
    form = {"first_on": "2026-12-01", "last_on": "2026-12-02", "all_day": True, "reason": "Away"}

    await call(State.send, state, form)
    assert [off.reason for off in state.offs] == ["Away"]

    await call(State.remove_off, state, state.offs[0].id)
    assert state.offs == []
    await call(State.undo, state)
    assert [off.reason for off in state.offs] == ["Away"]


async def test_the_last_schedule_stays(desk, call):
    state = await opened(desk, call)

    await call(State.remove, state)

    assert state.problem == state._t("problem.last_schedule")


async def test_a_new_schedule_is_shown_at_once(desk, call):
    state = await opened(desk, call)
    await call(State.ask, state, "new")

    await call(State.send, state, {"name": "Evenings", "copy": ""})

    assert state.name == "Evenings"
    assert len(state.tabs) == 2


async def test_an_organizer_changes_nobody_elses_hours(desk, call):
    owner = await opened(desk, call)
    state = await opened(desk, call, "organizer")
    state.current = owner.current  # A script may send any id.

    with pytest.raises(AppError):
        await call(State.make_default, state)
    with pytest.raises(AppError):
        await call(State.save_week, state, [[0, 600, 660]])

    assert (await opened(desk, call)).weekly[0] == [0, 540, 1020]


async def test_an_organizer_cannot_look_at_others_hours(desk, call):
    owner = await opened(desk, call)
    state = await opened(desk, call, "organizer")

    await call(State.choose_host, state, owner.host)

    assert state.is_forbidden


async def test_the_month_shows_usual_hours_other_hours_and_time_off(desk, call):
    state = await opened(desk, call)
    off = {"first_on": "2026-12-24", "last_on": "2026-12-25", "all_day": True, "reason": ""}
    await call(State.ask, state, "off")
    await call(State.send, state, off)
    await call(State.pick_date, state, "2026-12-02")
    assert (state.dialog, state.values["kind"]) == ("date", "hours")
    assert state.values["hours"] == [[540, 1020]]
    await call(State.send, state, {**state.values, "hours": [[600, 720]]})
    await call(State.pick_date, state, "2026-12-03")
    await call(State.send, state, {**state.values, "kind": "closed", "hours": []})

    await call(State.step_month, state, 1)

    assert state.month_words == "December"
    cells = {cell.on: cell for week in state.weeks for cell in week.cells}
    assert len(cells) == 42
    assert [(cells[f"2026-12-{day:02d}"].look, cells[f"2026-12-{day:02d}"].words)
            for day in (1, 2, 3, 5, 24, 25)] == [
        ("", "09:00–17:00"), ("own", "10:00–12:00"), ("none", "Closed"), ("shut", "Closed"),
        ("off", "Time off"), ("off", "Time off"),
    ]  # fmt: skip
    assert cells["2026-12-02"].label == "Wednesday 2 December: 10:00–12:00, other hours"
    assert (cells["2026-11-30"].is_other, cells["2026-12-31"].is_other) == (True, False)
    await call(State.pick_date, state, "2026-12-03")
    assert state.values["kind"] == "closed"
    await call(State.step_month, state, -1)
    assert state.month_words == "November"


async def test_a_booking_in_the_way_is_moved_from_where_it_is_listed(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await opened(desk, call)
    await call(State.ask, state, "off")
    await call(
        State.send, state, {**state.values, "first_on": "2026-11-24", "last_on": "2026-11-24"}
    )
    (row,) = state.offs
    assert [one.id for one in row.in_the_way] == [public_id]

    acts = await state.get_state(InTheWayState)
    await call(InTheWayState.ask, acts, "move", public_id)
    assert acts.dialog == "move"
    await call(InTheWayState.choose_time, acts, "2026-11-26T10:00:00+00:00")
    await call(InTheWayState.move, acts)

    assert (acts.dialog, acts.problem) == ("", "")
    assert state.offs[0].in_the_way == []
