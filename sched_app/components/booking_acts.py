"""What can be done with a booking in a list: answer a request, or open the menu of the rest."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import kit
from sched_app.state.booking_acts import Acts
from sched_app.state.booking_rows import BookingRow
from sched_app.state.hours_shown import InTheWay

t = texts.t
State = type[Acts]


def acts(page: State, row: rx.Var[BookingRow]) -> rx.Component:
    """Draw the buttons that answer a request, or else the menu."""
    buttons = rx.el.span(*answers(page, row), class_name="row g8 end")
    return rx.cond(row.may_answer, buttons, menu(page, row))


def answers(page: State, row: rx.Var[BookingRow]) -> list[rx.Component]:
    """Draw the two buttons that answer a request."""
    return [
        kit.button(
            t("desk.accept"),
            rx.el.span(" ", row.name, class_name="sr"),
            look="tonal",
            size="s",
            on_click=page.accept(row.id),
        ),
        kit.button(
            t("desk.decline"),
            rx.el.span(" ", row.name, class_name="sr"),
            size="s",
            on_click=page.ask("decline", row.id),
        ),
    ]


def menu(page: State, row: rx.Var[BookingRow]) -> rx.Component:
    """Draw the menu of what may be done with a booking; nothing if that is nothing."""
    return rx.cond(
        row.may_any,
        kit.menu(
            *_items(page, row),
            button=rx.fragment(
                kit.icon("ellipsis"),
                rx.el.span(t("desk.actions_for"), " ", row.name, ", ", row.day, class_name="sr"),
            ),
            button_class="btn ghost icon s",
        ),
    )


def in_the_way(page: State, one: rx.Var[InTheWay]) -> rx.Component:
    """Draw a booking that lies in the way of a time off, and what can be done about it."""
    return rx.el.li(
        rx.el.a(one.words, href=f"{routes.BOOKINGS}/" + one.id),
        rx.el.span(
            kit.button(
                t("desk.move"),
                rx.el.span(": ", one.words, class_name="sr"),
                size="s",
                on_click=page.ask("move", one.id),
            ),
            kit.button(
                t("desk.cancel"),
                rx.el.span(": ", one.words, class_name="sr"),
                look="danger",
                size="s",
                on_click=page.ask("cancel", one.id),
            ),
            class_name="row wrap g8 way",
        ),
        key=one.id,
    )


def _items(page: State, row: Any) -> list[rx.Component]:
    def item(words: str, may: Any, on_click: Any) -> rx.Component:
        return rx.cond(may, rx.el.button(words, type="button", on_click=on_click))

    return [
        item(t("desk.complete"), row.may_complete, page.complete(row.id)),
        item(t("desk.no_show"), row.may_no_show, page.no_show(row.id)),
        item(t("desk.reopen"), row.may_reopen, page.reopen(row.id)),
        item(t("desk.move"), row.may_move, page.ask("move", row.id)),
        item(t("desk.cancel"), row.may_cancel, page.ask("cancel", row.id)),
    ]
