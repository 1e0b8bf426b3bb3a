"""The numbers of a period in words: tiles with their change, lines of tables, findings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from babel.numbers import format_decimal

from sched_app import texts
from sched_app.services import dates
from sched_app.services.analytics import Cells, Group, Report, Totals

NBSP = "\u00a0"
MONDAY = date(2024, 1, 1)
FIRST_HOUR, LAST_HOUR = 8, 17  # Shown even where nothing is.
LOOKS = 4
HOUR, DAY = 3600, 86_400


@dataclass(frozen=True)
class Tile:
    """One number, how it changed, and the slice of bookings behind it."""

    label: str
    value: str
    unit: str
    change: str
    tone: str
    rest: str
    kind: str
    slice: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a table or a list of bars; `kind` and `slice` name the rows behind its count.

    `more` stands beside its bar, `note` in the table alone.
    """

    label: str
    count: str
    before: str
    more: str
    width: str
    kind: str
    slice: str
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday."""

    look: str
    words: str
    slice: str


@dataclass(frozen=True)
class Weekday:
    """One line of the picture of the week."""

    label: str
    cells: list[Cell]


def number(count: float, locale: str) -> str:
    """Write a number as the reader's language does."""
    written: str = format_decimal(count, locale=texts.best_locale(locale))
    return written


def share(part: int, whole: int) -> float:
    """Give a part in percent, with one decimal; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def span(seconds: int, locale: str) -> str:
    """Write how long something took."""
    if seconds < 2 * DAY:
        minutes = seconds // 60
        if minutes > 4 * 60:
            minutes = round(minutes / 60) * 60
        return dates.duration_words(minutes, locale=locale)
    return texts.n("analytics.days", round(seconds / DAY), locale)


def tiles(report: Report, *, compare: bool, locale: str) -> list[Tile]:
    """Draw the numbers of the head."""
    now, before = report.now, report.before
    found = [
        _counted(now.bookings, before.bookings, locale),
        _rate("conversion", (now.booked, now.opened), (before.booked, before.opened), +1, locale),
        _rate("no_shows", (now.no_shows, now.held), (before.no_shows, before.held), -1, locale),
        _rate(
            "utilisation",
            (now.booked_minutes, now.open_minutes),
            (before.booked_minutes, before.open_minutes),
            +1,
            locale,
        ),
        _waited(now, before, locale),
    ]
    return found if compare else [replace(one, change="", tone="", rest="") for one in found]


def _counted(now: int, before: int, locale: str) -> Tile:
    label = texts.t("analytics.tile.bookings", locale)
    value = number(now, locale)
    if not before:
        rest = texts.t("analytics.none_before", locale)
        return Tile(label, value, "", "", "", rest, "all")
    percent = round(100 * (now - before) / before)
    change = f"{_arrow(percent)} {number(abs(percent), locale)}{NBSP}%" if percent else ""
    key = "analytics.from" if percent else "analytics.as_before"
    rest = texts.t(key, locale, before=number(before, locale))
    return Tile(label, value, "", change, _tone(percent, +1), rest, "all")


def _rate(name: str, now: tuple[int, int], before: tuple[int, int], good: int, locale: str) -> Tile:
    """Draw a share in percent; `good` says whether more of it is better (+1) or worse (-1)."""
    kinds = {"conversion": "stage", "no_shows": "no_show", "utilisation": "all"}
    slice_ = "booked" if name == "conversion" else ""
    label = texts.t(f"analytics.tile.{name}", locale)
    if not now[1]:
        rest = texts.t(f"analytics.tile.{name}_none", locale)
        return Tile(label, "–", "", "", "", rest, kinds[name], slice_)
    ours = share(*now)
    value, unit = number(ours if ours < 10 else round(ours), locale), "%"
    if not before[1]:
        rest = texts.t("analytics.none_before", locale)
        return Tile(label, value, unit, "", "", rest, kinds[name], slice_)
    theirs = share(*before)
    points = round(ours - theirs, 1) if min(ours, theirs) < 10 else round(ours) - round(theirs)
    written = number(theirs if theirs < 10 else round(theirs), locale)
    change = ""
    if points:
        many = 1 if abs(points) == 1 else 2  # 1.1 points are several.
        size = texts.n("analytics.points", many, locale, points=number(abs(points), locale))
        change = f"{_arrow(points)} {size}"
    key = "analytics.from" if points else "analytics.as_before"
    rest = texts.t(key, locale, before=f"{written}{NBSP}%")
    return Tile(label, value, unit, change, _tone(points, good), rest, kinds[name], slice_)


def _waited(now: Totals, before: Totals, locale: str) -> Tile:
    label = texts.t("analytics.tile.answers", locale)
    if not now.answered:
        rest = texts.t("analytics.tile.answers_none", locale)
        return Tile(label, "–", "", "", "", rest, "asked")
    value = span(now.answer_seconds, locale)
    if not before.answered:
        rest = texts.t("analytics.none_before", locale)
        return Tile(label, value, "", "", "", rest, "asked")
    change = now.answer_seconds - before.answer_seconds
    if abs(change) < 60:
        rest = texts.t("analytics.as_before", locale, before=span(before.answer_seconds, locale))
        return Tile(label, value, "", "", "", rest, "asked")
    words = f"{_arrow(change)} {span(abs(change), locale)}"
    rest = texts.t("analytics.from", locale, before=span(before.answer_seconds, locale))
    return Tile(label, value, "", words, _tone(change, -1), rest, "asked")


def _arrow(change: float) -> str:
    return "↑" if change > 0 else "↓"


def _tone(change: float, good: int) -> str:
    if not change:
        return ""
    return "up" if (change > 0) == (good > 0) else "dn"


def weeks(report: Report, locale: str, today: date) -> list[Line]:
    """List the weeks with both counts."""
    return [
        Line(
            label=dates.day_short(monday, locale=locale, today=today),
            count=number(count, locale),
            before=number(before, locale),
            more="",
            width="",
            kind="week",
            slice=monday.isoformat(),
        )
        for monday, count, before in zip(
            report.weeks, report.weekly, report.weekly_before, strict=True
        )
    ]


def types(report: Report, locale: str) -> list[Line]:
    """List the meeting types with their bookings and no-shows."""
    return [
        replace(
            _bar(one, report.types[0].count, "type", locale),
            before=number(one.before, locale),
            more=f"{round(share(one.count, report.now.bookings))}{NBSP}%",
            note=number(one.no_shows, locale),
        )
        for one in report.types
    ]


def members(report: Report, locale: str) -> list[Line]:
    """List the members with their bookings and how full their hours were."""
    return [
        replace(
            _bar(one, report.members[0].count, "member", locale),
            more=f"{round(share(one.booked_minutes, one.open_minutes))}{NBSP}%"
            if one.open_minutes
            else "–",
        )
        for one in report.members
    ]


def _bar(one: Group, most: int, kind: str, locale: str) -> Line:
    width = f"{100 * one.count / most:.0f}%" if most else "0%"
    return Line(one.name, number(one.count, locale), "", "", width, kind, one.id)


def steps(name: str, counts: Sequence[int], kind: str, locale: str) -> list[Line]:
    """List the steps of lead times or of waiting times."""
    whole = sum(counts)
    return [
        Line(
            label=texts.t(f"analytics.{name}.{step}", locale),
            count=number(count, locale),
            before="",
            more=f"{round(share(count, whole))}{NBSP}%",
            width="",
            kind=kind,
            slice=str(step),
        )
        for step, count in enumerate(counts)
    ]


def stages(report: Report, locale: str) -> list[Line]:
    """List how far visits came, as a share of those who opened the page."""
    names = ("opened", "chosen", "filled_in", "booked")
    now, before = report.now.stages, report.before.stages
    return [
        Line(
            label=texts.t(f"analytics.stage.{name}", locale),
            count=number(now[step], locale),
            before=number(before[step], locale),
            more=f"{round(share(now[step], now[0]))}{NBSP}%",
            width="",
            kind="stage",
            slice=name,
        )
        for step, name in enumerate(names)
    ]


def zones(report: Report, locale: str) -> list[Line]:
    """List the zones from which pages were opened."""
    most = report.zones[0][1] if report.zones else 0
    return [
        Line(
            dates.city(zone, locale=locale),
            number(count, locale),
            "",
            f"{round(share(count, report.now.opened))}{NBSP}%",
            f"{100 * count / most:.0f}%",
            "",
            zone,
        )
        for zone, count in report.zones
    ]


def hours_of(report: Report) -> range:
    """Give the hours that the picture of the week shows."""
    seen = [hour for cells in (report.booked_at, report.chosen_at) for _, hour in cells]
    return range(min([FIRST_HOUR, *seen]), max([LAST_HOUR, *seen]) + 1)


def week(cells: Cells, hours: range, locale: str) -> list[Weekday]:
    """Draw counts by weekday and hour: five looks, by share of the highest."""
    most = max(cells.values(), default=0)
    found = []
    for weekday in range(7):
        line = []
        for hour in hours:
            count = cells.get((weekday, hour), 0)
            look = f"h{-(-LOOKS * count // most)}" if count else "h0"
            line.append(Cell(look, number(count, locale), f"{weekday}-{hour}"))
        name = dates.weekday_short(MONDAY + timedelta(days=weekday), locale=locale)
        found.append(Weekday(name, line))
    return found


def busiest(cells: Cells, key: str, locale: str) -> str:
    """Say at which hour of the week most happens."""
    if not cells:
        return texts.t(f"{key}_none", locale)
    (weekday, hour), count = max(cells.items(), key=lambda one: (one[1], one[0]))
    day = dates.weekday_long(MONDAY + timedelta(days=weekday), locale=locale)
    share_words = f"{round(share(count, sum(cells.values())))}{NBSP}%"
    return texts.t(key, locale, day=day, hour=f"{hour:02d}:00", share=share_words)
