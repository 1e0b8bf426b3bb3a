"""One customer: what is known, how often they came, bookings, notes, tags, and merging."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import client_dialogs, clients, desk, kit, sheets
from sched_app.pages.customers import contact_fields
from sched_app.state.booking_rows import BookingRow
from sched_app.state.customer import CustomerState
from sched_app.state.customer_rows import Note, Tag, Tile

S = CustomerState
t = texts.t


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.CUSTOMER_PAGE, title=t("customers.one"), on_load=S.load)


def page() -> rx.Component:
    """Draw the customer."""
    return rx.fragment(
        clients.styles(),
        desk.page(
            rx.cond(S.is_loaded & ~S.is_missing, rx.fragment(), kit.page_head(t("customers.one"))),
            rx.cond(
                S.is_missing,
                kit.empty(
                    t("customers.missing"),
                    t("customers.missing_words"),
                    kit.link_button(t("customers.title"), href=routes.CUSTOMERS, look="primary"),
                ),
                rx.cond(S.is_loaded, _one(), kit.skeleton(t("customers.loading"), 40, 88, 72, 64)),
            ),
            client_dialogs.all_dialogs(),
            kit.toast(S.undo_words, S.undo_number, S.undo, S.hide_undo),
            active="customers",
        ),
    )


def _one() -> rx.Component:
    return rx.fragment(
        kit.page_head(
            rx.cond(S.is_erased, t("customers.erased"), S.name),
            S.since,
            _actions(),
            back=kit.back_link(t("customers.title"), routes.CUSTOMERS),
        ),
        rx.cond(S.is_erased, kit.note(rx.el.p(t("customers.erased_words")))),
        rx.cond(S.unlinked != "", _unlinked()),
        rx.el.dl(rx.foreach(S.tiles, _tile), class_name="tiles"),
        rx.el.div(
            rx.el.div(_history(), class_name="stack g24"),
            rx.el.div(_contact(), _tags(), _notes(), class_name="stack g24"),
            class_name="dt",
        ),
    )


def _actions() -> rx.Component:
    return rx.cond(
        S.may_manage,
        kit.menu(
            clients.download(
                t("customers.export_one"), routes.CUSTOMER_ZIP, {"customer": S.customer_id}
            ),
            rx.el.button(t("customers.merge"), type="button", on_click=S.ask_merge),
            rx.el.button(t("customers.erase"), type="button", on_click=S.ask_erase),
            button=rx.fragment(kit.icon("ellipsis"), t("customers.more")),
            button_class="btn",
        ),
    )


def _unlinked() -> rx.Component:
    return kit.note(
        rx.el.div(
            rx.el.p(S.unlinked),
            rx.cond(
                S.may_edit,
                kit.button(t("customers.link_all"), size="s", look="tonal", on_click=S.link_all),
            ),
            class_name="row between wrap",
        ),
        tone="info",
        icon_name="link",
    )


def _tile(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.div(rx.el.dt(tile.label), rx.el.dd(tile.value), class_name="card")


def _history() -> rx.Component:
    return rx.el.section(
        desk.section(t("customers.history")),
        rx.cond(
            S.rows.length() > 0,
            rx.fragment(
                rx.el.div(
                    rx.el.table(
                        rx.el.caption(t("customers.history"), class_name="sr"),
                        rx.el.thead(
                            rx.el.tr(
                                *[
                                    rx.el.th(t(f"desk.head.{one}"), scope="col")
                                    for one in ("when", "meeting", "status")
                                ],
                                role="row",
                            ),
                            role="rowgroup",
                        ),
                        rx.el.tbody(rx.foreach(S.rows, _booking), role="rowgroup"),
                        class_name="table tcard",
                        role="table",
                    ),
                    class_name="card",
                ),
                clients.pager(S.has_before, S.has_next, S.page_before, S.next_page),
            ),
            rx.el.p(t("customers.no_bookings"), class_name="card pad mut"),
        ),
        class_name="stack g12",
    )


def _booking(row: rx.Var[BookingRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.a(row.time, href=row.path, class_name="tname"),
            rx.el.span(row.day),
            class_name="c-w",
            role="cell",
        ),
        rx.el.td(row.meeting, rx.el.span(row.hosts), class_name="c-n", role="cell"),
        rx.el.td(kit.badge(row.status), class_name="c-s", role="cell"),
        role="row",
        class_name=rx.cond(row.is_gone, "gone", ""),
        key=row.id,
    )


def _contact() -> rx.Component:
    def fact(icon: str, words: Any, *shown: Any) -> rx.Component:
        return rx.cond(words != "", kit.fact(icon, *(shown or (words,))))

    nothing = (S.email == "") & (S.phone == "") & (S.zone_words == "")
    return rx.el.section(
        desk.section(
            t("customers.contact"),
            rx.cond(
                S.may_edit & ~S.is_editing,
                kit.icon_button("pencil", t("customers.edit"), on_click=S.edit),
            ),
        ),
        rx.cond(
            S.is_editing,
            _editing(),
            rx.el.ul(
                fact(
                    "mail", S.email, rx.el.a(S.email, href="mailto:" + S.email, class_name="link")
                ),
                fact("phone", S.phone, rx.el.a(S.phone, href="tel:" + S.phone, class_name="link")),
                fact("globe", S.zone_words),
                rx.cond(nothing, kit.fact("info", t("customers.no_contact"))),
                class_name="facts",
            ),
        ),
        class_name="card pad stack g12",
    )


def _editing() -> rx.Component:
    return sheets.sheet(
        *contact_fields(),
        rx.el.div(
            kit.button(t("hours.cancel"), on_click=S.leave),
            sheets.send(t("offer.save"), t("offer.saving")),
            class_name="row g8 end wrap",
        ),
        place="",
        values=S.values,
        rev=S.opened.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save,
        class_name="stack",
    )


def _tags() -> rx.Component:
    return rx.el.section(
        desk.section(t("customers.tags")),
        rx.cond(
            S.tags.length() > 0,
            rx.el.ul(rx.foreach(S.tags, _tag), class_name="tags"),
            rx.el.p(t("customers.no_tags"), class_name="sm mut"),
        ),
        rx.cond(
            S.may_edit,
            sheets.sheet(
                sheets.line(
                    t("customers.new_tag"), "tag", max=40, required=True, class_name="grow"
                ),
                sheets.send(t("customers.add_tag"), look="tonal"),
                place="",
                values={"tag": ""},
                rev=S.tags_saved.to_string(),
                errors=S.errors,
                attempt=S.attempt,
                busy=S.is_busy,
                on_send=S.add_tag,
                class_name="tagger",
            ),
        ),
        class_name="card pad stack g12",
    )


def _tag(tag: rx.Var[Tag]) -> rx.Component:
    return rx.el.li(
        rx.el.a(tag.tag, href=tag.path),
        rx.cond(
            S.may_edit,
            rx.el.button(
                kit.icon("x", small=True),
                type="button",
                class_name="untag",
                aria_label=t("customers.remove_tag") + " " + tag.tag,
                on_click=S.remove_tag(tag.tag),
            ),
        ),
        class_name="badge",
        key=tag.tag,
    )


def _notes() -> rx.Component:
    return rx.el.section(
        desk.section(t("customers.notes"), words=t("customers.notes_words")),
        rx.cond(
            S.may_edit,
            sheets.sheet(
                sheets.line(t("customers.note"), "text", "textarea", max=4000, required=True),
                rx.el.div(sheets.send(t("customers.add_note"), look="tonal"), class_name="row end"),
                place=S.customer_id + ":note",
                values={"text": ""},
                rev=S.notes_saved.to_string(),
                errors=S.errors,
                attempt=S.attempt,
                busy=S.is_busy,
                on_send=S.add_note,
                class_name="stack g12",
            ),
        ),
        rx.cond(S.notes.length() > 0, rx.el.ul(rx.foreach(S.notes, _note), class_name="notes")),
        class_name="card pad stack g12",
    )


def _note(note: rx.Var[Note]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            S.note == note.id,
            sheets.sheet(
                sheets.line(t("customers.note"), "text", "textarea", max=4000, required=True),
                rx.el.div(
                    kit.button(t("hours.cancel"), size="s", on_click=S.edit_note("")),
                    sheets.send(t("offer.save"), t("offer.saving")),
                    class_name="row g8 end",
                ),
                place="",
                values=S.note_values,
                rev=S.opened.to_string(),
                errors=S.errors,
                attempt=S.attempt,
                busy=S.is_busy,
                on_send=S.change_note,
                class_name="stack g12",
            ),
            rx.fragment(
                rx.el.p(note.text, class_name="text"),
                rx.el.div(
                    rx.el.span(note.by, class_name="sm mut"),
                    rx.cond(
                        note.may_change,
                        rx.el.span(
                            kit.icon_button(
                                "pencil", t("customers.edit_note"), on_click=S.edit_note(note.id)
                            ),
                            kit.icon_button(
                                "trash",
                                t("customers.remove_note"),
                                on_click=S.remove_note(note.id),
                            ),
                            class_name="row g4",
                        ),
                    ),
                    class_name="row between",
                ),
            ),
        ),
        key=note.id,
    )
