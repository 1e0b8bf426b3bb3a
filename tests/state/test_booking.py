"""The booking page and the manage page without a browser: visits, rubbish, lost states."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app import wiring
from sched_app.integrations.smtp_email import SmtpEmail
from sched_app.models.bookings import Booking
from sched_app.models.schedules import Hold
from sched_app.services import accounts, meeting_types
from sched_app.services.meeting_type_forms import DurationForm, HostForm, MeetingTypeForm
from sched_app.state.booking import BookingState
from sched_app.state.home import HomeState
from sched_app.state.manage import ManageState
from sched_app.state.times import iso

PATH = "/book/fernhill/lesson"
ROOM = "https://meet.example.org/secret-room"


@pytest.fixture
def offered(desk, now):
    """Offer a lesson; changes are the form's."""

    def offer(**changes):
        with desk.whole.database.transaction() as session:
            owner = accounts.actor_of(session, desk.tokens["owner"], now=now)
            host = accounts.me(session, actor=owner).member_public_id
            given = {"name": "Lesson", "slug": "lesson", "notice_minutes": 0, **changes}
            form = MeetingTypeForm(hosts=[HostForm(host)], location_value=ROOM, **given)
            return meeting_types.create(session, form, actor=owner, now=now)

    return offer


def told(**changes):
    """Give what the page says of itself."""
    return {
        "path": PATH,
        "fields": {},
        "token": "",
        "starts_at": "",
        "zone": "Asia/Tokyo",
        "hour12": False,
        "locale": "en",
        "browser": "b" * 32,
        "month": "",
        "date": "",
        "step": "",
        "again": False,
        "lost": False,
        **changes,
    }


def typed(state, **fields):
    """Give what the page sends with the form."""
    given = {"name": "Vera Visitor", "email": "vera@example.org", "website": "", **fields}
    return told(fields=given, token=state.hold["token"], starts_at=state.hold["starts_at"])


async def drain(handler, state, *given):
    """Run a handler to its end, whether or not it yields."""
    made = handler.fn(state, *given)
    if hasattr(made, "__aiter__"):
        async for _ in made:
            pass
    else:
        await made


async def visit(desk):
    """Open the booking page and choose its first time."""
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told())
    await drain(BookingState.choose, state, state.groups[0]["times"][0]["at"])
    return state


def rows(desk, model):
    with desk.whole.database.reading() as session:
        found = list(session.exec(select(model)))
        session.expunge_all()
        return found


async def test_a_visit_books_and_the_same_hold_books_once(desk, offered):
    offered()
    state = await visit(desk)
    assert state.step == "details"

    await drain(BookingState.send_details, state, typed(state, email="vera"))
    assert (state.step, list(state.errors), state.attempt) == ("details", ["email"], 1)
    await drain(BookingState.send_details, state, typed(state))
    assert state.review[0] == {"label": "Name", "value": "Vera Visitor"}
    sent = typed(state)
    await drain(BookingState.book, state, sent)
    other = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.book, other, sent)

    assert state.step == "done"
    assert state.place_link == ROOM
    assert "Tokyo time" in state.zone_line
    assert len(rows(desk, Booking)) == 1
    assert rows(desk, Hold) == []


@pytest.mark.parametrize("needs_approval", [True, False])
async def test_mails_are_promised_only_where_they_are_sent(desk, offered, needs_approval):
    offered(needs_approval=needs_approval)
    said = {}
    for email in (None, SmtpEmail("smtp://mail.example.org")):
        wiring.use(replace(desk.whole, email=email))
        state = await visit(desk)
        await drain(BookingState.send_details, state, typed(state))
        await drain(BookingState.book, state, typed(state))
        said[email is not None] = (state.has_mail, state.done_words)

    assert said[False][0] is False
    assert "No mail is sent" in said[False][1]
    assert said[True][0] is True
    assert "vera@example.org" in said[True][1]


async def test_a_state_that_knows_nothing_books_by_what_the_page_keeps(desk, offered):
    offered()
    sent = typed(await visit(desk))
    fresh = await desk.page(BookingState, "nobody", PATH)

    await drain(BookingState.book, fresh, sent)
    await drain(BookingState.hello, fresh, {**sent, "step": "review", "again": True, "lost": True})

    assert fresh.step == "done"
    (made,) = rows(desk, Booking)
    assert made.attendee_timezone == "Asia/Tokyo"


async def test_a_request_does_not_open_the_room(desk, offered):
    offered(needs_approval=True)
    state = await visit(desk)
    await drain(BookingState.send_details, state, typed(state))
    await drain(BookingState.book, state, typed(state))

    assert (state.step, state.status) == ("done", "requested")
    assert ROOM not in repr(state.dict())


@pytest.mark.parametrize("visibility", ["inactive", None])
async def test_what_cannot_be_booked_is_missing(desk, offered, visibility):
    if visibility:
        offered(visibility=visibility)
    state = await desk.page(BookingState, "nobody", PATH)

    await drain(BookingState.hello, state, told())

    assert state.is_missing
    assert state.meeting == ""


async def test_rubbish_from_the_page_does_no_harm(desk, offered):
    offered()
    state = await desk.page(BookingState, "nobody", PATH)
    rubbish = {key: ["x"] for key in told()} | {"path": PATH, "fields": "x", "zone": "Moon/Base"}
    await drain(BookingState.hello, state, rubbish)
    assert state.my_zone == "UTC"

    for at in ("", "soon", "9999-01-01T00:00:00Z", "2026-11-24T09:00"):
        await drain(BookingState.choose, state, at)
    for month in ("9999-12", "x", "0001-01"):
        await drain(BookingState.go_month, state, month)
    await drain(BookingState.back, state, {"step": "done", "month": [], "date": 7})
    await drain(
        BookingState.book, state, told(token="no such token", starts_at="2026-11-24T09:00Z")
    )

    assert state.step == "times"
    assert rows(desk, Hold) == rows(desk, Booking) == []


async def test_the_months_end_with_the_horizon(desk, offered):
    offered(horizon_days=730)
    state = await visit(desk)
    assert state.month_last == "2028-11"

    await drain(BookingState.go_month, state, "2028-11")
    assert state.month == "2028-11"
    assert state.counts


async def test_a_time_outside_the_hours_is_refused_in_words(desk, offered):
    offered()
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told())

    await drain(BookingState.choose, state, "2026-11-24T03:00:00Z")

    assert state.step == "times"
    assert "taken" in state.problem
    assert state.is_choosing is False


async def test_more_holds_than_a_browser_may_have_are_refused_in_words(desk, offered):
    offered()
    for _ in range(2):
        await visit(desk)
    third = await visit(desk)

    assert third.step == "times"
    assert third.problem
    assert len(rows(desk, Hold)) == 2


async def test_the_page_left_open_over_night_shows_the_next_days(desk, offered, now):
    offered()
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told())
    first = state.on_date

    desk.clock.at = now + timedelta(days=1, hours=12)
    await drain(BookingState.news, state, "minute")

    assert state.on_date == first
    assert state.groups == []
    assert min(state.counts) > first


async def test_looking_at_a_booking_changes_nothing_and_a_forged_link_shows_nothing(desk, offered):
    offered()
    visited = await visit(desk)
    await drain(BookingState.send_details, visited, typed(visited))
    await drain(BookingState.book, visited, typed(visited))
    before = rows(desk, Booking)[0].model_dump()

    state = await desk.page(ManageState, "nobody", visited.manage_link)
    await drain(ManageState.hello, state, told(path=visited.manage_link))
    assert (state.status, state.may_move, state.may_cancel) == ("confirmed", True, True)
    forged = await desk.page(ManageState, "nobody", visited.manage_link + "x")
    await drain(ManageState.hello, forged, told(path=visited.manage_link + "x"))
    await drain(ManageState.cancel, forged, {"reason": "mine now"})

    assert forged.is_missing
    assert forged.meeting == ""
    assert rows(desk, Booking)[0].model_dump() == before


async def test_a_move_to_a_taken_time_leaves_the_booking(desk, offered):
    offered()
    visited = await visit(desk)
    await drain(BookingState.send_details, visited, typed(visited))
    await drain(BookingState.book, visited, typed(visited))
    before = rows(desk, Booking)[0].starts_at
    state = await desk.page(ManageState, "nobody", visited.manage_link)
    await drain(ManageState.hello, state, told(path=visited.manage_link))
    await drain(ManageState.change_time, state)
    assert iso(before) not in [one["at"] for group in state.groups for one in group["times"]]

    rival = await visit(desk)
    await drain(ManageState.choose, state, rival.hold["starts_at"])

    assert state.step == "times"
    assert state.problem
    assert rows(desk, Booking)[0].starts_at == before


async def test_the_heading_says_moved_also_when_the_news_of_the_move_come_back(desk, offered):
    offered()
    visited = await visit(desk)
    await drain(BookingState.send_details, visited, typed(visited))
    await drain(BookingState.book, visited, typed(visited))
    state = await desk.page(ManageState, "nobody", visited.manage_link)
    await drain(ManageState.hello, state, told(path=visited.manage_link))
    await drain(ManageState.change_time, state)
    await drain(ManageState.choose, state, state.groups[0]["times"][0]["at"])
    await drain(ManageState.move, state)
    assert (state.step, state.title) == ("show", "Your booking is moved")

    await drain(ManageState.news, state, "changed")
    assert state.title == "Your booking is moved"

    await drain(ManageState.hello, state, told(path=visited.manage_link))
    assert state.title.startswith("See you")


async def test_the_landing_page_names_what_is_public_and_free_next(desk, offered):
    state = await desk.page(HomeState, "nobody", "/")
    offered()
    offered(name="Secret", slug="secret", visibility="unlisted")

    await drain(HomeState.open, state, "Asia/Tokyo")

    assert state.business == "Fernhill Studio"
    assert [one["name"] for one in state.sections[0]["offers"]] == ["Lesson"]
    assert state.soonest[0]["path"].startswith(PATH)


LENGTHS = [DurationForm(30, 3000), DurationForm(60, 5000)]


async def test_a_length_is_chosen_held_and_booked_at_its_price(desk, offered):
    offered(durations=LENGTHS)
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told())
    assert (state.length, state.price_words) == ("30", "€30.00")

    await drain(BookingState.choose_length, state, "60")
    assert (state.length, state.length_words, state.price_words) == ("60", "60 min", "€50.00")
    await drain(BookingState.choose_length, state, "45")
    assert state.length == "30", "what is not on offer gives way to the first"
    await drain(BookingState.choose_length, state, "60")
    await drain(BookingState.choose, state, state.groups[0]["times"][0]["at"])
    await drain(BookingState.book, state, {**typed(state), "minutes": "60"})

    (booking,) = rows(desk, Booking)
    assert (booking.duration_minutes, booking.price_minor) == (60, 5000)


async def test_a_visit_that_was_lost_goes_on_with_its_length(desk, offered):
    offered(durations=LENGTHS)
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told(minutes="60"))
    await drain(BookingState.choose, state, state.groups[0]["times"][0]["at"])
    kept = told(
        token=state.hold["token"], starts_at=state.hold["starts_at"], minutes="60", step="details",
        again=True, lost=True,
    )  # fmt: skip

    other = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, other, kept)

    assert (other.step, other.length) == ("details", "60")


@pytest.mark.parametrize("minutes", ["", "0", "45", "-60", "9" * 30, "sixty"])
async def test_an_address_with_a_length_that_is_not_on_offer_shows_the_first(
    desk, offered, minutes
):
    offered(durations=LENGTHS)
    state = await desk.page(BookingState, "nobody", PATH)

    await drain(BookingState.hello, state, told(minutes=minutes))

    assert (state.length, state.is_missing) == ("30", False)


async def test_an_address_chooses_date_and_time(desk, offered):
    offered()
    state = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, state, told(zone="UTC"))
    on = sorted(state.counts)[-1]
    await drain(BookingState.pick_date, state, on)
    last = state.groups[-1]["times"][-1]

    linked = await desk.page(BookingState, "nobody", PATH)
    await drain(BookingState.hello, linked, told(zone="UTC", date=on, time=last["label"]))
    assert (linked.on_date, linked.wanted) == (on, last["at"])
    assert rows(desk, Hold) == [], "an address alone keeps nothing"

    await drain(BookingState.hello, linked, told(zone="UTC", date=on, time="03:07"))
    assert linked.wanted == ""
