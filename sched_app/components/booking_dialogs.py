"""The dialogs over bookings: decline, cancel, move; each says who will be told."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit, sheets
from sched_app.state.booking_acts import Acts

t = texts.t
State = type[Acts]


def all_dialogs(page: State) -> rx.Component:
    """Draw whichever dialog of the page's state is open, and the message with Undo."""
    return rx.fragment(
        _ending(page, "decline", look="pri", on_send=page.decline),
        _ending(page, "cancel", look="danger solid", on_send=page.cancel),
        _move(page),
        kit.toast(page.undo_words, page.undo_number, page.undo, page.hide_undo),
    )


def _ending(page: State, code: str, *, look: str, on_send: Any) -> rx.Component:
    return kit.dialog(
        rx.fragment(t(f"desk.{code}_title"), " ", page.target_name, "?"),
        sheets.sheet(
            desk.dialog_problem(),
            rx.el.p(page.target_when, ". ", page.told, class_name="mut"),
            sheets.line(
                t("desk.reason"),
                "reason",
                "textarea",
                optional=True,
                max=500,
                hint=t("desk.reason_hint"),
            ),
            rx.el.div(
                kit.button(
                    t(f"desk.{code}_keep"), on_click=page.close, custom_attrs={"data-first": "true"}
                ),
                sheets.send(t(f"desk.{code}_do"), look=look),
                class_name="da",
            ),
            place="",
            values={"reason": ""},
            rev=page.opened.to_string(),
            errors=page.errors,
            attempt=page.attempt,
            busy=page.is_busy,
            on_send=on_send,
            class_name="stack",
        ),
        open=page.dialog == code,
        on_close=page.close,
        id=f"{code}-booking",
    )


def _move(page: State) -> rx.Component:
    return kit.dialog(
        rx.fragment(t("desk.move_title"), " ", page.target_name, "?"),
        desk.dialog_problem(),
        rx.el.p(t("desk.move_now"), " ", page.target_when, class_name="mut"),
        rx.el.div(
            kit.field(
                t("desk.move_on"),
                "move-on",
                type="date",
                value=page.move_on,
                min=page.move_least,
                on_change=page.look,
            ),
            kit.field(
                t("desk.move_other"),
                "move-other",
                type="time",
                step=900,
                hint=t("desk.move_other_hint"),
                on_change=page.try_time.debounce(400),
            ),
            class_name="fg",
        ),
        _free_times(page),
        _objections(page),
        rx.el.p(page.told, class_name="sm mut"),
        open=page.dialog == "move",
        on_close=page.close,
        actions=[
            kit.button(
                t("desk.move_keep"), on_click=page.close, custom_attrs={"data-first": "true"}
            ),
            kit.button(
                rx.cond(page.move_reasons.length() > 0, t("desk.move_anyway"), t("desk.move_do")),
                look="primary",
                disabled=(page.move_at == "") | page.is_hard,
                loading=page.is_busy,
                on_click=page.move,
            ),
        ],
        id="move-booking",
        wide=True,
    )


def _free_times(page: State) -> rx.Component:
    return rx.el.div(
        rx.el.p(t("desk.move_free"), id="move-free", class_name="label"),
        rx.cond(
            page.move_times.length() > 0,
            rx.el.div(
                rx.foreach(page.move_times, lambda time: _free(page, time)),
                class_name="row wrap g8 mv",
                role="group",
                aria_labelledby="move-free",
            ),
            rx.el.p(t("desk.move_none"), class_name="sm mut"),
        ),
        class_name="stack g8",
    )


def _objections(page: State) -> rx.Component:
    """Draw what speaks against the time that was typed, or that nothing does."""
    return rx.el.div(
        rx.cond(
            page.move_reasons.length() > 0,
            kit.note(
                rx.el.p(rx.el.strong(page.move_words)),
                rx.el.ul(rx.foreach(page.move_reasons, lambda words: rx.el.li(words))),
                rx.el.p(rx.cond(page.is_hard, t("desk.move_hard"), t("desk.move_anyway_words"))),
                tone="warn",
            ),
            rx.cond(page.move_words != "", kit.note(rx.el.p(page.move_words), tone="ok")),
        ),
        role="status",
    )


def _free(page: State, time: rx.Var[dict[str, str]]) -> rx.Component:
    return kit.chip(
        time["label"], pressed=page.move_at == time["at"], on_click=page.choose_time(time["at"])
    )
