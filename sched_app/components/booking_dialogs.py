"""The dialogs over bookings: decline, cancel, move; each says who will be told."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit, sheets
from sched_app.state.bookings_desk import DeskState

S = DeskState
t = texts.t


def all_dialogs() -> rx.Component:
    """Draw whichever dialog is open."""
    return rx.fragment(
        _ending("decline", look="pri", on_send=S.decline),
        _ending("cancel", look="danger solid", on_send=S.cancel),
        _move(),
    )


def _ending(code: str, *, look: str, on_send: Any) -> rx.Component:
    return kit.dialog(
        rx.fragment(t(f"desk.{code}_title"), " ", S.target_name, "?"),
        sheets.sheet(
            desk.dialog_problem(),
            rx.el.p(S.target_when, ". ", S.told, class_name="mut"),
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
                    t(f"desk.{code}_keep"), on_click=S.close, custom_attrs={"data-first": "true"}
                ),
                sheets.send(t(f"desk.{code}_do"), look=look),
                class_name="da",
            ),
            place="",
            values={"reason": ""},
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=on_send,
            class_name="stack",
        ),
        open=S.dialog == code,
        on_close=S.close,
        id=f"{code}-booking",
    )


def _move() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("desk.move_title"), " ", S.target_name, "?"),
        desk.dialog_problem(),
        rx.el.p(t("desk.move_now"), " ", S.target_when, class_name="mut"),
        rx.el.div(
            kit.field(
                t("desk.move_on"),
                "move-on",
                type="date",
                value=S.move_on,
                min=S.move_least,
                on_change=S.look,
            ),
            kit.field(
                t("desk.move_other"),
                "move-other",
                type="time",
                step=900,
                hint=t("desk.move_other_hint"),
                on_change=S.try_time.debounce(400),
            ),
            class_name="fg",
        ),
        _free_times(),
        _objections(),
        rx.el.p(S.told, class_name="sm mut"),
        open=S.dialog == "move",
        on_close=S.close,
        actions=[
            kit.button(t("desk.move_keep"), on_click=S.close, custom_attrs={"data-first": "true"}),
            kit.button(
                rx.cond(S.move_reasons.length() > 0, t("desk.move_anyway"), t("desk.move_do")),
                look="primary",
                disabled=(S.move_at == "") | S.is_hard,
                loading=S.is_busy,
                on_click=S.move,
            ),
        ],
        id="move-booking",
        wide=True,
    )


def _free_times() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("desk.move_free"), id="move-free", class_name="label"),
        rx.cond(
            S.move_times.length() > 0,
            rx.el.div(
                rx.foreach(S.move_times, _free),
                class_name="row wrap g8 mv",
                role="group",
                aria_labelledby="move-free",
            ),
            rx.el.p(t("desk.move_none"), class_name="sm mut"),
        ),
        class_name="stack g8",
    )


def _objections() -> rx.Component:
    """Draw what speaks against the time that was typed, or that nothing does."""
    return rx.el.div(
        rx.cond(
            S.move_reasons.length() > 0,
            kit.note(
                rx.el.p(rx.el.strong(S.move_words)),
                rx.el.ul(rx.foreach(S.move_reasons, lambda words: rx.el.li(words))),
                rx.el.p(rx.cond(S.is_hard, t("desk.move_hard"), t("desk.move_anyway_words"))),
                tone="warn",
            ),
            rx.cond(S.move_words != "", kit.note(rx.el.p(S.move_words), tone="ok")),
        ),
        role="status",
    )


def _free(time: rx.Var[dict[str, str]]) -> rx.Component:
    return kit.chip(
        time["label"], pressed=S.move_at == time["at"], on_click=S.choose_time(time["at"])
    )
