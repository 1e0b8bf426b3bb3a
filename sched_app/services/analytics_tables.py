"""The numbers of a period as tables for spreadsheets; what is written there begins no formula."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from sched_app import texts
from sched_app.errors import NotFound
from sched_app.services import (
    access,
    analytics,
    analytics_numbers,
    analytics_rows,
    csv_files,
    dates,
)
from sched_app.services.access import Actor, Right
from sched_app.services.analytics import STAGES, Cells, Report
from sched_app.services.analytics_numbers import Whose
from sched_app.services.analytics_rows import Slice

Cell = str | int
Lines = Iterator[Sequence[Cell]]
ROWS_MOST = 50_000
AT_ONCE = 500
STAGE = "stage"
MONDAY = date(2024, 1, 1)


def table(
    session: Session,
    what: str,
    period: tuple[str, str, str],
    *,
    actor: Actor,
    now: datetime,
    locale: str,
) -> str:
    """Write one of the page's tables as CSV; raise NotFound for one that there is not.

    `period` is its name, first and last date. Raise Invalid, NotSignedIn, NotFound or Forbidden.
    """
    if what not in TABLES:
        raise NotFound()
    report = analytics.report(session, *period, actor=actor, now=now)
    return written(TABLES[what](report, locale))


def rows(
    session: Session,
    period: tuple[str, str, str],
    chosen: Slice,
    *,
    actor: Actor,
    now: datetime,
    locale: str,
) -> str:
    """Write the rows behind a number as CSV: bookings, or counts by day; ROWS_MOST at most."""
    access.require(actor, Right.READ_ANALYTICS, actor.workspace_id or 0)
    given = {"actor": actor, "now": now, "limit": AT_ONCE}
    if chosen.kind == STAGE:
        return written(_days(session, period, chosen.value, locale, given))
    zone = analytics_numbers.zone_of(session, Whose(actor.workspace_id or 0))
    return written(_bookings(session, period, chosen, ZoneInfo(zone), locale, given))


def written(lines: Iterable[Sequence[Cell]]) -> str:
    """Write lines as CSV; an apostrophe stands before what would be a formula."""
    return csv_files.MARK + "".join(map(csv_files.line, lines))


def _head(locale: str, *keys: str) -> list[str]:
    return [texts.t(f"analytics.{key}", locale) for key in keys]


def _weeks(report: Report, locale: str) -> Lines:
    yield _head(locale, "week", "now", "before")
    for monday, now, before in zip(report.weeks, report.weekly, report.weekly_before, strict=True):
        yield monday.isoformat(), now, before


def _types(report: Report, locale: str) -> Lines:
    yield _head(locale, "type", "now", "before", "kind.held", "no_show_column")
    for one in report.types:
        yield one.name, one.count, one.before, one.held, one.no_shows


def _members(report: Report, locale: str) -> Lines:
    yield _head(locale, "member", "now", "file.booked_minutes", "file.open_minutes")
    for one in report.members:
        yield one.name, one.count, one.booked_minutes, one.open_minutes


def _stages(report: Report, locale: str) -> Lines:
    yield _head(locale, "stage", "visits", "before")
    for stage, now, before in zip(STAGES, report.now.stages, report.before.stages, strict=True):
        yield texts.t(f"analytics.stage.{stage}", locale), now, before


def _leads(report: Report, locale: str) -> Lines:
    yield _head(locale, "lead", "now")
    for step, count in enumerate(report.leads):
        yield texts.t(f"analytics.lead.{step}", locale), count


def _answers(report: Report, locale: str) -> Lines:
    yield _head(locale, "answer", "kind.asked")
    for step, count in enumerate(report.answers):
        yield texts.t(f"analytics.answer.{step}", locale), count
    yield texts.t("analytics.answer.none", locale), report.unanswered


def _times(report: Report, locale: str) -> Lines:
    yield _head(locale, "file.weekday", "file.hour", "heat.booked", "file.visits_chosen")
    booked: Cells = report.booked_at
    for place in sorted(booked.keys() | report.chosen_at.keys()):
        day = dates.weekday_long(MONDAY + timedelta(days=place[0]), locale=locale)
        yield day, f"{place[1]:02d}:00", booked.get(place, 0), report.chosen_at.get(place, 0)


def _zones(report: Report, locale: str) -> Lines:
    yield _head(locale, "file.zone", "visits")
    yield from report.zones


TABLES: dict[str, Callable[[Report, str], Lines]] = {
    "weeks": _weeks,
    "types": _types,
    "members": _members,
    "stages": _stages,
    "leads": _leads,
    "answers": _answers,
    "times": _times,
    "zones": _zones,
}


def _bookings(
    session: Session,
    period: tuple[str, str, str],
    chosen: Slice,
    zone: ZoneInfo,
    locale: str,
    given: dict[str, object],
) -> Lines:
    yield _head(
        locale, "when", "file.ends", "file.made", "status", "client", "meeting", "member",
        "file.answered", "file.booking",
    )  # fmt: skip
    cursor: str | None = None
    for _ in range(ROWS_MOST // AT_ONCE):
        page = analytics_rows.page(session, *period, chosen, cursor=cursor, **given)  # type: ignore[arg-type]
        for one in page.items:
            wait = "" if one.answer_seconds is None else one.answer_seconds // 60
            moments = (one.starts_at, one.ends_at, one.created_at)
            yield (
                *(at.astimezone(zone).strftime("%Y-%m-%d %H:%M") for at in moments),
                texts.t(f"status.{one.status}", locale),
                one.attendee_name, one.meeting_name, one.hosts, wait, one.id,
            )  # fmt: skip
        cursor = page.next_cursor
        if cursor is None:
            return


def _days(
    session: Session,
    period: tuple[str, str, str],
    stage: str,
    locale: str,
    given: dict[str, object],
) -> Lines:
    yield _head(locale, "file.date", "meeting", "visits")
    cursor: str | None = None
    for _ in range(ROWS_MOST // AT_ONCE):
        page = analytics_rows.days(session, *period, stage, cursor=cursor, **given)  # type: ignore[arg-type]
        for one in page.items:
            yield one.on.isoformat(), one.meeting_name, one.count
        cursor = page.next_cursor
        if cursor is None:
            return
