"""The notes on a booking: read, write, remove."""

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit, sheets
from sched_app.state.booking_notes import REMOVING, NoteRow, Notes

t = texts.t
State = type[Notes]


def section(page: State) -> rx.Component:
    """Draw the notes and the field for a new one."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("notes.title")),
            rx.el.p(t("notes.words"), class_name="sm mut"),
        ),
        rx.cond(
            page.notes.length() > 0,
            rx.el.ul(rx.foreach(page.notes, lambda note: _note(page, note)), class_name="tl-m"),
        ),
        sheets.sheet(
            sheets.line(t("notes.new"), "words", "textarea", max=2000, rows=2),
            rx.el.div(sheets.send(t("notes.add"), look="tonal s"), class_name="row"),
            place=rx.Var.create("note:") + page.target,
            values={"words": ""},
            rev=page.notes_number.to_string(),
            errors=page.errors,
            attempt=page.attempt,
            busy=page.is_busy,
            on_send=page.add_note,
            class_name="stack g12",
        ),
        class_name="card pad stack",
    )


def _note(page: State, note: rx.Var[NoteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(note.author), ", ", note.at, class_name="sm mut"),
            rx.cond(
                note.may_remove,
                kit.icon_button("trash", t("notes.remove"), on_click=page.ask_remove_note(note.id)),
            ),
            class_name="row between",
        ),
        rx.el.p(note.words, class_name="pre wordy"),
        key=note.id,
    )


def dialog(page: State) -> rx.Component:
    """Draw the question before a note is removed."""
    return kit.dialog(
        t("notes.remove_title"),
        desk.dialog_problem(),
        rx.el.p(t("notes.remove_words"), class_name="mut"),
        open=page.dialog == REMOVING,
        on_close=page.close,
        actions=[
            kit.button(t("notes.keep"), on_click=page.close, custom_attrs={"data-first": "true"}),
            kit.button(t("notes.remove_do"), look="solid", on_click=page.remove_note),
        ],
        id="remove-note",
    )
