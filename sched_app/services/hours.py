"""Pure: checks hours that were typed in, ranges of minutes after midnight in 15-minute steps."""

from collections.abc import Sequence

from sched_app.services.forms import Checks

Range = tuple[int, int]
Days = tuple[tuple[Range, ...], ...]  # Seven of them, from Monday on.

STEP = 15
DAY = 24 * 60
WEEK = 7 * DAY
MOST_RANGES = 24


def check_week(
    checks: Checks, field: str, days: Sequence[Sequence[Sequence[int]]]
) -> list[list[int]]:
    """Check the hours of seven days and give them as `[weekday, start, end]`, Monday is 0.

    A range whose end is before its start goes on into the next day; 1440 is midnight at a day's
    end. Faults stand at `<field>.<weekday>.<index>`.
    """
    if len(days) != 7:
        checks.fault(field, "field.seven_days")
        return []
    found: list[tuple[str, int, int, int]] = []
    for weekday, ranges in enumerate(days):
        where = f"{field}.{weekday}"
        found += [
            (f"{where}.{index}", weekday, start, end)
            for index, (start, end) in _ranges(checks, where, ranges)
        ]
    spans = [
        (place, weekday * DAY + start, _length(start, end)) for place, weekday, start, end in found
    ]
    _check_overlaps(checks, spans, WEEK)
    return sorted([weekday, start, end] for _, weekday, start, end in found)


def check_day(checks: Checks, field: str, ranges: Sequence[Sequence[int]]) -> list[list[int]]:
    """Check the hours of one date, which may be none; faults stand at `<field>.<index>`."""
    found = _ranges(checks, field, ranges)
    spans = [(f"{field}.{index}", start, _length(start, end)) for index, (start, end) in found]
    _check_overlaps(checks, spans, None)
    return sorted([start, end] for _, (start, end) in found)


def by_day(weekly: Sequence[Sequence[int]]) -> Days:
    """Sort stored weekly hours by their day."""
    days: list[list[Range]] = [[] for _ in range(7)]
    for weekday, start, end in sorted(weekly, key=tuple):
        days[weekday].append((start, end))
    return tuple(tuple(ranges) for ranges in days)


def _ranges(checks: Checks, field: str, ranges: Sequence[Sequence[int]]) -> list[tuple[int, Range]]:
    if len(ranges) > MOST_RANGES:
        checks.fault(field, "field.too_many", most=MOST_RANGES)
        return []
    found: list[tuple[int, Range]] = []
    for index, pair in enumerate(ranges):
        if _is_range(checks, f"{field}.{index}", pair):
            found.append((index, (pair[0], pair[1])))
    return found


def _is_range(checks: Checks, field: str, pair: Sequence[int]) -> bool:
    numbers = [minute for minute in pair if isinstance(minute, int)]
    if len(pair) != 2 or len(numbers) != 2:
        checks.fault(field, "field.hours")
        return False
    start, end = pair
    if not 0 <= start < DAY or not 0 <= end <= DAY:
        checks.fault(field, "field.hours")
    elif start % STEP or end % STEP:
        checks.fault(field, "field.hours_step", step=STEP)
    elif start == end:
        checks.fault(field, "field.hours_equal")
    else:
        return True
    return False


def _length(start: int, end: int) -> int:
    return end - start if end > start else end - start + DAY


def _check_overlaps(
    checks: Checks, spans: Sequence[tuple[str, int, int]], around: int | None
) -> None:
    # The last night of the week runs into the first morning: `around` is where it starts anew.
    for later, (place, start, length) in enumerate(spans):
        for _, other, other_length in spans[:later]:
            ahead, behind = start - other, other - start
            if around is not None:
                ahead, behind = ahead % around, behind % around
            if 0 <= ahead < other_length or 0 <= behind < length:
                checks.fault(place, "field.hours_overlap")
                break
