"""Today, without a browser: the day on the clock, one click to act, trouble and free times."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.models.messages import OutboxMessage
from sched_app.state.bookings_desk import DeskState
from sched_app.state.messages import OutboxState
from sched_app.state.today import TodayState
from tests.state.test_desk import booked, made_type


async def opened(desk, call, who="owner"):
    state = await desk.page(TodayState, who, "/dashboard")
    await call(TodayState.load, state)
    return state


def change_messages(desk, **columns):
    """Let every message of the deployment be so."""
    with desk.whole.database.transaction() as session:
        for row in session.exec(select(OutboxMessage)):
            for name, value in columns.items():
                setattr(row, name, value)
            session.add(row)


async def test_a_day_without_bookings_teaches_the_next_step(desk, call):
    state = await opened(desk, call)

    assert state.title == "Monday 23 November"
    assert state.summary == "Nothing is booked today."
    assert (state.today, state.tomorrow, state.requests, state.free) == ([], [], [], [])
    assert (state.next_words, state.failed_title, state.late_words) == ("", "", "")


async def test_the_day_is_told_as_it_goes_on(desk, call, now):
    await made_type(desk, call)
    booked(desk, now, hours=2)
    booked(desk, now, hours=4, name="Ben Cole")
    booked(desk, now, hours=26, name="Cem Kaya")

    state = await opened(desk, call)
    assert state.summary == "2 bookings. Next is Ana Ruiz at 10:00."
    assert [(one.row.name, one.starts, one.ends, one.join) for one in state.today] == [
        ("Ana Ruiz", "10:00", "10:30", ""),
        ("Ben Cole", "12:00", "12:30", ""),
    ]
    assert state.today[0].what == "Coaching, with Ines Okafor"
    assert [one.row.name for one in state.tomorrow] == ["Cem Kaya"]
    assert state.tomorrow_words == "1 booking, from 10:00"
    # From 08:00 to 18:00: a tenth an hour.
    assert [(bar.left, bar.width, bar.look) for bar in state.bars] == [
        ("20.00%", "5.00%", ""),
        ("40.00%", "5.00%", ""),
    ]
    assert [(bar.left, bar.width, bar.look) for bar in state.open_bars] == [
        ("10.00%", "80.00%", "soft")
    ]
    assert (state.now_left, state.now_words) == ("0.00%", "08:00")
    assert [tick.label for tick in state.ticks][:2] == ["09", "10"]

    desk.clock.at = now + timedelta(hours=2, minutes=10)
    await call(TodayState.refresh, state)
    first, second = state.today
    assert (first.is_now, first.is_over, first.join) == (True, False, first.join)
    assert first.join == "https://meet.example.org/room"
    assert (second.is_now, second.join) == (False, "")
    desk.clock.at = now + timedelta(hours=4, minutes=10)
    await call(TodayState.refresh, state)
    assert state.summary == "2 bookings. Ben Cole until 12:30."
    assert [bar.look for bar in state.bars] == ["q", ""]
    desk.clock.at = now + timedelta(hours=15, minutes=30)
    await call(TodayState.refresh, state)
    assert state.summary == "2 bookings, all over."
    assert state.now_left == "96.88%", "the line goes on to the hour that it is"


async def test_a_free_day_names_the_next_booking(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now, hours=24 * 3 + 2)

    state = await opened(desk, call)

    assert state.next_words == "Next is Ana Ruiz, Thu 26 Nov, 10:00"
    assert state.next_path.endswith(public_id)


async def test_a_request_is_accepted_from_here_in_one_click(desk, call, now):
    await made_type(desk, call, needs_approval=True)
    public_id = booked(desk, now)
    state = await opened(desk, call)
    (asked,) = state.requests
    assert (asked.initials, asked.when) == ("AR", "Tue 24 Nov, 10:00–10:30")
    assert asked.what == "Coaching, with Ines Okafor"
    assert asked.deadline == "Answer by Tue 24 Nov, 10:00, or it expires."
    assert state.to_answer == 1

    await call(TodayState.accept, state, public_id)

    assert (state.requests, state.to_answer, state.problem) == ([], 0, "")
    assert [one.row.status for one in state.tomorrow] == ["confirmed"]


async def test_a_request_is_declined_in_the_dialog(desk, call, now):
    await made_type(desk, call, needs_approval=True)
    public_id = booked(desk, now)
    state = await opened(desk, call)
    await call(TodayState.ask, state, "decline", public_id)
    assert (state.dialog, state.target_name) == ("decline", "Ana Ruiz")

    await call(TodayState.decline, state, {"reason": "I am away"})

    assert (state.dialog, state.requests, state.tomorrow) == ("", [], [])
    one = await desk.page(DeskState, "owner", f"/dashboard/bookings/{public_id}")
    await call(DeskState.load_one, one)
    assert (one.one.status, one.one_reason) == ("declined", "I am away")


async def test_what_took_place_is_noted_and_taken_back(desk, call, now):
    await made_type(desk, call)
    public_id = booked(desk, now, hours=2)
    desk.clock.at = now + timedelta(hours=3)
    state = await opened(desk, call)

    await call(TodayState.no_show, state, public_id)
    assert (state.today[0].row.status, state.today[0].has_badge) == ("no_show", True)
    await call(TodayState.undo, state)

    assert (state.today[0].row.status, state.today[0].has_badge) == ("confirmed", False)


async def test_an_owner_chooses_whose_day_it_is_and_an_organizer_does_not(desk, call, now):
    await made_type(desk, call)
    booked(desk, now, hours=2)
    state = await opened(desk, call)
    assert state.is_team

    await call(TodayState.choose_whose, state, "mine")
    assert [one.what for one in state.today] == ["Coaching"]

    other = await opened(desk, call, "organizer")
    await call(TodayState.choose_whose, other, "everyone")
    assert (other.today, other.is_team) == ([], False)


async def test_free_times_are_told_with_the_first(desk, call):
    await made_type(desk, call)

    (one,) = (await opened(desk, call)).free

    assert (one.name, one.path) == ("Coaching", "/book/fernhill/coaching")
    assert one.first == "First Mon 23 Nov, 09:00"
    assert one.count.endswith(" times")


@pytest.mark.parametrize("who", ["owner", "organizer"])
async def test_trouble_is_told_to_who_can_mend_it(desk, call, now, who):
    await made_type(desk, call)
    booked(desk, now)
    due = now - timedelta(minutes=11)
    change_messages(desk, status="waiting", due_at=due, first_due_at=due)
    late = (await opened(desk, call, who)).late_words
    change_messages(desk, status="failed", done_at=now, last_answer="552 Mailbox full")
    state = await opened(desk, call, who)

    if who == "organizer":
        assert (late, state.failed_title) == ("", "")
        return
    assert late == "2 messages have waited since Mon 23 Nov, 07:49"
    assert state.failed_title == "2 messages did not arrive"
    assert state.failed_words.endswith("@fernhill.example: 552 Mailbox full")
    assert state.late_words == ""


async def test_the_outbox_opens_on_what_the_address_names(desk, call, now):
    await made_type(desk, call)
    booked(desk, now)
    change_messages(desk, status="failed", done_at=now)

    state = await desk.page(OutboxState, "owner", "/dashboard/outbox", status="waiting")
    await call(OutboxState.load, state)
    assert (state.status, state.rows) == ("waiting", [])
    state = await desk.page(OutboxState, "owner", "/dashboard/outbox", status="nonsense")
    await call(OutboxState.load, state)
    assert (state.status, len(state.rows)) == ("all", 2)
