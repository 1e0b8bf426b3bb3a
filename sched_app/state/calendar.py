"""The calendar: days, a week or a month of members, and what is moved, booked and closed in it."""

from datetime import date, datetime, timedelta
from typing import Any

import reflex as rx
from sqlmodel import Session

from sched_app import routes, wiring
from sched_app.services import (
    booking_views,
    calendar_layout,
    calendar_months,
    calendar_views,
    dates,
)
from sched_app.services.access import Actor
from sched_app.services.calendar_layout import Axis
from sched_app.services.calendar_months import MonthView
from sched_app.services.calendar_views import CalendarView
from sched_app.state import booking_rows, calendar_months_shown, calendar_shown, times
from sched_app.state.base import AppState
from sched_app.state.booking_acts import Acts
from sched_app.state.booking_rows import BookingRow
from sched_app.state.calendar_months_shown import Week
from sched_app.state.calendar_new import Entering
from sched_app.state.calendar_shown import Column, Kind, Look, Mark

DAY, WEEK, MONTH = "day", "week", "month"
VIEWS = (DAY, WEEK, MONTH)
YEARS = range(2000, 2200)


class CalendarState(Entering, Acts, AppState):
    """One look at the calendar: `view` around the date `on`, in the zone `my_zone`."""

    is_loaded: bool = False
    view: str = WEEK
    on: str = ""
    my_zone: str = ""
    zone_words: str = ""
    title: str = ""
    title_day: str = ""
    summary: str = ""
    summary_day: str = ""
    members: list[dict[str, str]] = []
    member_options: list[list[str]] = []
    chosen: list[str] = []
    is_everyone: bool = True
    columns: list[Column] = []
    marks: list[Mark] = []
    hours: list[int] = [0, 0]
    now_at: int = 0
    is_whole: bool = False
    tints: dict[str, str] = {}
    kinds: list[Kind] = []
    weeks: list[Week] = []
    heads: list[str] = []

    one: BookingRow = booking_rows.NOTHING
    one_when: str = ""
    one_place: str = ""
    drop_from: str = ""
    drop_to: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the range that the address names, or this week."""
        if gone := await self._enter():
            return gone
        asked = self.router.url.query_parameters
        self.dialog = ""
        self.my_zone = self.my_zone or self.zone
        view, on = asked.get("view", ""), _date(asked.get("on", ""))
        self.view = view if view in VIEWS else self.view
        self.on = (on or _date(self.on) or self._today()).isoformat()
        await self._again()
        return None

    @rx.event
    async def refresh(self) -> None:
        """Look again: others book and move while the page is open."""
        if self.is_loaded:
            await self._again()

    @rx.event
    async def show_view(self, view: str) -> None:
        """Show a day, a week or a month."""
        self.view = view if view in VIEWS else WEEK
        await self._again()

    @rx.event
    async def step(self, by: int, is_narrow: bool) -> None:
        """Go on or back by what is shown; a narrow page shows one day of a week."""
        await self._go(self._stepped(1 if by > 0 else -1, is_narrow=is_narrow is True))

    @rx.event
    async def to_today(self) -> None:
        """Go to today."""
        await self._go(self._today())

    @rx.event
    async def pick_day(self, on: str, is_narrow: bool) -> None:
        """Go to a date; a wide page shows it alone."""
        picked = _date(on)
        if picked is None:
            return
        if is_narrow is not True or self.view == MONTH:
            self.view = DAY if is_narrow is not True else WEEK
        await self._go(picked)

    @rx.event
    async def press(self, key: str, is_narrow: bool) -> None:
        """Do what a key stands for: D, W, M, T, N and the arrows."""
        views = {"d": DAY, "w": WEEK, "m": MONTH}
        if key in views:
            self.view = views[key]
            await self._again()
        elif key == "t":
            await self._go(self._today())
        elif key == "n":
            await self.ask_new("", "", "")
        elif key in ("ArrowLeft", "ArrowRight"):
            by = 1 if key == "ArrowRight" else -1
            await self._go(self._stepped(by, is_narrow=is_narrow is True))

    @rx.event
    async def choose_member(self, member: str) -> None:
        """Show a member beside those that are shown, or no longer; empty for everyone."""
        if not member:
            self.chosen = []
        elif self.is_everyone:
            self.chosen = [member]
        else:
            others = [one for one in self.chosen if one != member]
            self.chosen = others if member in self.chosen else [*others, member]
        await self._again()

    @rx.event
    async def set_my_zone(self, zone: str) -> None:
        """Show all times in another zone; the instant that is looked at stays."""
        noon = times.midnight(self._on(), self.my_zone or self.zone) + timedelta(hours=12)
        self.my_zone = times.known_zone(zone, self.my_zone or self.zone)
        self.on = times.local_date(noon, self.my_zone).isoformat()
        await self._again()
        self._say("times.now_in", city=dates.city(self.my_zone, locale=self._locale))

    @rx.event
    async def show_hours(self, is_whole: bool) -> None:
        """Show the whole day, or the hours that matter."""
        self.is_whole = is_whole is True
        await self._again()

    @rx.event
    async def peek(self, public_id: str) -> None:
        """Open the dialog that shows a booking and what can be done with it."""
        view = await self._read(booking_views.get, public_id)
        now = wiring.current().clock()
        self.problem = ""
        self.one = booking_rows.row(
            view,
            zone=self._zone(),
            now=now,
            locale=self._locale,
            path=routes.desk_booking(view.id),
        )
        self.one_when = booking_rows.when(view, self._zone(), now=now, locale=self._locale)
        self.one_place = view.location_value
        self.dialog = "peek"

    @rx.event
    async def drop(self, public_id: str, at: str) -> None:
        """Ask whether a booking is to move to where it was dropped, and say who will be told."""
        starts_at = times.instant(at)
        if starts_at is None:
            return
        await self._aim("move", public_id)
        view = await self._read(booking_views.get, public_id)
        length = timedelta(minutes=view.duration_minutes)
        shown: dict[str, Any] = {"locale": self._locale, "today": self._today()}
        self.drop_from = dates.when(view.starts_at, view.ends_at, self._zone(), **shown)
        self.drop_to = dates.when(starts_at, starts_at + length, self._zone(), **shown)
        await self._weigh(starts_at)
        self.dialog, self.opened = "drop", self.opened + 1

    async def _go(self, on: date) -> None:
        self.on = on.isoformat()
        await self._again()

    def _stepped(self, by: int, *, is_narrow: bool) -> date:
        on = self._on()
        if self.view == MONTH:
            to = times.next_month(on.replace(day=1), by)
        else:
            to = on + timedelta(days=by * (7 if self.view == WEEK and not is_narrow else 1))
        return to if to.year in YEARS else on

    def _first(self) -> date:
        """Give the first date that is shown: weeks begin on Monday."""
        on = self._on()
        if self.view == DAY:
            return on
        begin = on if self.view == WEEK else on.replace(day=1)
        return begin - timedelta(days=begin.weekday())

    async def _again(self) -> None:
        if self.view == MONTH:
            found = await self._read(
                _month, self._first(), calendar_months_shown.DAYS, self._zone(), self.chosen
            )
            self._show_month(found)
        else:
            axis, view = await self._read(
                _days, self._zone(), self._first(), 1 if self.view == DAY else 7, self.chosen
            )
            self._show_days(axis, view)
        self.is_loaded = True

    def _show_days(self, axis: Axis, view: CalendarView) -> None:
        look = self._look_now()
        # Beside the columns, so that these stay the same from one look to the next.
        self.now_at = int(look.now.timestamp())
        by_member = self.view == DAY and len(view.chosen) > 1
        columns = calendar_shown.columns(view, axis, look, by_member=by_member)
        self._put("columns", columns)
        self._put("marks", calendar_shown.marks(axis, look))
        shown = calendar_shown.shown_hours(axis, columns)
        self._put("hours", [0, axis.length] if self.is_whole else shown)
        self._put("tints", calendar_shown.tints(view.types))
        self._put("kinds", calendar_shown.kinds(view.types))
        self._show_members(view)
        today, on = self._today(), self._on()
        self.title_day = dates.day_heading(on, locale=self._locale, today=today)
        self.title = (
            self.title_day
            if self.view == DAY
            else dates.span_heading(axis.days[0].on, axis.days[-1].on, locale=self._locale)
        )
        count = calendar_shown.count_words(len(view.entries), self._locale)
        left = dates.duration_words(view.open_seconds // 60, locale=self._locale)
        key = "calendar.summary_open" if view.open_seconds else "calendar.summary"
        key = "calendar.summary_cut" if view.is_cut else key
        self.summary = self._t(key, bookings=count, left=left, zone=self._zone_words())
        day = axis.days[(on - axis.days[0].on).days]
        inside = sum(
            day.piece(int(one.starts_at.timestamp()), int(one.ends_at.timestamp())) is not None
            for one in view.entries
        )
        count = calendar_shown.count_words(inside, self._locale)
        self.summary_day = self._t("calendar.summary", bookings=count, zone=self._zone_words())

    def _show_month(self, view: MonthView) -> None:
        look = self._look_now()
        self._put("weeks", calendar_months_shown.weeks(view, look))
        self._put("heads", calendar_months_shown.heads(self._locale))
        self._put("tints", calendar_shown.tints(view.types))
        self._put("kinds", calendar_shown.kinds(view.types))
        self._show_members(view)
        on = self._on()
        self.title = self.title_day = dates.month_heading(on, locale=self._locale)
        inside = sum(day.count for day in view.days if day.on.month == on.month)
        count = calendar_shown.count_words(inside, self._locale)
        self.summary = self._t("calendar.summary", bookings=count, zone=self._zone_words())
        self.summary_day = self.summary

    def _show_members(self, view: CalendarView | MonthView) -> None:
        self._put("members", [{"id": one.id, "name": one.name} for one in view.members])
        self._put("member_options", [[one.id, one.name] for one in view.members])
        self.is_everyone = len(view.chosen) == len(view.members)
        # What was chosen may be gone; then everyone is shown.
        self._put("chosen", [] if self.is_everyone else list(view.chosen))

    def _open(self, dialog: str) -> None:
        self.problem, self.errors = "", {}
        self.dialog, self.opened = dialog, self.opened + 1

    def _put(self, name: str, value: Any) -> None:
        """Set a var where it differs: what stays the same is not sent again."""
        if getattr(self, name) != value:
            setattr(self, name, value)

    def _look_now(self) -> Look:
        return Look(self._zone(), self._locale, wiring.current().clock(), self._on())

    def _zone(self) -> str:
        return times.known_zone(self.my_zone, self.zone)

    def _zone_words(self) -> str:
        at = times.midnight(self._on(), self._zone())
        return dates.zone_words(at, self._zone(), locale=self._locale)

    def _today(self) -> date:
        return times.local_date(wiring.current().clock(), self._zone())

    def _on(self) -> date:
        return _date(self.on) or self._today()


def _date(text: str) -> date | None:
    """Read a date that the page names; None if it is none, or of another age."""
    found = times.day_of(text) if isinstance(text, str) else None
    return found if found is not None and found.year in YEARS else None


def _days(
    session: Session,
    zone: str,
    first_on: date,
    count: int,
    members: list[str],
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Axis, CalendarView]:
    axis = calendar_layout.axis(zone, first_on, count)
    since, until = times.instants([axis.days[0].begin, axis.days[-1].end])
    return axis, calendar_views.between(
        session, since, until, actor=actor, now=now, members=members
    )


def _month(
    session: Session, first_on: date, count: int, zone: str, members: list[str], *, actor: Actor
) -> MonthView:
    return calendar_months.days(session, first_on, count, zone=zone, actor=actor, members=members)
