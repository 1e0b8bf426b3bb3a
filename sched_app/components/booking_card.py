"""A booking's card, as its attendee sees it after booking and by the manage link."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import kit


def place_fact(state: Any) -> rx.Component:
    """Draw where the meeting is, as a link if it is one."""
    words = rx.cond(
        state.place_link != "",
        rx.el.a(state.place_words, href=state.place_link, class_name="link", rel="noreferrer"),
        rx.el.span(state.place_words),
    )
    return rx.match(
        state.place_kind,
        ("phone", kit.fact("phone", words)),
        ("link", kit.fact("video", words)),
        kit.fact("map-pin", words),
    )


def calendar_menu(state: Any, file_url: Any) -> rx.Component:
    """Draw the menu that adds the booking to a calendar."""
    outside = {"target": "_blank", "rel": "noopener noreferrer"}
    return kit.menu(
        # The router would take the file for one of its pages.
        rx.el.a(
            texts.t("calendar.file"),
            href=file_url,
            download=True,
            custom_attrs={"reloadDocument": True},
        ),
        rx.el.a(texts.t("calendar.google"), href=state.google_link, **outside),
        rx.el.a(texts.t("calendar.outlook"), href=state.outlook_link, **outside),
        button=rx.fragment(
            kit.icon("calendar", small=True),
            texts.t("calendar.add"),
            kit.icon("chevron-down", small=True),
        ),
    )


def card(state: Any, *actions: rx.Component) -> rx.Component:
    """Draw the booking: date tile, time, status, with whom, where, and its actions."""
    tile = rx.el.div(
        rx.el.span(state.tile_weekday),
        rx.el.strong(state.tile_day),
        rx.el.span(state.tile_month),
        class_name="tc-date",
        aria_hidden="true",
    )
    head = rx.el.div(
        rx.el.div(
            rx.el.p(rx.el.span(state.day_words, ", ", class_name="sr"), state.time_words),
            class_name="tc-time",
        ),
        kit.badge(state.status),
        class_name="row between top wrap g8",
    )
    return rx.el.section(
        tile,
        rx.el.div(
            rx.el.div(head, rx.el.p(state.zone_line, class_name="mut sm")),
            rx.el.ul(
                kit.fact(
                    "user",
                    rx.el.strong(state.meeting),
                    " ",
                    texts.t("booking.with"),
                    " ",
                    state.with_words,
                ),
                place_fact(state),
                class_name="facts",
            ),
            *([rx.el.div(*actions, class_name="row wrap g8")] if actions else []),
            class_name="tc-body",
        ),
        class_name=rx.cond(state.is_gone, "card tick-card gone", "card tick-card"),
        aria_label=texts.t("booking.your_booking"),
    )
