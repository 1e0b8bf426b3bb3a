"""The month and the list of times, drawn for any state that picks a time (`state.picking`)."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import kit, slots


def _months(state: Any) -> rx.Component:
    """Draw the month's name between its two arrows."""
    return rx.el.div(
        rx.el.h2(state.month_words, id="month", aria_live="polite"),
        rx.el.div(
            kit.icon_button(
                "chevron-left",
                texts.t("times.month_before"),
                disabled=state.month <= state.today[:7],
                on_click=state.go_month(state.month_before),
            ),
            kit.icon_button(
                "chevron-right",
                texts.t("times.month_after"),
                disabled=state.month >= state.month_last,
                on_click=state.go_month(state.month_after),
            ),
            class_name="row g4",
        ),
        class_name="row between",
    )


def _empty_month(state: Any) -> rx.Component:
    """Say that the month has nothing, and lead to the next free day."""
    return rx.el.div(
        rx.el.p(texts.t("times.nothing_in"), class_name="strong"),
        rx.cond(
            state.next_date != "",
            kit.button(
                texts.t("times.next_free"),
                " ",
                state.next_words,
                look="tonal",
                on_click=state.pick_date(state.next_date),
                class_name="start",
            ),
            rx.el.p(texts.t("times.nothing_at_all"), class_name="sm mut"),
        ),
        class_name="stack g12",
        role="status",
    )


def month(state: Any) -> rx.Component:
    """Draw the days to choose from, the time zone and the clock."""
    return rx.el.section(
        _months(state),
        slots.month_grid(
            month=state.month,
            today=state.today,
            selected=state.on_date,
            counts=state.counts,
            min=state.today[:7],
            max=state.month_last,
            labelled_by="month",
            on_pick=state.pick_date,
            on_month=state.go_month,
        ),
        rx.el.div(
            slots.zone_picker(
                zone=state.my_zone,
                likely=state.likely_zones,
                hour12=state.hour12,
                on_choose=state.set_my_zone,
            ),
            kit.segmented(
                texts.t("times.clock"),
                [("12", texts.t("times.12")), ("24", texts.t("times.24"))],
                rx.cond(state.hour12, "12", "24"),
                state.set_clock,
            ),
            class_name="tz",
        ),
        class_name="cal",
        aria_label=texts.t("times.choose_day"),
    )


def day(state: Any, on_choose: Any, wanted: Any = "") -> rx.Component:
    """Draw the times of the chosen date; `on_choose` takes the instant, `wanted` is chosen."""
    chosen = rx.fragment(
        rx.el.div(
            rx.el.h2(state.date_words, id="day"),
            rx.el.p(state.times_words, class_name="sm mut"),
            aria_live="polite",
        ),
        rx.cond(
            state.groups.length() > 0,
            slots.time_list(
                groups=state.groups,
                date_words=state.date_long,
                wanted=wanted,
                busy=state.is_choosing,
                on_continue=on_choose,
            ),
            rx.el.p(texts.t("times.none"), class_name="mut", style={"margin_top": "16px"}),
        ),
    )
    unchosen = rx.cond(
        state.counts.length() > 0,
        rx.el.div(
            rx.el.h2(texts.t("times.choose_day")),
            rx.el.p(texts.t("times.pick_first"), class_name="sm mut"),
        ),
        _empty_month(state),
    )
    return rx.el.section(
        rx.cond(state.on_date != "", chosen, unchosen),
        class_name="times",
        aria_label=texts.t("times.choose_time"),
    )
