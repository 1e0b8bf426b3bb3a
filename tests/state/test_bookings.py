"""The list of bookings: narrowed, saved filters, several at once; one booking's notes and line."""

from sched_app.state.bookings_desk import DeskState
from tests.state.test_desk import booked, made_type


async def opened(desk, call, who="owner"):
    state = await desk.page(DeskState, who, "/dashboard/bookings")
    await call(DeskState.load, state)
    return state


async def run(handler, state, *args):
    """Run a handler that tells its progress; count how often it did."""
    return len([step async for step in handler.fn(state, *args)])


def changes(state):
    """Give the lines of a booking's story that are no messages."""
    return [step.words for step in state.steps if step.kind == "change"]


async def test_words_are_looked_for_in_all_bookings(desk, call, now):
    await made_type(desk, call)
    booked(desk, now, name="Ana Ruiz")
    booked(desk, now, hours=27, name="Ben Ode")
    state = await opened(desk, call)
    assert len(state.rows) == 2

    await call(DeskState.narrow, state, "words", "ode")
    assert ([row.name for row in state.rows], state.tab) == (["Ben Ode"], "all")
    await call(DeskState.choose_tab, state, "past")
    assert state.rows == []
    await call(DeskState.narrow, state, "since", "soon")
    assert state.filter_fault
    await call(DeskState.clear_filters, state)
    assert (state.is_narrowed, state.filter_fault, state.tab) == (False, "", "past")
    await call(DeskState.narrow, state, "colour", "blue")
    assert "colour" not in state.narrowed


async def test_a_filter_is_saved_used_and_removed(desk, call, now):
    await made_type(desk, call)
    booked(desk, now, name="Ana Ruiz")
    booked(desk, now, hours=27, name="Ben Ode")
    state = await opened(desk, call)
    await call(DeskState.ask_save, state)
    await call(DeskState.save_filter, state, {"name": "Nothing yet"})
    assert state.errors["name"] == "Narrow the list first, then save that."
    await call(DeskState.narrow, state, "words", "ruiz")
    await call(DeskState.save_filter, state, {"name": "Only Ana"})
    assert (state.dialog, [one["name"] for one in state.saved]) == ("", ["Only Ana"])

    again = await opened(desk, call)
    await call(DeskState.use_filter, again, again.saved[0]["id"])
    assert [row.name for row in again.rows] == ["Ana Ruiz"]
    assert again.narrowed["words"] == "ruiz"
    await call(DeskState.remove_filter, again, again.saved[0]["id"])
    assert again.saved == []


async def test_several_are_cancelled_by_a_plan_that_is_shown_first(desk, call, now):
    await made_type(desk, call)
    first, second = booked(desk, now), booked(desk, now, hours=27, name="Ben Ode")
    state = await opened(desk, call)
    await call(DeskState.pick_page, state)
    assert state.picked == [first, second]
    await call(DeskState.pick_page, state)
    assert state.picked == []
    await call(DeskState.pick, state, first)
    await call(DeskState.pick, state, second)
    assert state.picked_words == "2 bookings picked"

    await call(DeskState.plan_bulk, state, "complete")
    assert {row.will for row in state.plan} == {False}
    await call(DeskState.plan_bulk, state, "cancel")
    assert (state.plan_words, state.plan_count) == ("Cancel 2 bookings?", 2)
    assert {row.words for row in state.plan} == {"Will be cancelled"}
    assert [row.status for row in state.rows] == ["confirmed", "confirmed"]

    # Another cancels one of them in the meantime.
    other = await opened(desk, call)
    await call(DeskState.ask, other, "cancel", second)
    await call(DeskState.cancel, other, {"reason": ""})
    await run(DeskState.do_bulk, state, {"reason": "We are closed"})

    assert [(row.name, row.went) for row in state.plan] == [("Ana Ruiz", "done"), ("Ben Ode", "")]
    assert (state.plan_words, state.is_done, state.is_busy) == ("1 booking changed", True, False)
    assert state.picked == [second]
    assert state.rows == []
    await call(DeskState.plan_bulk, state, "explode")
    assert state.bulk_act == "cancel"


async def test_a_reason_that_is_too_long_is_told_row_by_row(desk, call, now):
    await made_type(desk, call)
    state = await opened(desk, call)
    booked(desk, now)
    await call(DeskState.load, state)
    await call(DeskState.pick_page, state)
    await call(DeskState.plan_bulk, state, "cancel")
    await run(DeskState.do_bulk, state, {"reason": "x" * 501})

    assert [row.went for row in state.plan] == ["failed"]
    assert len(state.picked) == 1


async def test_what_took_place_is_noted_at_once_and_undone_at_once(desk, call, now):
    await made_type(desk, call)
    for number in range(7):
        booked(desk, now, hours=25 + number, name=f"Client {number}")
    state = await opened(desk, call)
    desk.clock.at = now.replace(day=25)
    await call(DeskState.choose_tab, state, "past")
    await call(DeskState.pick_page, state)
    await call(DeskState.plan_bulk, state, "no_show")
    assert state.plan_told == "Nobody is told. It can be undone."
    steps = await run(DeskState.do_bulk, state, {})

    assert steps > 1, "the page hears of it while it goes on"
    assert {row.status for row in state.rows} == {"no_show"}
    assert state.undo_words == "7 bookings changed"
    await call(DeskState.undo, state)
    assert {row.status for row in state.rows} == {"confirmed"}


async def test_a_note_is_written_and_removed_and_stands_in_the_line(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now)
    state = await desk.page(DeskState, "owner", f"/dashboard/bookings/{public_id}")
    await call(DeskState.load_one, state)
    await call(DeskState.add_note, state, {"words": " "})
    assert state.errors["words"]
    before = state.notes_number
    await call(DeskState.add_note, state, {"words": "Prefers mornings"})

    (note,) = state.notes
    assert (note.author, note.words, note.may_remove) == ("Ines Okafor", "Prefers mornings", True)
    assert (state.notes_number, state.errors) == (before + 1, {})
    assert changes(state)[0] == "Note written by Ines Okafor"
    await call(DeskState.ask_remove_note, state, note.id)
    assert state.dialog == "remove-note"
    await call(DeskState.remove_note, state)
    assert (state.notes, state.dialog) == ([], "")
    assert changes(state)[0] == "Note removed by Ines Okafor"
