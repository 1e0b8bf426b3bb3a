"""How the calendar shows a month: six weeks of days with their first bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.calendar_months import BriefView, DayView, MonthView
from sched_app.state.calendar_shown import LOOKS, Look, count_words

DAYS = 42
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Brief:
    """A booking in a day's cell."""

    id: str
    time: str
    name: str
    look: str
    tint: int
    label: str


@dataclass(frozen=True)
class Cell:
    """A day of the month's grid."""

    on: str
    number: str
    label: str
    more: str
    count: str
    away: str
    briefs: list[Brief]
    is_today: bool
    is_other: bool


@dataclass(frozen=True)
class Week:
    """Seven days from Monday on."""

    key: str
    cells: list[Cell]


def weeks(view: MonthView, look: Look) -> list[Week]:
    """Show the days week by week."""
    look.tints = {kind.id: number for number, kind in enumerate(view.types)}
    cells = [_cell(day, look) for day in view.days]
    return [Week(cells[at].on, cells[at : at + 7]) for at in range(0, len(cells), 7)]


def heads(locale: str) -> list[str]:
    """Name the days of the week."""
    return [dates.weekday_short(MONDAY + timedelta(days=step), locale=locale) for step in range(7)]


def _cell(day: DayView, look: Look) -> Cell:
    today = look.now.astimezone(ZoneInfo(look.zone)).date()
    long = dates.day_heading(day.on, locale=look.locale, today=today)
    bookings = count_words(day.count, look.locale)
    rest = day.count - len(day.first)
    return Cell(
        on=day.on.isoformat(),
        number=str(day.on.day),
        label=look.t("calendar.day_label", day=long, bookings=bookings),
        more=look.t("calendar.more", count=rest) if rest else "",
        count=str(day.count) if day.count else "",
        away=look.t("calendar.off_of", name=_names(day.away, look.locale)) if day.away else "",
        briefs=[_brief(one, look) for one in day.first],
        is_today=day.on == today,
        is_other=(day.on.year, day.on.month) != (look.on.year, look.on.month),
    )


def _names(names: Sequence[str], locale: str) -> str:
    if len(names) <= 2:
        return ", ".join(names)
    return texts.t("calendar.and_more", locale, name=names[0], count=len(names) - 1)


def _brief(one: BriefView, look: Look) -> Brief:
    clock = dates.clock(one.starts_at, look.zone, locale=look.locale)
    return Brief(
        id=one.id,
        time=clock,
        name=one.name,
        look=LOOKS.get(one.status, ""),
        tint=look.tints.get(one.type_id, 0),
        label=look.t(
            "calendar.entry_label",
            times=clock,
            name=one.name,
            meeting=one.meeting_name,
            status=look.t(f"status.{one.status}"),
        ),
    )
