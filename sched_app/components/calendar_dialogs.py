"""The calendar's dialogs: a booking, where it was dropped, a new one, time off."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_acts, desk, kit, sheets
from sched_app.state.calendar import CalendarState

S = CalendarState
t = texts.t


def all_dialogs() -> rx.Component:
    """Draw whichever of the calendar's own dialogs is open."""
    return rx.fragment(_peek(), _drop(), _new(), _away(), _off())


def _peek() -> rx.Component:
    row: Any = S.one

    def act(words: str, may: Any, on_click: Any) -> rx.Component:
        return rx.cond(may, kit.button(words, size="s", on_click=on_click))

    return kit.dialog(
        row.name,
        desk.dialog_problem(),
        rx.el.div(
            rx.el.p(S.one_when, class_name="strong"),
            rx.el.p(row.meeting, ", ", row.hosts, class_name="mut"),
            rx.cond(S.one_place != "", rx.el.p(S.one_place, class_name="sm mut wordy")),
            rx.cond(row.email != "", rx.el.p(row.email, class_name="sm mut wordy")),
            class_name="stack g4",
        ),
        rx.el.div(kit.badge(row.status)),
        rx.el.div(
            kit.link_button(
                t("calendar.open"),
                href=row.path,
                size="s",
                look="primary",
                custom_attrs={"data-first": "true"},
            ),
            act(t("calendar.move"), row.may_move, S.ask("move", row.id)),
            rx.cond(
                row.may_answer,
                rx.fragment(*booking_acts.answers(S, row)),
                act(t("desk.cancel"), row.may_cancel, S.ask("cancel", row.id)),
            ),
            act(t("desk.complete"), row.may_complete, S.complete(row.id)),
            act(t("desk.no_show"), row.may_no_show, S.no_show(row.id)),
            class_name="peek-acts",
        ),
        open=S.dialog == "peek",
        on_close=S.close,
        id="peek-booking",
    )


def _drop() -> rx.Component:
    line = {"class_name": "stack g4"}
    return kit.dialog(
        rx.fragment(t("desk.move_title"), " ", S.target_name, "?"),
        desk.dialog_problem(),
        rx.el.div(
            rx.el.p(t("calendar.drop_from"), " ", S.drop_from, class_name="mut"),
            rx.el.p(t("calendar.drop_to"), " ", rx.el.strong(S.drop_to)),
            **line,
        ),
        rx.el.div(
            rx.cond(
                S.move_reasons.length() > 0,
                kit.note(
                    rx.el.p(rx.el.strong(S.move_words)),
                    rx.el.ul(rx.foreach(S.move_reasons, lambda words: rx.el.li(words))),
                    rx.el.p(rx.cond(S.is_hard, t("desk.move_hard"), t("calendar.drop_anyway"))),
                    tone="warn",
                ),
            ),
            role="status",
        ),
        rx.el.p(S.told, class_name="sm mut"),
        open=S.dialog == "drop",
        on_close=S.close,
        actions=[
            kit.button(t("desk.move_keep"), on_click=S.close, custom_attrs={"data-first": "true"}),
            kit.button(
                rx.cond(S.move_reasons.length() > 0, t("desk.move_anyway"), t("calendar.drop_do")),
                look="primary",
                disabled=(S.move_at == "") | S.is_hard,
                loading=S.is_busy,
                on_click=S.move,
            ),
        ],
        id="drop-booking",
    )


def _form(code: str, title: str, send: str, on_send: Any, *fields: Any) -> rx.Component:
    return kit.dialog(
        title,
        sheets.sheet(
            desk.dialog_problem(),
            *fields,
            rx.el.div(
                kit.button(t("hours.cancel"), on_click=S.close), sheets.send(send), class_name="da"
            ),
            place="",
            values=S.values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=on_send,
            class_name="stack g20",
        ),
        open=S.dialog == code,
        on_close=S.close,
        id=f"{code}-dialog",
    )


def _new() -> rx.Component:
    where = {"class_name": "fg"}
    fields = [
        sheets.line(t("calendar.new_type"), "offer", "select", options=S.offers),
        rx.cond(
            S.hosts.length() > 0,
            sheets.line(t("calendar.new_host"), "host", "select", options=S.hosts),
        ),
        rx.el.div(
            sheets.line(t("calendar.new_on"), "on", "date", required=True),
            sheets.line(t("calendar.new_at"), "at", "time", required=True),
            **where,
        ),
        sheets.line(t("calendar.new_name"), "name", required=True, max=120, first=True),
        rx.el.div(
            sheets.line(t("accounts.email"), "email", "email", required=True),
            sheets.line(t("calendar.new_phone"), "phone", "phone", optional=True),
            **where,
        ),
        sheets.line(
            t("calendar.new_override"), "override", "switch", hint=t("calendar.new_override_hint")
        ),
        _objections(),
        rx.el.p(t("calendar.new_told"), class_name="sm mut"),
    ]
    nothing = kit.dialog(
        t("calendar.new"),
        rx.el.p(t("calendar.new_nothing"), class_name="mut"),
        open=(S.dialog == "new") & ~S.has_offers,
        on_close=S.close,
        actions=[
            kit.link_button(t("calendar.new_types"), href=routes.MEETING_TYPES, look="primary")
        ],
        id="new-nothing",
    )
    return rx.cond(
        S.has_offers,
        _form("new", t("calendar.new_title"), t("calendar.new_do"), S.send_new, *fields),
        nothing,
    )


def _objections() -> rx.Component:
    return rx.el.div(
        rx.cond(
            S.new_words != "",
            kit.note(
                rx.el.p(rx.el.strong(S.new_words)),
                rx.el.ul(rx.foreach(S.new_reasons, lambda words: rx.el.li(words))),
                rx.el.p(rx.cond(S.is_taken, t("desk.move_hard"), t("calendar.new_anyway"))),
                tone="warn",
            ),
        ),
        role="status",
    )


def _away() -> rx.Component:
    times = {"required": True, "shown_if": ["all_day", "false"]}
    return _form(
        "away",
        t("hours.off_title"),
        t("hours.save"),
        S.send_off,
        rx.cond(
            S.members.length() > 1,
            sheets.line(t("calendar.off_who"), "member", "select", options=S.member_options),
        ),
        rx.el.div(
            sheets.line(t("hours.off_first"), "first_on", "date", required=True, first=True),
            sheets.line(t("hours.off_last"), "last_on", "date", required=True),
            class_name="fg",
        ),
        sheets.line(t("hours.all_day"), "all_day", "switch"),
        rx.el.div(
            sheets.line(t("hours.off_from"), "from", "time", **times),
            sheets.line(t("hours.off_until"), "until", "time", **times),
            class_name="fg",
        ),
        sheets.line(
            t("hours.reason"), "reason", optional=True, hint=t("hours.reason_hint"), max=200
        ),
    )


def _off() -> rx.Component:
    off: Any = S.off
    return kit.dialog(
        rx.fragment(t("calendar.off"), ": ", S.off_of),
        desk.dialog_problem(),
        rx.el.div(
            rx.el.p(off.title, class_name="strong"),
            rx.cond(off.reason != "", rx.el.p(off.reason, class_name="mut wordy")),
            class_name="stack g4",
        ),
        rx.cond(
            off.in_the_way_words != "",
            kit.note(
                rx.el.p(rx.el.strong(off.in_the_way_words), ". ", t("hours.in_the_way_words")),
                rx.el.ul(rx.foreach(off.in_the_way, lambda one: booking_acts.in_the_way(S, one))),
                tone="warn",
            ),
        ),
        open=S.dialog == "off",
        on_close=S.close,
        actions=[
            kit.button(t("calendar.off_keep"), on_click=S.close),
            kit.button(t("calendar.off_remove"), look="danger", on_click=S.remove_off),
        ],
        id="off-dialog",
    )
