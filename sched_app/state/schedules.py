"""The availability page: schedules, dates that differ, time off."""

from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import AppError, Forbidden, Invalid, NotFound
from sched_app.services import dates, members, schedules, time_off
from sched_app.services.access import Actor
from sched_app.services.schedules import ScheduleForm, ScheduleView
from sched_app.services.time_off import TimeOffForm, TimeOffView
from sched_app.state import absences, dates_shown, hours_shown, times, typed
from sched_app.state.base import AppState
from sched_app.state.dates_shown import DateWeek
from sched_app.state.hours_shown import OffRow, OverrideRow
from sched_app.state.sheet import Sheet

MOST_DATES = 92
ADMINS = ("owner", "admin")


class ScheduleState(Sheet, AppState):
    """One host's schedules, and the dialog that is open over them."""

    is_loaded: bool = False
    is_forbidden: bool = False
    hosts: list[list[str]] = []
    host: str = ""
    tabs: list[dict[str, str]] = []
    current: str = ""
    name: str = ""
    timezone: str = "UTC"
    zone_words: str = ""
    is_default: bool = False
    used_by: str = ""
    weekly: list[list[int]] = []
    overrides: list[OverrideRow] = []
    offs: list[OffRow] = []
    saved: str = ""
    dialog: str = ""
    values: dict[str, Any] = {}
    opened: int = 0
    undo_words: str = ""
    undo_number: int = 0
    month: str = ""
    month_words: str = ""
    weekdays: list[str] = []
    weeks: list[DateWeek] = []

    _off_spans: list[tuple[datetime, datetime]] = []
    _override_hours: dict[str, list[list[int]]] = {}
    _removed: list[tuple[str, list[list[int]]]] = []
    _removed_off: tuple[datetime, datetime, str] | None = None

    @rx.event
    async def load(self) -> Any:
        """Read the page's host's schedules and absences."""
        if gone := await self._enter():
            return gone
        self.is_forbidden = False
        self.dialog, self.saved = "", ""
        if self.role in ADMINS:
            found = await self._read(members.members)
            self.hosts = [[one.public_id, one.name] for one in found]
        if self.host not in [code for code, _ in self.hosts]:
            self.host = self.member_id
        await self._reload()
        return None

    @rx.event
    async def choose_host(self, member: str) -> None:
        """Show another member's hours, by who may."""
        self.host, self.current, self.saved = member, "", ""
        await self._reload()

    @rx.event
    async def choose(self, schedule: str) -> None:
        """Show another schedule."""
        self.current, self.saved = schedule, ""
        await self._reload()

    @rx.event
    async def save_week(self, weekly: list[list[int]]) -> None:
        """Save the weekly hours; the editor sends them when they are sound."""
        days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for day, start, end in typed.triples(weekly):
            days[day % 7].append((start, end))
        await self._save(ScheduleForm(self.name, self.timezone, days))

    @rx.event
    async def save_zone(self, zone: str) -> None:
        """Save the schedule's time zone."""
        await self._save(ScheduleForm(self.name, zone, self._days()))

    @rx.event
    def ask(self, dialog: str) -> None:
        """Open a dialog: new, rename, remove, date, off."""
        self.problem = ""
        self.dialog, self.errors, self.opened = dialog, {}, self.opened + 1
        today = self._today().isoformat()
        values: dict[str, dict[str, Any]] = {
            "new": {"name": "", "copy": self.current},
            "rename": {"name": self.name},
            "date": {"first_on": today, "last_on": "", "kind": "closed", "hours": []},
            "off": absences.blank(self._today()),
        }
        self.values = values.get(dialog, {})

    @rx.event
    def edit_override(self, first: str, last: str) -> None:
        """Open the dialog for dates that have other hours already."""
        self.ask("date")
        own = self._override_of(first)
        self.values = {
            "first_on": first,
            "last_on": last if last != first else "",
            "kind": "hours" if own else "closed",
            "hours": own,
        }

    @rx.event
    def step_month(self, by: int) -> None:
        """Show another month of dates."""
        to = times.next_month(self._month(), 1 if by > 0 else -1)
        if to.year in typed.YEARS:
            self.month = times.month_of(to)
        self._show_month()

    @rx.event
    def pick_date(self, on: str) -> None:
        """Open the dialog for a date of the month, with the hours that it has."""
        picked = typed.days_between(on, on, 1)[0]
        own = self._override_hours.get(on)
        usual = [[start, end] for day, start, end in self.weekly if day == picked.weekday()]
        self.ask("date")
        self.values = {
            "first_on": on,
            "last_on": "",
            "kind": "closed" if own == [] else "hours",
            "hours": own or usual,
        }

    @rx.event
    def close(self) -> None:
        """Close the dialog; nothing is changed."""
        self.dialog, self.problem = "", ""

    @rx.event
    async def send(self, form: dict[str, Any]) -> None:
        """Do what the open dialog asks for."""
        steps = {
            "new": self._create,
            "rename": self._rename,
            "date": self._set_dates,
            "off": self._add_off,
        }
        step = steps.get(self.dialog)
        if step is None:
            return
        await self._sent(self._finish(step(form)))

    @rx.event
    async def make_default(self) -> None:
        """Make this the schedule that new meeting types use."""
        await self._run(schedules.set_default, self.current)
        self._say("hours.default_said", name=self.name)
        await self._reload()

    @rx.event
    async def remove(self) -> None:
        """Delete the schedule, after its dialog."""
        try:
            await self._run(schedules.remove, self.current)
        except AppError as error:
            self._show_problem(error)
            return
        self.dialog, self.current = "", ""
        self._say("hours.removed_said")
        await self._reload()

    @rx.event
    async def remove_dates(self, first: str, last: str) -> None:
        """Give dates their weekly hours back; it can be undone."""
        days = typed.days_between(first, last, MOST_DATES)
        self._removed = [(day.isoformat(), self._override_of(day.isoformat())) for day in days]
        await self._run(_remove_dates, self.current, days)
        self._offer_undo("hours.date_removed")
        await self._reload()

    @rx.event
    async def remove_off(self, public_id: str) -> None:
        """Open a time again; it can be undone."""
        view = await self._run(_remove_off, public_id, self.host)
        self._removed_off = (view.starts_at, view.ends_at, view.reason)
        self._offer_undo("hours.off_removed")
        await self._reload()

    @rx.event
    async def undo(self) -> None:
        """Bring back what was removed last."""
        removed, off = self._removed, self._removed_off
        self.undo_words = ""
        self._removed, self._removed_off = [], None
        if removed:
            await self._run(
                _set_dates, self.current, [(date.fromisoformat(day), own) for day, own in removed]
            )
        elif off:
            await self._run(time_off.add, TimeOffForm(*off), member_public_id=self.host)
        self._say("hours.undone")
        await self._reload()

    @rx.event
    def hide_undo(self, number: int) -> None:
        """Take the message with Undo away, if it is still the same one."""
        if number == self.undo_number:
            self.undo_words = ""

    async def _finish(self, step: Awaitable[None]) -> None:
        await step
        self.dialog = ""
        await self._reload()

    async def _create(self, form: dict[str, Any]) -> None:
        copied = typed.text(form, "copy") == self.current
        week = self._days() if copied else [[(540, 1020)]] * 5 + [[]] * 2
        made = await self._run(
            schedules.create,
            ScheduleForm(typed.text(form, "name"), self.timezone, week),
            member_public_id=self.host,
        )
        self.current = made.public_id

    async def _rename(self, form: dict[str, Any]) -> None:
        await self._run(
            schedules.change,
            self.current,
            ScheduleForm(typed.text(form, "name"), self.timezone, self._days()),
        )

    async def _set_dates(self, form: dict[str, Any]) -> None:
        first, last = typed.day(form, "first_on"), typed.day(form, "last_on")
        if first is None:
            raise Invalid({"first_on": "field.required"})
        last = last or first
        if last < first:
            raise Invalid({"last_on": "field.last_before_first"})
        if (last - first).days >= MOST_DATES:
            raise Invalid({"last_on": ("hours.too_many_dates", {"most": MOST_DATES})})
        own = typed.pairs(form.get("hours")) if form.get("kind") == "hours" else []
        if form.get("kind") == "hours" and not own:
            raise Invalid({"hours": "field.required"})
        days = typed.days_between(first.isoformat(), last.isoformat(), MOST_DATES)
        await self._run(_set_dates, self.current, [(day, own) for day in days])

    async def _add_off(self, form: dict[str, Any]) -> None:
        await self._run(
            time_off.add, absences.read(form, self.timezone), member_public_id=self.host
        )

    async def _save(self, form: ScheduleForm) -> None:
        try:
            view = await self._run(schedules.change, self.current, form)
        except Invalid as error:
            self._problem(next(iter(self._faults(error).values())))
            return
        self.problem = ""
        self._show_schedule(view)
        self._show_month()
        now = dates.clock(wiring.current().clock(), self.zone or "UTC")
        self.saved = self._t("hours.saved", time=now)

    async def _reload(self) -> None:
        try:
            found, off = await self._read(_all, self.host)
        except (Forbidden, NotFound):
            self.is_forbidden = True
            return
        self.tabs = [{"value": one.public_id, "label": one.name} for one in found]
        shown = next((one for one in found if one.public_id == self.current), found[0])
        self._show_schedule(shown)
        self.offs = [
            hours_shown.off_row(one, zone=self.timezone, today=self._today(), locale=self._locale)
            for one in off
        ]
        self._off_spans = [(one.starts_at, one.ends_at) for one in off]
        self._show_month()
        self.is_loaded = True

    def _month(self) -> date:
        return times.first_of(self.month) or self._today().replace(day=1)

    def _show_month(self) -> None:
        first = self._month()
        self.month_words = dates.month_heading(first, locale=self._locale, today=self._today())
        self.weeks = dates_shown.month(
            first,
            weekly=self._days(),
            overrides=self._override_hours,
            off=self._off_spans,
            zone=self.timezone,
            today=self._today(),
            locale=self._locale,
        )
        monday = first - timedelta(days=first.weekday())
        self.weekdays = [
            dates.weekday_short(monday + timedelta(days=step), locale=self._locale)
            for step in range(7)
        ]

    def _show_schedule(self, view: ScheduleView) -> None:
        now = wiring.current().clock()
        self.current, self.name, self.timezone = view.public_id, view.name, view.timezone
        self.zone_words = dates.zone_words(now, view.timezone, locale=self._locale)
        self.is_default, self.used_by = view.is_default, ", ".join(view.used_by)
        self.weekly = [
            [day, start, end] for day, ranges in enumerate(view.weekly) for start, end in ranges
        ]
        self._override_hours = {
            one.on_date.isoformat(): [list(pair) for pair in one.hours] for one in view.overrides
        }
        self.overrides = hours_shown.override_rows(
            view.overrides, today=self._today(), locale=self._locale
        )

    def _days(self) -> list[list[tuple[int, int]]]:
        days: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for day, start, end in self.weekly:
            days[day].append((start, end))
        return days

    def _override_of(self, day: str) -> list[list[int]]:
        return [list(pair) for pair in self._override_hours.get(day, [])]

    def _today(self) -> date:
        return wiring.current().clock().astimezone(ZoneInfo(self.timezone)).date()

    def _offer_undo(self, key: str) -> None:
        self.undo_words = self._t(key)
        self.undo_number += 1


def _all(
    session: Session, host: str, *, actor: Actor, now: datetime
) -> tuple[list[ScheduleView], list[TimeOffView]]:
    return (
        schedules.listed(session, actor=actor, member_public_id=host),
        time_off.listed(session, actor=actor, now=now, member_public_id=host),
    )


def _set_dates(
    session: Session,
    schedule: str,
    days: list[tuple[date, list[list[int]]]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for day, own in days:
        schedules.set_override(session, schedule, day, own, actor=actor, now=now)


def _remove_dates(
    session: Session, schedule: str, days: list[date], *, actor: Actor, now: datetime
) -> None:
    for day in days:
        schedules.remove_override(session, schedule, day, actor=actor, now=now)


def _remove_off(
    session: Session, public_id: str, host: str, *, actor: Actor, now: datetime
) -> TimeOffView:
    found = time_off.listed(session, actor=actor, now=now, member_public_id=host)
    view = next((one for one in found if one.public_id == public_id), None)
    if view is None:
        raise NotFound()
    time_off.remove(session, public_id, actor=actor, now=now)
    return view
