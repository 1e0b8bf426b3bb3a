"""Hours that were typed in: what is taken, and where a fault is shown."""

from collections.abc import Sequence

import pytest

from sched_app.errors import Invalid
from sched_app.services import hours
from sched_app.services.forms import Checks

Days = Sequence[Sequence[Sequence[int]]]


def week(**ranges: Sequence[Sequence[int]]) -> Days:
    return [ranges.get(day, []) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (week(), []),
        (week(tue=[(780, 1020), (540, 720)]), [[1, 540, 720], [1, 780, 1020]]),
        (week(mon=[(0, 1440)], tue=[(0, 600)]), [[0, 0, 1440], [1, 0, 600]]),
        (week(mon=[(540, 720), (720, 780)]), [[0, 540, 720], [0, 720, 780]]),
        (week(fri=[(1320, 120)], sat=[(120, 240)]), [[4, 1320, 120], [5, 120, 240]]),
        (week(sun=[(1320, 120)], mon=[(120, 240)]), [[0, 120, 240], [6, 1320, 120]]),
        (week(mon=[(540, 0)], tue=[(0, 60)]), [[0, 540, 0], [1, 0, 60]]),
    ],
)
def test_good_weeks_are_kept_in_order(days: Days, kept: list[list[int]]) -> None:
    checks = Checks()

    assert hours.check_week(checks, "weekly", days) == kept
    checks.finish()


@pytest.mark.parametrize(
    ("days", "place", "key"),
    [
        (week(mon=[(540, 720), (705, 780)]), "weekly.0.1", "field.hours_overlap"),
        (week(mon=[(540, 720), (540, 720)]), "weekly.0.1", "field.hours_overlap"),
        (week(mon=[(600, 660), (540, 720)]), "weekly.0.1", "field.hours_overlap"),
        (week(mon=[(1320, 120)], tue=[(105, 240)]), "weekly.1.0", "field.hours_overlap"),
        (week(mon=[(105, 240)], sun=[(1320, 120)]), "weekly.6.0", "field.hours_overlap"),
        (week(wed=[(540, 550)]), "weekly.2.0", "field.hours_step"),
        (week(wed=[(540, 540)]), "weekly.2.0", "field.hours_equal"),
        (week(wed=[(1440, 60)]), "weekly.2.0", "field.hours"),
        (week(wed=[(0, 1455)]), "weekly.2.0", "field.hours"),
        (week(wed=[(-15, 60)]), "weekly.2.0", "field.hours"),
        (week(wed=[(540,)]), "weekly.2.0", "field.hours"),
        (week(wed=[(540, 600, 660)]), "weekly.2.0", "field.hours"),
        (week(wed=[(0, 15)] * 25), "weekly.2", "field.too_many"),
        ([[]] * 6, "weekly", "field.seven_days"),
    ],
)
def test_faults_stand_at_their_range(days: Days, place: str, key: str) -> None:
    checks = Checks()
    hours.check_week(checks, "weekly", days)

    with pytest.raises(Invalid) as refused:
        checks.finish()

    assert {field: found for field, (found, _) in refused.value.fields.items()} == {place: key}


def test_a_date_has_hours_of_its_own_without_a_week_around_it() -> None:
    checks = Checks()

    assert hours.check_day(checks, "hours", [(1320, 120), (0, 120)]) == [[0, 120], [1320, 120]]
    assert hours.check_day(checks, "hours", []) == []
    checks.finish()

    hours.check_day(checks, "hours", [(540, 720), (600, 660)])
    assert list(checks.faults) == ["hours.1"]


def test_stored_hours_are_shown_by_day() -> None:
    shown = hours.by_day([[6, 600, 660], [0, 780, 1020], [0, 540, 720]])

    assert shown == (((540, 720), (780, 1020)), (), (), (), (), (), ((600, 660),))
