"""How the availability page shows a month of dates: usual hours, other hours, none, time off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.hours import Range
from sched_app.state.hours_shown import clock

WEEKS = 6


@dataclass(frozen=True)
class DateCell:
    """A date of the month: `look` is `own`, `none`, `off` or nothing for the usual hours."""

    on: str
    number: str
    words: str
    label: str
    look: str
    is_today: bool
    is_other: bool


@dataclass(frozen=True)
class DateWeek:
    """Seven dates from Monday on."""

    key: str
    cells: list[DateCell]


def month(
    first: date,
    *,
    weekly: Sequence[Sequence[Range]],
    overrides: Mapping[str, Sequence[Sequence[int]]],
    off: Sequence[tuple[datetime, datetime]],
    zone: str,
    today: date,
    locale: str,
) -> list[DateWeek]:
    """Show the month that begins on `first`, in whole weeks."""
    begin = first - timedelta(days=first.weekday())
    away = _away(off, zone)
    cells = []
    for step in range(7 * WEEKS):
        on = begin + timedelta(days=step)
        own = overrides.get(on.isoformat())
        ranges = weekly[on.weekday()] if own is None else own
        spans = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in ranges)
        words = spans or texts.t("availability.closed", locale)
        look = "" if own is None else "own" if own else "none"
        kind = texts.t("availability.own" if own is not None else "availability.usual", locale)
        if on in away:
            look, kind = "off", texts.t("availability.off", locale)
        cells.append(
            DateCell(
                on=on.isoformat(),
                number=str(on.day),
                words=kind if look == "off" else words,
                label=texts.t(
                    "availability.label",
                    locale,
                    day=dates.day_heading(on, locale=locale, today=today),
                    words=words,
                    kind=kind,
                ),
                look=look if look or ranges else "shut",
                is_today=on == today,
                is_other=on.month != first.month,
            )
        )
    return [DateWeek(cells[at].on, cells[at : at + 7]) for at in range(0, len(cells), 7)]


def _away(spans: Sequence[tuple[datetime, datetime]], zone: str) -> set[date]:
    """List the dates that absences meet."""
    found: set[date] = set()
    for starts_at, ends_at in spans:
        on = starts_at.astimezone(ZoneInfo(zone)).date()
        last = (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
        # An absence of years is drawn as far as the page leads.
        for _ in range(min((last - on).days + 1, 3660)):
            found.add(on)
            on += timedelta(days=1)
    return found
