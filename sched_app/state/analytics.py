"""The analytics page: a period's numbers beside those before it, and the rows behind each."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import reflex as rx

from sched_app import routes, wiring
from sched_app.errors import AppError
from sched_app.services import analytics, analytics_rows, dates
from sched_app.services.analytics import Report
from sched_app.services.analytics_rows import DayView, RowView, Slice
from sched_app.state import analytics_words as words
from sched_app.state import charts
from sched_app.state.analytics_words import Line, Tile, Weekday
from sched_app.state.base import AppState
from sched_app.state.paging import Paged
from sched_app.state.sheet import Sheet

PAGE = 20
CUSTOM = "custom"
PERIODS = ("4w", "12w", "52w", CUSTOM)
STAGE = "stage"
CHOSEN, BOOKED = "chosen", "booked"


@dataclass(frozen=True)
class Behind:
    """A booking, or a date's count of visits, behind a number."""

    id: str
    path: str
    when: str
    name: str
    meeting: str
    hosts: str
    status: str
    more: str


class AnalyticsState(Paged, Sheet, AppState):
    """One period, drawn; and the dialog with the rows behind one of its numbers."""

    is_loaded: bool = False
    is_empty: bool = False
    is_own: bool = False
    period: str = "12w"
    is_custom: bool = False
    compare: bool = True
    values: dict[str, Any] = {}
    period_words: str = ""
    csv: str = ""

    tiles: list[Tile] = []
    weeks: list[Line] = []
    weeks_words: str = ""
    weeks_figure: dict[str, Any] = {}
    types: list[Line] = []
    members: list[Line] = []
    stages: list[Line] = []
    stages_words: str = ""
    stages_figure: dict[str, Any] = {}
    leads: list[Line] = []
    leads_words: str = ""
    leads_figure: dict[str, Any] = {}
    answers: list[Line] = []
    answers_words: str = ""
    answers_figure: dict[str, Any] = {}
    zones: list[Line] = []
    heat: str = BOOKED
    heat_words: str = ""
    hours: list[str] = []
    week: list[Weekday] = []
    moments: list[Line] = []

    is_open: bool = False
    open_title: str = ""
    open_words: str = ""
    open_csv: str = ""
    open_kind: str = ""
    behind: list[Behind] = []

    _first: str = ""
    _last: str = ""
    _slice: str = ""
    _report: Report | None = None

    @rx.event
    async def load(self) -> Any:
        """Show the last twelve whole weeks, or the period that the address names."""
        if gone := await self._enter():
            return gone
        asked = self.router.url.query_parameters
        self.is_open, self.errors = False, {}
        name = str(asked.get("period", ""))
        if name == CUSTOM:
            await self._show_period(CUSTOM, str(asked.get("first", "")), str(asked.get("last", "")))
        if name != CUSTOM or self.errors:
            await self._show_period(name if name in PERIODS[:-1] else "12w")
        return None

    @rx.event
    async def choose_period(self, name: str) -> None:
        """Show another period; for one's own dates, ask for them first."""
        self.errors = {}
        if name == CUSTOM:
            self.is_custom, self.period = True, CUSTOM
            return
        await self._show_period(name if name in PERIODS else "12w")

    @rx.event
    async def choose_dates(self, typed: dict[str, Any]) -> None:
        """Show the period between two dates."""
        self.errors = {}
        await self._show_period(CUSTOM, str(typed.get("first", "")), str(typed.get("last", "")))

    @rx.event
    async def choose_compare(self, which: str) -> None:
        """Show the numbers of the period before beside these, or leave them out."""
        self.compare = which == "before"
        if self._report is not None:
            self._draw(self._report)

    @rx.event
    def choose_heat(self, which: str) -> None:
        """Show at which hours bookings are, or which hours were chosen on the booking page."""
        self.heat = CHOSEN if which == CHOSEN else BOOKED
        if self._report is not None:
            self._draw_week(self._report)

    @rx.event
    async def open_rows(self, kind: str, chosen: str) -> None:
        """Open the rows behind a number."""
        self.open_kind, self._slice = kind, chosen
        self.problem = ""
        try:
            await self._first_page()
        except AppError as error:
            self._show_problem(error)
            return
        self.open_title = self._title(kind, chosen)
        self.open_words = self._t(
            "analytics.behind_counts" if kind == STAGE else "analytics.behind_rows",
            period=self.period_words,
        )
        query = self._query() | {"kind": kind, "slice": chosen}
        self.open_csv = f"{routes.ANALYTICS_CSV}/rows.csv?{urlencode(query)}"
        self.is_open = True

    @rx.event
    async def pick(self, kind: str, points: list[dict[str, Any]]) -> None:
        """Open the rows behind a point of a chart that was clicked."""
        lines = {"week": self.weeks, "lead": self.leads, "answer": self.answers}
        lines[STAGE] = self.stages
        at = points[0].get("pointNumber", points[0].get("pointIndex")) if points else None
        if isinstance(at, int) and 0 <= at < len(lines.get(kind, [])):
            line = lines[kind][at]
            await self.open_rows(line.kind, line.slice)

    @rx.event
    def close(self) -> None:
        """Close the rows."""
        self.is_open = False

    async def _reload(self) -> None:
        asked: dict[str, Any] = {"limit": PAGE, "cursor": self._cursor()}
        period = (self.period, self._first, self._last)
        if self.open_kind == STAGE:
            days = await self._read(analytics_rows.days, *period, self._slice, **asked)
            self.behind = [self._day(one) for one in days.items]
            self._turn(days.next_cursor)
            return
        chosen = Slice(self.open_kind, self._slice)
        page = await self._read(analytics_rows.page, *period, chosen, **asked)
        self.behind = [self._row(one) for one in page.items]
        self._turn(page.next_cursor)

    async def _show_period(self, name: str, first: str = "", last: str = "") -> None:
        found = await self._sent(self._read(analytics.report, name, first, last))
        if found is None:
            self.is_custom = True
            return
        self.period, self._first, self._last = name, first, last
        self.is_custom = name == CUSTOM
        self.is_open = False
        self._report = found
        self._draw(found)
        self.is_loaded = True

    def _draw(self, report: Report) -> None:
        locale, compare, today = self._locale, self.compare, self._today()
        self.is_own = report.is_own
        since, last = report.period.since, report.period.last
        self.values = {"first": since.isoformat(), "last": last.isoformat()}
        self.csv = f"?{urlencode(self._query())}"
        self.period_words = self._t(
            "analytics.period",
            first=dates.day_short(since, locale=locale, today=today),
            last=dates.day_short(last, locale=locale, today=today),
        )
        counted = report.now.stages[0] + report.before.stages[0] + report.now.asked
        self.is_empty = not (report.now.bookings + report.before.bookings + counted)
        self.tiles = words.tiles(report, compare=compare, locale=locale)
        self.weeks = words.weeks(report, locale, today)
        self.types, self.members = words.types(report, locale), words.members(report, locale)
        self.leads = words.steps("lead", report.leads, "lead", locale)
        self.answers = words.steps("answer", report.answers, "answer", locale)
        if report.unanswered:
            self.answers = [*self.answers, self._unanswered(report)]
        self.stages, self.zones = words.stages(report, locale), words.zones(report, locale)
        self._draw_charts(report)
        self._draw_week(report)

    def _draw_charts(self, report: Report) -> None:
        weekly, before = report.weekly, report.weekly_before if self.compare else None
        self.weeks_figure = charts.line(
            report.weeks,
            weekly,
            before,
            labels=[line.label.partition(" ")[2] for line in self.weeks],
            names=(self._t("analytics.now"), self._t("analytics.before")),
        )
        best = max(range(len(weekly)), key=lambda at: weekly[at])
        self.weeks_words = (
            self._n("analytics.best_week", weekly[best], day=self.weeks[best].label)
            if weekly[best]
            else self._t("analytics.no_bookings")
        )
        self.leads_figure = charts.bars(
            [line.label for line in self.leads],
            report.leads,
            [f"{line.count} · {line.more}" for line in self.leads],
        )
        self.leads_words = self._most("lead", self.leads, report.leads)
        answers = self.answers[: len(report.answers)]
        self.answers_figure = charts.bars(
            [line.label for line in answers],
            report.answers,
            [f"{line.count} · {line.more}" for line in answers],
        )
        self.answers_words = self._waited(report)
        self.stages_figure = charts.bars(
            [line.label for line in self.stages],
            report.now.stages,
            [f"{line.count} · {line.more}" for line in self.stages],
        )
        self.stages_words = self._converted(report)

    def _draw_week(self, report: Report) -> None:
        cells = report.chosen_at if self.heat == CHOSEN else report.booked_at
        shown = words.hours_of(report)
        self.hours = [f"{hour:02d}" for hour in shown]
        self.week = words.week(cells, shown, self._locale)
        self.heat_words = words.busiest(cells, f"analytics.heat.{self.heat}_most", self._locale)
        self.moments = [
            Line(
                f"{self.week[weekday].label} {hour:02d}:00",
                words.number(count, self._locale), "", "", "",
                "at" if self.heat == BOOKED else "", f"{weekday}-{hour}",
            )
            for (weekday, hour), count in sorted(cells.items())
        ]  # fmt: skip

    def _most(self, name: str, lines: list[Line], counts: tuple[int, ...]) -> str:
        if not any(counts):
            return self._t("analytics.no_bookings")
        best = max(range(len(counts)), key=lambda at: counts[at])
        return self._t(
            f"analytics.{name}_most", step=lines[best].label.lower(), share=lines[best].more
        )

    def _waited(self, report: Report) -> str:
        if not report.now.asked:
            return self._t("analytics.tile.answers_none")
        told = self._n("analytics.asked", report.now.asked)
        if report.now.answered > 1:
            span = words.span(report.now.answer_seconds, self._locale)
            told = f"{told} {self._t('analytics.half', span=span)}"
        if report.unanswered:
            return f"{told} {self._n('analytics.unanswered', report.unanswered)}"
        return told

    def _converted(self, report: Report) -> str:
        if not report.now.opened:
            return self._t("analytics.no_visits")
        since = report.counted_since
        late = since is not None and since > report.period.since
        told = self._t(
            "analytics.converted",
            booked=words.number(report.now.booked, self._locale),
            opened=words.number(report.now.opened, self._locale),
        )
        if not late or since is None:
            return told
        day = dates.day_short(since, locale=self._locale, today=self._today())
        return f"{told} {self._t('analytics.counted_since', day=day)}"

    def _unanswered(self, report: Report) -> Line:
        return Line(
            self._t("analytics.answer.none"),
            words.number(report.unanswered, self._locale), "", "", "", "answer", "none",
        )  # fmt: skip

    def _title(self, kind: str, chosen: str) -> str:
        """Name the number whose rows are open."""
        lines = [
            *self.weeks, *self.types, *self.members, *self.leads, *self.answers, *self.stages,
            *self.moments,
        ]  # fmt: skip
        found = next((one for one in lines if (one.kind, one.slice) == (kind, chosen)), None)
        if found is None:
            return self._t(f"analytics.kind.{kind}")
        if kind == "week":
            return self._t("analytics.kind.week", day=found.label)
        return self._t(f"analytics.kind.{kind}_of", label=found.label) if kind in (
            "lead", "answer",
        ) else found.label  # fmt: skip

    def _row(self, one: RowView) -> Behind:
        locale, today = self._locale, self._today()
        wait = one.answer_seconds
        return Behind(
            id=one.id,
            path=routes.desk_booking(one.id),
            when=dates.moment(one.starts_at, self.zone, locale=locale, today=today),
            name=one.attendee_name,
            meeting=one.meeting_name,
            hosts=one.hosts,
            status=one.status,
            more="" if wait is None else self._t("analytics.after", span=words.span(wait, locale)),
        )

    def _day(self, one: DayView) -> Behind:
        when = dates.day_short(one.on, locale=self._locale, today=self._today())
        key = f"{one.on.isoformat()} {one.meeting_name}"
        return Behind(
            key, "", when, words.number(one.count, self._locale), one.meeting_name, "", "", ""
        )

    def _query(self) -> dict[str, str]:
        if self.period != CUSTOM:
            return {"period": self.period}
        return {"period": CUSTOM, "first": self._first, "last": self._last}

    def _today(self) -> date:
        return wiring.current().clock().astimezone(ZoneInfo(self.zone)).date()
