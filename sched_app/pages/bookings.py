"""The organizer's bookings: the list by tabs, and one booking with its story."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import (
    booking_acts,
    booking_bulk,
    booking_dialogs,
    booking_filters,
    booking_notes,
    clients,
    desk,
    kit,
)
from sched_app.state.base import AppState
from sched_app.state.booking_customer import BookingCustomerState
from sched_app.state.booking_rows import Answer, BookingRow, Step
from sched_app.state.bookings_desk import DeskState

S = DeskState
t = texts.t


def add(app: rx.App) -> None:
    """Register the list and the page of one booking."""
    app.add_page(page, route=routes.BOOKINGS, title=t("desk.title"), on_load=S.load)
    app.add_page(
        one,
        route=routes.DESK_BOOKING_PAGE,
        title=t("desk.one_title"),
        on_load=[S.load_one, BookingCustomerState.load],
    )


def page() -> rx.Component:
    """Draw the list."""
    return desk.page(
        kit.page_head(t("desk.title"), S.summary),
        desk.guarded(
            S.is_loaded,
            rx.Var.create(False),
            t("desk.loading"),
            kit.tabs(t("desk.tabs"), S.tabs, S.tab, S.choose_tab),
            booking_filters.filters(S),
            booking_bulk.bar(S),
            rx.cond(S.rows.length() > 0, _table(), _empty()),
        ),
        booking_dialogs.all_dialogs(S),
        booking_filters.save_dialog(S),
        booking_bulk.dialog(S),
        active="bookings",
    )


def _table() -> rx.Component:
    head = ("when", "client", "meeting", "status")
    return rx.el.div(
        rx.el.div(
            rx.el.table(
                rx.el.caption(t("desk.caption"), class_name="sr"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(booking_bulk.box_of_all(S), scope="col", role="columnheader"),
                        *[
                            rx.el.th(t(f"desk.head.{name}"), scope="col", role="columnheader")
                            for name in head
                        ],
                        rx.el.th(rx.el.span(t("desk.head.actions"), class_name="sr"), scope="col"),
                        role="row",
                    ),
                    role="rowgroup",
                ),
                rx.el.tbody(rx.foreach(S.rows, _row), role="rowgroup"),
                class_name="table tcard",
                role="table",
            ),
            class_name="card bk-list",
        ),
        rx.el.div(
            rx.el.p(S.zone_words, class_name="sm mut"),
            rx.cond(
                S.has_before | S.has_next,
                rx.el.div(
                    kit.button(
                        t("desk.page_before"),
                        size="s",
                        disabled=~S.has_before,
                        on_click=S.page_before,
                    ),
                    kit.button(
                        t("desk.page_next"), size="s", disabled=~S.has_next, on_click=S.next_page
                    ),
                    class_name="row g8",
                ),
            ),
            class_name="row between wrap",
        ),
        class_name="stack",
    )


def _row(row: rx.Var[BookingRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(booking_bulk.box(S, row), class_name="c-p", role="cell"),
        rx.el.td(rx.el.strong(row.time), rx.el.span(row.day), class_name="c-w", role="cell"),
        rx.el.td(
            rx.el.a(row.name, href=row.path), rx.el.span(row.email), class_name="c-n", role="cell"
        ),
        rx.el.td(
            rx.el.span(
                kit.avatar(row.initials, small=True),
                rx.el.span(
                    row.meeting, rx.el.span(" ", t("desk.with"), " ", row.hosts, class_name="sr")
                ),
                class_name="row g8",
            ),
            class_name="c-m",
            role="cell",
        ),
        rx.el.td(kit.badge(row.status), class_name="c-s", role="cell"),
        rx.el.td(
            booking_acts.acts(S, row),
            class_name=rx.cond(row.may_answer, "c-a", "c-a dots"),
            role="cell",
        ),
        role="row",
        class_name=rx.cond(row.is_gone, "gone", ""),
        key=row.id,
    )


def _empty() -> rx.Component:
    def card(tab: str, *actions: rx.Component) -> rx.Component:
        return kit.empty(t(f"desk.empty.{tab}"), t(f"desk.empty.{tab}_words"), *actions)

    share = kit.link_button(t("desk.share"), href=routes.MEETING_TYPES, look="primary")
    nothing = kit.empty(
        t("filters.nothing"),
        t("filters.nothing_words"),
        kit.button(t("filters.clear"), look="primary", on_click=S.clear_filters),
    )
    tabs = rx.match(
        S.tab,
        ("requests", card("requests")),
        ("past", card("past")),
        ("all", card("all", share)),
        card("coming", share),
    )
    return rx.cond(S.is_narrowed, nothing, tabs)


def one() -> rx.Component:
    """Draw one booking."""
    return desk.page(
        rx.cond(S.is_one, rx.fragment(), kit.page_head(t("desk.one_title"))),
        rx.cond(
            S.is_missing,
            kit.empty(
                t("desk.missing"),
                t("desk.missing_words"),
                kit.link_button(t("desk.title"), href=routes.BOOKINGS, look="primary"),
            ),
            rx.cond(S.is_one, _one(), kit.skeleton(t("desk.loading"), 40, 88, 72, 64)),
        ),
        booking_dialogs.all_dialogs(S),
        booking_notes.dialog(S),
        active="bookings",
    )


def _one() -> rx.Component:
    row = S.one
    return rx.fragment(
        kit.page_head(
            row.name, "", *_buttons(), back=kit.back_link(t("desk.title"), routes.BOOKINGS)
        ),
        rx.el.div(
            rx.el.div(
                _facts(),
                clients.of_booking(),
                _answers(),
                booking_notes.section(S),
                class_name="stack g24",
            ),
            _story(),
            class_name="dt",
        ),
    )


def _buttons() -> list[rx.Component]:
    row = S.one

    def act(words: str, may: Any, on_click: Any, look: Any = "secondary") -> rx.Component:
        return rx.cond(may, kit.button(words, look=look, on_click=on_click))

    return [
        act(t("desk.accept"), row.may_answer, S.accept(row.id), "primary"),
        act(t("desk.decline"), row.may_answer, S.ask("decline", row.id)),
        act(t("desk.complete"), row.may_complete, S.complete(row.id)),
        act(t("desk.no_show"), row.may_no_show, S.no_show(row.id)),
        act(t("desk.reopen"), row.may_reopen, S.reopen(row.id)),
        act(t("desk.move_short"), row.may_move, S.ask("move", row.id)),
        act(t("desk.cancel_short"), row.may_cancel, S.ask("cancel", row.id), "danger"),
    ]


def _facts() -> rx.Component:
    row = S.one

    def fact(icon: str, words: Any, *more: Any) -> rx.Component:
        return rx.cond(words != "", kit.fact(icon, words, *more))

    return rx.el.section(
        rx.el.div(
            rx.el.h2(row.meeting, class_name="grow"),
            kit.badge(row.status),
            class_name="row between",
        ),
        rx.cond(S.one_deadline != "", kit.note(rx.el.p(S.one_deadline), tone="warn")),
        rx.el.ul(
            kit.fact("calendar", rx.el.strong(S.one_when)),
            rx.cond(
                S.one_when_there != "",
                kit.fact("globe", t("desk.for_client"), " ", S.one_when_there),
            ),
            fact("users", row.hosts),
            fact("mail", row.email),
            fact("phone", S.one_phone),
            rx.cond(
                S.one_place != "",
                rx.match(
                    S.one_place_kind,
                    (
                        "link",
                        kit.fact(
                            "video",
                            rx.el.a(
                                S.one_place,
                                href=S.one_place,
                                class_name="link",
                                rel="noopener noreferrer",
                                target="_blank",
                            ),
                        ),
                    ),
                    ("phone", kit.fact("phone", S.one_place)),
                    kit.fact("map-pin", S.one_place),
                ),
            ),
            class_name="facts",
        ),
        rx.cond(
            S.one_reason != "",
            rx.el.div(
                rx.el.p(t("desk.reason_given"), class_name="sm mut"),
                rx.el.p(S.one_reason, class_name="pre"),
            ),
        ),
        class_name="card pad stack",
    )


def _answers() -> rx.Component:
    return rx.cond(
        S.answers.length() > 0,
        rx.el.section(
            rx.el.h2(t("desk.answers")),
            rx.el.dl(rx.foreach(S.answers, _answer), class_name="qa"),
            class_name="card pad stack",
        ),
    )


def _answer(answer: rx.Var[Answer]) -> rx.Component:
    return rx.el.div(rx.el.dt(answer.question), rx.el.dd(answer.answer))


def _story() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("desk.story")),
        rx.el.ol(rx.foreach(S.steps, _step), class_name="tl-e"),
        rx.cond(
            AppState.may.contains("read_messages"),
            kit.link(t("desk.messages_all"), href=routes.OUTBOX, small=True),
        ),
        class_name="card pad stack g8",
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.at, class_name="sm mut"),
        rx.el.div(
            rx.cond(
                step.kind == "change",
                rx.el.span(step.words),
                rx.el.span(kit.icon("mail", small=True), " ", step.words, class_name="mut wordy"),
            ),
            rx.cond(step.answer != "", rx.el.p(rx.el.q(step.answer), class_name="said")),
        ),
    )
