"""The search of the bookings, its filters, and those that were saved."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit, sheets
from sched_app.components.feedback import STATUS_LOOK
from sched_app.state.booking_filters import SAVING, Narrowing

t = texts.t
State = type[Narrowing]


def filters(page: State) -> rx.Component:
    """Draw the search field and the filters, with what is wrong with them."""
    parts = ("status", "since", "until")
    is_open = (page.narrowed[parts[0]] + page.narrowed[parts[1]] + page.narrowed[parts[2]]) != ""
    return rx.el.div(
        rx.el.div(
            _search(page),
            _choice(page, "meeting_type", page.type_options),
            rx.cond(page.host_options.length() > 1, _choice(page, "host", page.host_options)),
            class_name="filters",
        ),
        rx.el.details(
            rx.el.summary(t("filters.more"), class_name="link sm"),
            rx.el.div(
                _choice(page, "status", [(code, t(f"status.{code}")) for code in STATUS_LOOK]),
                _day(page, "since"),
                _day(page, "until"),
                class_name="filters",
            ),
            open=is_open,
            class_name="more-filters",
        ),
        rx.cond(page.filter_fault != "", kit.error_text(page.filter_fault)),
        rx.cond(
            page.is_narrowed | (page.saved.length() > 0),
            rx.el.div(
                rx.foreach(page.saved, lambda one: _saved(page, one)),
                rx.cond(
                    page.is_narrowed,
                    rx.fragment(
                        kit.button(
                            t("filters.save"), look="quiet", size="s", on_click=page.ask_save
                        ),
                        kit.button(
                            t("filters.clear"), look="quiet", size="s", on_click=page.clear_filters
                        ),
                    ),
                ),
                class_name="row wrap g8",
            ),
        ),
        class_name="stack g12",
        role="search",
        aria_label=t("filters.title"),
    )


def _search(page: State) -> rx.Component:
    return rx.el.div(
        rx.el.label(t("filters.words"), html_for="bookings-words", class_name="sr"),
        kit.icon("search"),
        rx.el.input(
            id="bookings-words",
            type="search",
            class_name="input",
            placeholder=t("filters.words"),
            auto_complete="off",
            default_value=page.narrowed["words"],
            key=page.cleared.to_string(),
            on_change=lambda value: page.narrow("words", value).debounce(300),
        ),
        class_name="field find",
    )


def _choice(page: State, name: str, options: Any) -> rx.Component:
    every = rx.el.option(t(f"filters.every.{name}"), value="")
    if isinstance(options, list):
        listed = [rx.el.option(words, value=code) for code, words in options]
    else:
        listed = [rx.foreach(options, lambda one: rx.el.option(one["label"], value=one["value"]))]
    return rx.el.div(
        kit.select(
            t(f"filters.{name}"),
            f"bookings-{name}",
            rx.fragment(every, *listed),
            hide_label=True,
            value=page.narrowed[name],
            on_change=lambda value: page.narrow(name, value),
        ),
        class_name="field",
    )


def _day(page: State, name: str) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"filters.{name}"), class_name="sm mut"),
        rx.el.input(
            type="date",
            id=f"bookings-{name}",
            class_name="input",
            value=page.narrowed[name],
            on_change=lambda value: page.narrow(name, value),
        ),
        class_name="day",
    )


def _saved(page: State, one: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.span(
        rx.el.button(
            one["name"], type="button", class_name="chip", on_click=page.use_filter(one["id"])
        ),
        rx.el.button(
            kit.icon("x", small=True),
            rx.el.span(t("filters.remove"), " ", one["name"], class_name="sr"),
            type="button",
            class_name="btn ghost icon s",
            on_click=page.remove_filter(one["id"]),
        ),
        class_name="row",
        key=one["id"],
    )


def save_dialog(page: State) -> rx.Component:
    """Draw the dialog that gives a name to what the list is narrowed to."""
    return kit.dialog(
        t("filters.save_title"),
        sheets.sheet(
            desk.dialog_problem(),
            sheets.line(
                t("filters.name"),
                "name",
                required=True,
                max=60,
                first=True,
                hint=t("filters.name_hint"),
            ),
            rx.el.div(
                kit.button(t("filters.keep"), on_click=page.close),
                sheets.send(t("filters.save_do")),
                class_name="da",
            ),
            place="",
            values={"name": ""},
            rev=page.opened.to_string(),
            errors=page.errors,
            attempt=page.attempt,
            busy=page.is_busy,
            on_send=page.save_filter,
            class_name="stack",
        ),
        open=page.dialog == SAVING,
        on_close=page.close,
        id="save-filter",
    )
