"""Whatever a form sends, services get the types that they ask for, or the field is named."""

from datetime import date

import pytest

from sched_app import texts
from sched_app.errors import Invalid
from sched_app.state import typed


@pytest.mark.parametrize(
    ("value", "found"), [("", None), (None, None), (" 15 ", 15), (-3, -3), ("-3", -3), ("٣", 3)]
)
def test_whole_numbers(value, found):
    assert typed.whole({"n": value}, "n") == found


@pytest.mark.parametrize("value", ["--3", "-", "1.5", "1e3", True, [1], "9" * 10, "²"])
def test_what_is_no_whole_number_is_told(value):
    with pytest.raises(Invalid) as refusal:
        typed.whole({"n": value}, "n")
    assert list(refusal.value.fields) == ["n"]


@pytest.mark.parametrize("value", ["1999-12-31", "2200-01-01", "9999-12-31", "2026-13-01", "soon"])
def test_a_date_that_nobody_means_is_told(value):
    with pytest.raises(Invalid):
        typed.day({"on": value}, "on")


def test_dates():
    assert typed.day({"on": "2026-12-24"}, "on") == date(2026, 12, 24)
    assert typed.day({"on": 7}, "on") is None


def test_a_parameter_may_be_called_anything():
    assert texts.t("problem.not_found", "en", key="1", locale="2", count="3")
