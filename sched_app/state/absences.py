"""Reads the form of a time off, which several pages have."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sched_app.errors import Invalid
from sched_app.services import time_off
from sched_app.services.time_off import TimeOffForm
from sched_app.state import typed


def blank(on: date) -> dict[str, Any]:
    """Give what the form begins with."""
    day = on.isoformat()
    return {
        "first_on": day,
        "last_on": day,
        "all_day": True,
        "from": "09:00",
        "until": "17:00",
        "reason": "",
    }


def read(form: Mapping[str, Any], zone: str) -> TimeOffForm:
    """Give the absence that a form names in a zone's wall time; raise Invalid by field."""
    first, last = typed.day(form, "first_on"), typed.day(form, "last_on")
    missing = {
        name: "field.required"
        for name, on in (("first_on", first), ("last_on", last))
        if on is None
    }
    if missing or first is None or last is None:
        raise Invalid(dict(missing))
    begin, end = 0, 1440
    if not typed.flag(form, "all_day"):
        begin, end = typed.clock(form, "from"), typed.clock(form, "until")
    starts_at, ends_at = time_off.span(zone, first, begin, last, end)
    if ends_at <= starts_at:
        raise Invalid({"last_on" if last < first else "until": "field.ends_before_start"})
    return TimeOffForm(starts_at, ends_at, typed.text(form, "reason"))
