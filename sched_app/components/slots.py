"""Choosing a time, wrapped: the month, the list of times, the time zone, the kept time."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside

_LIBRARY = beside.path("slots.jsx")


class _MonthGrid(rx.Component):
    library = _LIBRARY
    tag = "MonthGrid"
    month: rx.Var[str]
    today: rx.Var[str]
    selected: rx.Var[str]
    counts: rx.Var[dict[str, int]]
    busy: rx.Var[bool]
    min: rx.Var[str]
    max: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    labelled_by: rx.Var[str]
    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_month: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _TimeList(rx.Component):
    library = _LIBRARY
    tag = "TimeList"
    groups: rx.Var[list[dict[str, Any]]]
    date_words: rx.Var[str]
    wanted: rx.Var[str]
    busy: rx.Var[bool]
    words: rx.Var[dict[str, str]]
    on_continue: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _Countdown(rx.Component):
    library = _LIBRARY
    tag = "Countdown"
    until: rx.Var[float]
    now: rx.Var[float]
    total: rx.Var[float]
    words: rx.Var[dict[str, Any]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    on_again: rx.EventHandler[rx.event.no_args_event_spec]


class _ZonePicker(rx.Component):
    library = _LIBRARY
    tag = "ZonePicker"
    zone: rx.Var[str]
    likely: rx.Var[list[str]]
    hour12: rx.Var[bool]
    plain: rx.Var[bool]
    input_id: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def month_grid(**props: Any) -> rx.Component:
    """Draw a month of `counts` (ISO date → free times); months are “2026-12”.

    `on_pick` takes a free date, `on_month` the month that the keyboard moved to.
    """
    words = {
        "weekdays": [texts.weekday(day) for day in range(7)],
        "short": [texts.weekday(day, is_short=True) for day in range(7)],
        "months": [texts.month(number) for number in range(1, 13)],
        "day": texts.t("month.day"),
        "none": texts.t("month.none"),
        "one": texts.t("month.one"),
        "many": texts.t("month.many"),
    }
    return _MonthGrid.create(words=words, **props)


def time_list(**props: Any) -> rx.Component:
    """Draw `groups` of `{name, times: [{at, label, span}]}`; `on_continue` takes a time's `at`.

    `wanted` is the `at` of a time that is chosen from the start.
    """
    words = {"next": texts.t("times.continue"), "with": texts.t("times.with")}
    return _TimeList.create(words=words, **props)


def countdown(**props: Any) -> rx.Component:
    """Draw the time that is left until `until`, both it and `now` in the server's epoch ms."""
    words = {
        "kept": texts.t("hold.kept"),
        "soon": texts.t("hold.soon"),
        "gone": texts.t("hold.gone"),
        "again": texts.t("hold.again"),
        "left": texts.t("hold.left"),
        "say": {str(minute): texts.n("hold.say", minute) for minute in (5, 2, 1)},
    }
    return _Countdown.create(words=words, **props)


def zone_picker(
    *,
    zone: Any,
    on_choose: Any,
    likely: Any = (),
    hour12: Any = False,
    plain: bool = False,
    input_id: str = "",
) -> rx.Component:
    """Draw a combobox over all IANA zones; `plain` looks like a form's field (give it its id)."""
    words = {
        name: texts.t(f"zone.{name}") for name in ("button", "now", "search", "list", "nothing")
    }
    return _ZonePicker.create(
        zone=zone,
        likely=likely if isinstance(likely, rx.Var) else list(likely),
        hour12=hour12,
        plain=plain,
        input_id=input_id,
        words=words,
        on_choose=on_choose,
    )
