"""The member's day: bookings on the hour line and in a list, requests, trouble, free times."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import routes, wiring
from sched_app.services import dates, onboarding, today
from sched_app.services.booking_views import BookingView
from sched_app.services.messages import TroubleView
from sched_app.services.today import FreeView, TodayView
from sched_app.state import booking_rows, shown
from sched_app.state.base import AppState
from sched_app.state.booking_acts import Acts
from sched_app.state.booking_rows import BookingRow

MINE, EVERYONE = "mine", "everyone"
DAY_BEGINS, DAY_ENDS = 8, 18  # The hours that the hour line shows at least.
JOIN_BEFORE = timedelta(minutes=30)
QUOTE = 140


@dataclass(frozen=True)
class Entry:
    """A booking in the day's list."""

    row: BookingRow
    starts: str
    ends: str
    what: str
    place: str
    join: str
    is_over: bool
    is_now: bool
    has_badge: bool


@dataclass(frozen=True)
class FirstStep:
    """A step of a business that begins."""

    title: str
    words: str
    href: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Asked:
    """A request that waits for an answer."""

    row: BookingRow
    initials: str
    what: str
    when: str
    quote: str
    deadline: str


@dataclass(frozen=True)
class Bar:
    """A part of the hour line, in percent of its length."""

    left: str
    width: str
    look: str


@dataclass(frozen=True)
class Tick:
    """An hour under the hour line."""

    left: str
    label: str
    look: str


@dataclass(frozen=True)
class FreeRow:
    """What is left of a meeting type this week."""

    name: str
    path: str
    count: str
    first: str


class TodayState(Acts, AppState):
    """One look at the day; `whose` is whose bookings it shows."""

    is_loaded: bool = False
    title: str = ""
    summary: str = ""
    whose: str = EVERYONE
    is_team: bool = False
    today: list[Entry] = []
    tomorrow: list[Entry] = []
    tomorrow_words: str = ""
    next_words: str = ""
    next_path: str = ""
    zone_words: str = ""
    bars: list[Bar] = []
    open_bars: list[Bar] = []
    ticks: list[Tick] = []
    now_left: str = ""
    now_words: str = ""
    requests: list[Asked] = []
    more_words: str = ""
    free: list[FreeRow] = []
    failed_title: str = ""
    failed_words: str = ""
    late_words: str = ""
    steps: list[FirstStep] = []
    steps_words: str = ""

    @rx.event
    async def load(self) -> Any:
        """Show the day."""
        if gone := await self._enter():
            return gone
        self.dialog = ""
        await self._again()
        return None

    @rx.event
    async def refresh(self) -> None:
        """Look again: the day goes on while the page is open."""
        if self.is_loaded:
            await self._again()

    @rx.event
    async def choose_whose(self, whose: str) -> None:
        """Show one's own bookings, or everyone's."""
        self.whose = MINE if whose == MINE else EVERYONE
        await self._again()

    async def _again(self) -> None:
        view = await self._read(today.view, only_mine=self.whose == MINE)
        now = wiring.current().clock()
        self.zone, self.is_team, self.to_answer = view.zone, view.is_team, view.waiting
        self.title = dates.day_heading(view.on, locale=self._locale)
        self.summary = self._summary(view, now)
        self.today = [self._entry(one, now) for one in view.today]
        self.tomorrow = [self._entry(one, now) for one in view.tomorrow]
        self.tomorrow_words = self._tomorrow(view)
        self.zone_words = dates.zone_words(now, self.zone, locale=self._locale)
        self._show_next(view.next_one, now)
        self._show_line(view, now)
        self.requests = [self._asked(one, now) for one in view.requests]
        more = view.waiting > len(view.requests)
        self.more_words = self._n("today.all_requests", view.waiting) if more else ""
        self.free = [self._free(one, now) for one in view.free]
        self._show_trouble(view.trouble, now)
        await self._show_steps()
        self.is_loaded = True

    async def _show_steps(self) -> None:
        has_mail = wiring.current().email is not None
        found = await self._read(onboarding.steps, has_mail=has_mail)
        current = next((one.name for one in found if not one.is_done), "")
        self.steps = [
            FirstStep(
                title=self._t(f"onboarding.{one.name}"),
                words=self._t(f"onboarding.{one.name}_words"),
                href=one.path,
                is_done=one.is_done,
                is_current=one.name == current,
            )
            for one in found
        ]
        done = sum(one.is_done for one in found)
        self.steps_words = self._t("onboarding.done", done=done, all=len(found)) if found else ""

    def _clock(self, at: datetime) -> str:
        return dates.clock(at, self.zone, locale=self._locale)

    def _moment(self, at: datetime, now: datetime) -> str:
        on = now.astimezone(ZoneInfo(self.zone)).date()
        return dates.moment(at, self.zone, locale=self._locale, today=on)

    def _summary(self, view: TodayView, now: datetime) -> str:
        if not view.today:
            return self._t("today.nothing")
        count = self._n("today.bookings", len(view.today))
        current = next((one for one in view.today if one.starts_at <= now < one.ends_at), None)
        coming = next((one for one in view.today if one.starts_at > now), None)
        if coming:
            at = self._clock(coming.starts_at)
            return self._t("today.next", count=count, name=coming.attendee_name, time=at)
        if current:
            until = self._clock(current.ends_at)
            return self._t("today.now", count=count, name=current.attendee_name, time=until)
        return self._t("today.over", count=count)

    def _row(self, view: BookingView, now: datetime) -> BookingRow:
        path = routes.desk_booking(view.id)
        return booking_rows.row(view, zone=self.zone, now=now, locale=self._locale, path=path)

    def _what(self, row: BookingRow, *, with_hosts: bool) -> str:
        if not with_hosts:
            return row.meeting
        return self._t("today.meeting_with", meeting=row.meeting, hosts=row.hosts)

    def _entry(self, one: BookingView, now: datetime) -> Entry:
        row = self._row(one, now)
        is_near = one.starts_at - JOIN_BEFORE <= now < one.ends_at
        is_link = one.location_kind == "link" and one.location_value.startswith("http")
        return Entry(
            row=row,
            starts=self._clock(one.starts_at),
            ends=self._clock(one.ends_at),
            what=self._what(row, with_hosts=self.is_team and self.whose == EVERYONE),
            place=one.location_kind,
            join=one.location_value if is_link and is_near else "",
            is_over=one.ends_at <= now,
            is_now=one.starts_at <= now < one.ends_at,
            has_badge=one.status != "confirmed",
        )

    def _tomorrow(self, view: TodayView) -> str:
        if not view.tomorrow:
            return ""
        count = self._n("today.bookings", len(view.tomorrow))
        return self._t("today.from", count=count, time=self._clock(view.tomorrow[0].starts_at))

    def _show_next(self, one: BookingView | None, now: datetime) -> None:
        self.next_path = routes.desk_booking(one.id) if one else ""
        self.next_words = (
            self._t("today.next_day", name=one.attendee_name, when=self._moment(one.starts_at, now))
            if one
            else ""
        )

    def _show_line(self, view: TodayView, now: datetime) -> None:
        """Lay the day out between the first and the last whole hour that matter, on the clock."""
        place = ZoneInfo(self.zone)

        def span(starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
            start, end = starts_at.astimezone(place), ends_at.astimezone(place)
            first = start.hour * 60 + start.minute if start.date() == view.on else 0
            last = end.hour * 60 + end.minute if end.date() == view.on else 24 * 60
            return first, max(first, last)

        spans = [
            (*span(one.starts_at, one.ends_at), "q" if one.ends_at <= now else "")
            for one in view.today
        ]
        opens = [(*span(*each), "soft") for each in view.open]
        at = now.astimezone(place)
        minute = at.hour * 60 + at.minute
        drawn = [*spans, *opens]
        hour_from = min([DAY_BEGINS, minute // 60, *(first // 60 for first, _, _ in drawn)])
        hour_to = max([DAY_ENDS, -(-minute // 60), *(-(-last // 60) for _, last, _ in drawn)])
        length = (hour_to - hour_from) * 60

        def left(minutes: int) -> str:
            return f"{100 * (minutes - hour_from * 60) / length:.2f}%"

        def bar(first: int, last: int, look: str) -> Bar:
            return Bar(left(first), f"{100 * (last - first) / length:.2f}%", look)

        self.bars = [bar(*each) for each in spans]
        self.open_bars = [bar(*each) for each in opens]
        self.ticks = [
            Tick(left(hour * 60), f"{hour:02d}", "odd" if hour % 2 else "")
            for hour in range(hour_from + 1, hour_to)
        ]
        self.now_left, self.now_words = left(minute), self._clock(now)

    def _asked(self, one: BookingView, now: datetime) -> Asked:
        times = dates.time_range(one.starts_at, one.ends_at, self.zone, locale=self._locale)
        row = self._row(one, now)
        said = next((answer for answer in booking_rows.answers(one, self._locale)), None)
        quote = " ".join(said.answer.split()) if said else ""
        deadline = one.request_expires_at
        return Asked(
            row=row,
            initials=shown.initials(one.attendee_name),
            what=self._what(row, with_hosts=self.is_team),
            when=f"{row.day}, {times}",
            quote=quote if len(quote) <= QUOTE else quote[:QUOTE].rstrip() + "…",
            deadline=self._t("today.answer_by", when=self._moment(deadline, now))
            if deadline
            else "",
        )

    def _free(self, one: FreeView, now: datetime) -> FreeRow:
        if one.first_at is None:
            return FreeRow(one.name, one.path, "", "")
        first = self._t("today.first_free", when=self._moment(one.first_at, now))
        return FreeRow(one.name, one.path, self._n("today.times", one.count), first)

    def _show_trouble(self, found: TroubleView | None, now: datetime) -> None:
        self.failed_title = self.failed_words = self.late_words = ""
        if found is None:
            return
        if found.newest is not None:
            self.failed_title = self._n("today.failed", found.failed)
            self.failed_words = self._t(
                "today.failed_words", to=found.newest.recipient, answer=found.newest.answer
            )
        if found.late_since is not None:
            since = self._moment(found.late_since, now)
            self.late_words = self._n("today.late", found.late, since=since)
