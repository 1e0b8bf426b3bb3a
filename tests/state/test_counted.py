"""Visits of the booking page are counted once a stage, in memory, and written in one go."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app.edge import counting
from sched_app.models.bookings import Booking
from sched_app.models.traffic import VisitCount
from sched_app.state.booking import BookingState
from sched_app.state.times import iso
from tests.state.test_booking import told
from tests.state.test_desk import made_type

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
HERE = "/book/fernhill/coaching"


async def every(handler, state, *args):
    """Run a handler to its end, whatever kind it is."""
    made = handler.fn(state, *args)
    if hasattr(made, "__aiter__"):
        async for _ in made:
            pass
    elif hasattr(made, "__await__"):
        await made


async def visit(desk, *, until, at=None, who="nobody", agent=BROWSER):
    """Come to the booking page and go as far as a stage."""
    desk.agent = agent
    state = await desk.page(BookingState, who, HERE)
    browser = f"browser of {at}"  # Each has so many holds.
    await every(BookingState.hello, state, told(path=HERE, browser=browser))
    if until == "opened":
        return state
    await every(BookingState.choose, state, at)
    if until == "chosen":
        return state
    form = told(
        path=HERE, browser=browser, starts_at=at, token=state.hold["token"],
        fields={"name": "Ana Ruiz", "email": "ana@example.org"},
    )  # fmt: skip
    await every(BookingState.send_details, state, form)
    if until == "booked":
        await every(BookingState.book, state, form)
        assert state.step == "done", state.problem or state.errors
    return state


def counts(desk):
    """Give what is in the table, by stage and facet."""
    with desk.whole.database.reading() as session:
        rows = session.exec(select(VisitCount)).all()
        return {(row.stage, row.facet): row.count for row in rows}


async def test_each_stage_is_counted_once_a_visit(desk, call, now):
    await made_type(desk, call)
    at = [iso(now + timedelta(hours=hours)) for hours in (26, 27, 28)]
    await visit(desk, until="opened")
    await visit(desk, until="chosen", at=at[0])
    await visit(desk, until="filled_in", at=at[1])
    state = await visit(desk, until="booked", at=at[2])
    await every(BookingState.start_over, state)
    await every(BookingState.hello, state, told(path=HERE, again=True))
    assert counts(desk) == {}, "nothing is written while pages are open"

    assert counting.write(desk.whole) == 10

    assert counts(desk) == {
        ("opened", "Asia/Tokyo"): 4,
        ("chosen", "1-10"): 1, ("chosen", "1-11"): 1, ("chosen", "1-12"): 1,
        ("filled_in", ""): 2,
        ("booked", ""): 1,
    }  # fmt: skip
    assert counting.write(desk.whole) == 0


async def test_what_was_booked_equals_a_recount_of_the_bookings(desk, call, now):
    await made_type(desk, call)
    for hours in (26, 27, 28):
        await visit(desk, until="booked", at=iso(now + timedelta(hours=hours)))
        desk.clock.at += timedelta(hours=9)  # The second and third are made on the next day.
        counting.write(desk.whole)

    with desk.whole.database.reading() as session:
        counted = {
            (row.meeting_type_id, row.on_date): row.count
            for row in session.exec(select(VisitCount).where(VisitCount.stage == "booked"))
        }
        again = Counter(
            (row.meeting_type_id, row.created_at.date())
            for row in session.exec(select(Booking).where(Booking.source == "page"))
        )
    assert counted == dict(again)
    assert len(again) == 2


@pytest.mark.parametrize(
    ("who", "agent"),
    [("nobody", "Mozilla/5.0 (compatible; Googlebot/2.1)"), ("nobody", ""), ("owner", BROWSER)],
)
async def test_robots_and_members_are_not_counted(desk, call, now, who, agent):
    await made_type(desk, call)

    await visit(desk, until="booked", at=iso(now + timedelta(hours=26)), who=who, agent=agent)

    assert counting.write(desk.whole) == 0


async def test_a_reload_and_a_lost_state_are_no_new_visits(desk, call):
    await made_type(desk, call)
    state = await visit(desk, until="opened")
    await every(BookingState.hello, state, told(path=HERE))
    await every(BookingState.hello, await desk.page(BookingState, "x", HERE),
                told(path=HERE, again=True, lost=True))  # fmt: skip

    assert counting.write(desk.whole) == 1


async def test_counts_that_could_not_be_written_are_kept(desk, call):
    await made_type(desk, call)
    await visit(desk, until="opened")
    with desk.whole.database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE visit_counts RENAME TO away"))
    assert counting.write(desk.whole) == 0
    with desk.whole.database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE away RENAME TO visit_counts"))

    assert counting.write(desk.whole) == 1
    assert list(counts(desk).values()) == [1]


async def test_what_waits_is_written_at_the_end(desk, call):
    await made_type(desk, call)
    async with counting.counting(desk.whole, every=3600):
        await visit(desk, until="opened")
        assert counts(desk) == {}

    assert counts(desk) == {("opened", "Asia/Tokyo"): 1}
