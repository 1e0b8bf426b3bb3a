"""The list of customers: a search as one types, tags, and adding one."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import clients, desk, kit, sheets
from sched_app.state.base import AppState
from sched_app.state.customer_rows import ClientRow, Tag
from sched_app.state.customers import CustomersState

S = CustomersState
t = texts.t


def add(app: rx.App) -> None:
    """Register the list."""
    app.add_page(page, route=routes.CUSTOMERS, title=t("customers.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the list."""
    return rx.fragment(
        clients.styles(),
        desk.page(
            kit.page_head(t("customers.title"), S.summary, _actions()),
            desk.guarded(
                S.is_loaded,
                rx.Var.create(False),
                t("customers.loading"),
                _filters(),
                rx.cond(S.rows.length() > 0, _table(), _empty()),
            ),
            _adding(),
            active="customers",
        ),
    )


def _may_manage() -> rx.Var[bool]:
    return AppState.may.contains("manage_customers")


def _actions() -> rx.Component:
    return rx.cond(
        _may_manage(),
        rx.fragment(
            kit.link_button(t("customers.import"), href=routes.CUSTOMER_IMPORT),
            clients.download(
                t("customers.export"),
                routes.CUSTOMERS_CSV,
                {"q": S.words, "tag": S.tag},
                icon_name="download",
            ),
            kit.button(t("customers.add"), look="primary", icon_name="plus", on_click=S.ask),
        ),
    )


def _filters() -> rx.Component:
    return rx.el.div(
        clients.finder("customers-q", t("customers.search"), t("customers.search_hint"), S.search),
        rx.cond(
            S.tags.length() > 0,
            kit.select(
                t("customers.tag_filter"),
                "tag",
                rx.fragment(
                    rx.el.option(t("customers.all_tags"), value=""),
                    rx.foreach(S.tags, lambda tag: rx.el.option(tag, value=tag)),
                ),
                hide_label=True,
                value=S.tag,
                on_change=S.choose_tag,
            ),
        ),
        rx.cond(S.is_narrowed, kit.button(t("customers.clear"), look="quiet", on_click=S.clear)),
        kit.live_region(S.found, id="customers-found"),
        class_name="filters",
    )


def _table() -> rx.Component:
    head = ("name", "tags", "bookings", "last", "next")
    return rx.el.div(
        rx.el.div(
            rx.el.table(
                rx.el.caption(t("customers.title"), class_name="sr"),
                rx.el.thead(
                    rx.el.tr(
                        *[
                            rx.el.th(t(f"customers.head.{one}"), scope="col", role="columnheader")
                            for one in head
                        ],
                        role="row",
                    ),
                    role="rowgroup",
                ),
                rx.el.tbody(rx.foreach(S.rows, _row), role="rowgroup"),
                class_name="table tcard",
                role="table",
            ),
            class_name="card",
        ),
        clients.pager(S.has_before, S.has_next, S.page_before, S.next_page),
        class_name="stack",
    )


def _row(row: rx.Var[ClientRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(
                kit.avatar(row.initials),
                rx.el.span(
                    rx.el.a(row.name, href=row.path, class_name="tname"),
                    rx.el.span(rx.cond(row.email != "", row.email, row.phone), class_name="sm mut"),
                ),
                class_name="cu-n",
            ),
            class_name="c-w",
            role="cell",
        ),
        rx.el.td(
            rx.cond(
                row.tags.length() > 0,
                rx.el.span(rx.foreach(row.tags, _tag), class_name="tags"),
            ),
            class_name="c-g",
            role="cell",
        ),
        rx.el.td(row.bookings, class_name="c-s cu-t", role="cell"),
        rx.el.td(row.last, class_name="c-e cu-t", role="cell"),
        rx.el.td(row.next, class_name="c-e cu-t", role="cell"),
        role="row",
        key=row.id,
    )


def _tag(tag: rx.Var[Tag]) -> rx.Component:
    return rx.el.button(
        tag.tag, type="button", class_name="badge tagged", on_click=S.choose_tag(tag.tag)
    )


def _empty() -> rx.Component:
    return rx.cond(
        S.is_narrowed,
        kit.empty(
            t("customers.none"),
            t("customers.none_words"),
            kit.button(t("customers.show_all"), look="primary", on_click=S.clear),
            rx.cond(_may_manage(), kit.button(t("customers.add"), on_click=S.ask)),
        ),
        kit.empty(
            t("customers.empty"),
            t("customers.empty_words"),
            rx.cond(_may_manage(), kit.button(t("customers.add"), look="primary", on_click=S.ask)),
        ),
    )


def _adding() -> rx.Component:
    return kit.dialog(
        t("customers.add_title"),
        sheets.sheet(
            desk.dialog_problem(),
            *contact_fields(),
            rx.el.div(
                kit.button(t("hours.cancel"), on_click=S.close),
                sheets.send(t("customers.add"), t("customers.adding")),
                class_name="da",
            ),
            place="",
            values=S.values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=S.add,
            class_name="stack g20",
        ),
        open=S.is_adding,
        on_close=S.close,
        id="add-customer",
    )


def contact_fields() -> list[rx.Component]:
    """Draw the fields of what is known of a customer."""
    return [
        sheets.line(t("customers.name"), "name", required=True, max=120, first=True),
        sheets.line(t("customers.email"), "email", "email", optional=True, max=254),
        sheets.line(t("customers.phone"), "phone", "phone", optional=True, max=40),
    ]
