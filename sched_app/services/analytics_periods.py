"""Pure: the spans of dates that numbers are of, and the wall clock of their zone in SQL."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from sched_app.errors import Invalid
from sched_app.models.columns import epoch
from sched_app.services import wall_clock

DAY = timedelta(days=1)
WEEKS = {"4w": 4, "12w": 12, "52w": 52}
USUAL = "12w"
LONGEST = timedelta(days=3 * 366)
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole dates in one zone, from `since` to before `until`."""

    since: date
    until: date
    zone: str

    @property
    def days(self) -> int:
        """How many dates these are."""
        return (self.until - self.since).days

    @property
    def last(self) -> date:
        """The last date that belongs to it."""
        return self.until - DAY

    def before(self) -> "Period":
        """Give the span of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since, self.zone)

    def weeks(self) -> list[date]:
        """List the first dates of its weeks, counted from its own first date."""
        return [self.since + DAY * days for days in range(0, self.days, 7)]

    def part(self, since: date, until: date) -> "Period":
        """Cut out what lies between two dates; empty if nothing does."""
        first = max(self.since, since)
        return Period(first, max(first, min(self.until, until)), self.zone)

    def instants(self) -> tuple[datetime, datetime]:
        """Give the instants between which it passes."""
        return midnight(self.since, self.zone), midnight(self.until, self.zone)


def read(name: str, first: str, last: str, *, zone: str, now: datetime) -> Period:
    """Read a period by its name, or (`custom`) by its first and last date.

    The named ones are whole weeks up to last Sunday, so that no half week looks like a fall. Raise
    Invalid with the fields `first` and `last`.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - DAY * today.weekday()
    if name != "custom":
        weeks = WEEKS.get(name, WEEKS[USUAL])
        return Period(monday - timedelta(weeks=weeks), monday, zone)
    since, until = _date("first", first), _date("last", last)
    if until < since:
        raise Invalid({"last": "field.last_before_first"})
    if until - since >= LONGEST:
        raise Invalid({"last": "analytics.period_long"})
    return Period(since, until + DAY, zone)


def midnight(on: date, zone: str) -> datetime:
    """Give the instant at which a date begins in a zone."""
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)


def local_seconds(column: Any, period: Period) -> Any:
    """Give, in SQL, what the zone's clock shows at a column's instants: seconds since 1970 on it.

    The offsets that the period sees (two, where the clock changes) are written into the statement.
    """
    since, until = (epoch(at) for at in period.instants())
    clock = wall_clock.clock(period.zone, since, until)
    seconds = sa.type_coerce(column, sa.BigInteger)
    inside = [at for at in clock.changes if since < at < until]
    if not inside:
        return seconds + sa.literal_column(str(clock.offset(since)))
    steps: list[tuple[Any, Any]] = [
        (seconds < at, sa.literal_column(str(clock.offset(at - 1)))) for at in inside
    ]
    return seconds + sa.case(*steps, else_=sa.literal_column(str(clock.offset(inside[-1]))))


def _date(field: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as fault:
        raise Invalid({field: "field.date"}) from fault
    if not EARLIEST <= found <= LATEST:
        raise Invalid({field: "field.date"})
    return found
