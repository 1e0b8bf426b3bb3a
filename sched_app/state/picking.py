"""Choosing a time: month, day, zone and clock, shared by the booking page and the manage page."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import reflex as rx

from sched_app import texts, wiring
from sched_app.errors import AppError, SlotTaken
from sched_app.services import dates
from sched_app.state import times

MONTHS_AHEAD = 14  # How far “next free” looks; a horizon ends sooner.


class Picker(rx.State, mixin=True):
    """The month and the list of times; who uses it says how free starts are read and kept."""

    at: str = ""
    my_zone: str = "UTC"
    hour12: bool = False
    today: str = ""
    month: str = ""
    month_words: str = ""
    month_before: str = ""
    month_after: str = ""
    month_last: str = ""
    counts: dict[str, int] = {}
    on_date: str = ""
    date_words: str = ""
    date_long: str = ""
    times_words: str = ""
    groups: list[dict[str, Any]] = []
    next_words: str = ""
    next_date: str = ""
    likely_zones: list[str] = []
    is_choosing: bool = False

    _starts: list[datetime] = []
    _minutes: int = 30
    _last_on: date | None = None

    @rx.event
    async def pick_date(self, text: str) -> None:
        """Show the times of a date."""
        self.problem = ""
        on = times.day_of(text)
        if on is not None and self.at:
            await self._show(times.month_of(on), text)

    @rx.event
    async def go_month(self, text: str) -> None:
        """Show another month, without a chosen date until one is picked."""
        if self.at and times.first_of(text) is not None:
            await self._show(text, self.on_date if self.on_date.startswith(text) else "")

    @rx.event
    async def set_my_zone(self, zone: str) -> None:
        """Show all times in another zone; the chosen instant stays."""
        if not self.at:
            return
        kept = times.day_of(self.on_date)
        middle = times.midnight(kept, self.my_zone) + timedelta(hours=12) if kept else None
        same_day = (s for s in self._starts if times.local_date(s, self.my_zone) == kept)
        chosen = next(same_day, middle)
        self.my_zone = times.known_zone(zone, self.my_zone)
        on = times.local_date(chosen, self.my_zone).isoformat() if chosen else ""
        await self._show(on[:7] or self.month, on)
        self._say("times.now_in", city=dates.city(self.my_zone, locale=self._locale))

    @rx.event
    def set_clock(self, which: str) -> None:
        """Show times by 12 or 24 hours."""
        self.hour12 = which == "12"
        self._draw()

    @rx.event
    async def choose(self, at: str) -> Any:
        """Keep a time and go on with it; if it was lost just now, show fresh times."""
        starts_at = times.instant(at)
        if not self.at or starts_at is None or self.is_choosing:
            return
        self.problem = ""
        self.is_choosing = True
        yield
        try:
            await self._keep(starts_at)
            self._go_on()
        except SlotTaken:
            await self._refresh()
            self.problem = self._t("booking.taken_choose")
        except AppError as error:
            self.problem = self._render(error)
        finally:
            self.is_choosing = False

    async def _keep(self, starts_at: datetime) -> None:
        """Hold a time, giving up the one held before; raise SlotTaken."""
        raise NotImplementedError

    def _go_on(self) -> None:
        """Show the step that follows on a kept time."""
        raise NotImplementedError

    async def _starts_in(self, since: datetime, until: datetime) -> list[datetime]:
        """Read the free starts of a window; each page knows its own way."""
        raise NotImplementedError

    async def _show(self, month: str, on: str = "", *, first: bool = False) -> None:
        """Load a month and draw it; with `first`, a date without times gives way to a free one."""
        begin = self._clamped(times.first_of(month))
        self._starts = await self._starts_in(*times.window(begin, self.my_zone))
        found = times.counts(self._starts, self.my_zone)
        self.month = times.month_of(begin)
        self.on_date = on if on in found or (on.startswith(self.month) and not first) else ""
        self.next_words = self.next_date = ""
        if not found:
            await self._look_ahead(begin)
            if first and self.next_date:
                await self._show(self.next_date[:7], self.next_date)
                return
        elif first and not self.on_date:
            self.on_date = min(found)
        self._draw()

    async def _look_ahead(self, begin: date) -> None:
        """Find the next free date after an empty month."""
        month = begin
        for _ in range(MONTHS_AHEAD):
            month = times.next_month(month)
            if self._last_on is not None and month > self._last_on:
                return
            starts = await self._starts_in(*times.window(month, self.my_zone))
            if starts:
                on = times.local_date(min(starts), self.my_zone)
                self.next_date = on.isoformat()
                self.next_words = dates.day_short(on, locale=self._locale, today=self._today())
                return

    def _clamped(self, month: date | None) -> date:
        this = self._today().replace(day=1)
        last = (self._last_on or times.next_month(this, MONTHS_AHEAD)).replace(day=1)
        return min(max(month or this, this), max(this, last))

    def _today(self) -> date:
        return times.local_date(wiring.current().clock(), self.my_zone)

    def _draw(self) -> None:
        """Put all words of the chosen month and date into the page's vars."""
        locale, today = self._locale, self._today()
        begin = times.first_of(self.month) or today
        self.today = today.isoformat()
        self.month_words = dates.month_heading(begin, locale=locale)
        self.month_before = times.month_of(times.next_month(begin, -1))
        self.month_after = times.month_of(times.next_month(begin))
        self.month_last = times.month_of(self._clamped(date(9999, 1, 1)))
        self.counts = times.counts(self._starts, self.my_zone)
        on = times.day_of(self.on_date)
        self.groups = times.groups(
            self._starts, on, self._minutes, self.my_zone, hour12=self.hour12, locale=locale
        )
        if on is None:
            self.date_words = self.date_long = self.times_words = ""
            return
        self.date_words = dates.day_heading(on, locale=locale, today=today)
        self.date_long = dates.day_short(on, locale=locale, today=today)
        noon = times.midnight(on, self.my_zone).astimezone(UTC) + timedelta(hours=12)
        self.times_words = texts.n(
            "times.count",
            self.counts.get(self.on_date, 0),
            locale,
            zone=dates.zone_words(noon, self.my_zone, locale=locale),
        )

    async def _refresh(self) -> None:
        """Read the month again: someone took or freed a time."""
        if self.at and self.month:
            await self._show(self.month, self.on_date)
