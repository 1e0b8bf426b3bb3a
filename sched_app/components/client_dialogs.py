"""The dialogs over a customer: whom to merge and what is kept, and what erasing empties."""

import reflex as rx

from sched_app import texts
from sched_app.components import clients, desk, kit
from sched_app.state.customer import CustomerState, Kept
from sched_app.state.customer_rows import ClientRow

S = CustomerState
t = texts.t


def all_dialogs() -> rx.Component:
    """Draw whichever dialog is open."""
    return rx.fragment(_merging(), _erasing())


def _merging() -> rx.Component:
    return kit.dialog(
        rx.cond(
            S.other == "",
            rx.fragment(t("customers.merge_who"), " ", S.name, "?"),
            rx.fragment(t("customers.merge_title"), " ", S.other_name, "?"),
        ),
        desk.dialog_problem(),
        rx.cond(S.other == "", _picking(), _previewing()),
        open=S.dialog == "merge",
        on_close=S.close,
        id="merge-customer",
        wide=True,
    )


def _picking() -> rx.Component:
    return rx.el.div(
        clients.finder("merge-q", t("customers.search"), t("customers.search_hint"), S.pick),
        rx.cond(
            S.picks.length() > 0,
            rx.el.div(rx.foreach(S.picks, _pick), class_name="picks"),
            rx.el.p(t("customers.none"), class_name="mut"),
        ),
        rx.el.div(kit.button(t("hours.cancel"), on_click=S.close), class_name="da"),
        class_name="stack",
    )


def _pick(row: rx.Var[ClientRow]) -> rx.Component:
    return rx.el.button(
        rx.el.strong(row.name),
        rx.el.span(
            rx.cond(row.email != "", row.email, row.phone), " · ", row.bookings, class_name="sm mut"
        ),
        type="button",
        on_click=S.choose(row.id),
        key=row.id,
    )


def _previewing() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.td(),
                    rx.el.th(t("customers.kept"), scope="col"),
                    rx.el.th(t("customers.lost"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(S.kept, _kept)),
            class_name="keep",
        ),
        rx.el.p(t("customers.goes_over"), " ", S.goes_over, "."),
        kit.note(rx.el.p(t("customers.merge_final")), tone="warn"),
        rx.el.div(
            kit.button(
                t("customers.merge_other"), on_click=S.back, custom_attrs={"data-first": "true"}
            ),
            kit.button(t("customers.merge_do"), look="solid", loading=S.is_busy, on_click=S.merge),
            class_name="da",
        ),
        class_name="stack",
    )


def _kept(field: rx.Var[Kept]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(field.label, scope="row"),
        rx.el.td(field.kept),
        rx.el.td(field.lost, class_name="lost"),
    )


def _erasing() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("customers.erase_title"), " ", S.name, "?"),
        desk.dialog_problem(),
        rx.cond(
            S.erase_coming != "",
            kit.note(rx.el.p(S.erase_coming), tone="warn"),
            rx.fragment(
                rx.el.div(
                    rx.el.p(rx.el.strong(t("customers.erase_what"))),
                    rx.el.ul(rx.foreach(S.erasing, lambda one: rx.el.li(one)), class_name="bul"),
                ),
                rx.el.p(t("customers.erase_kept"), class_name="mut"),
                kit.note(rx.el.p(t("customers.erase_final")), tone="warn"),
            ),
        ),
        open=S.dialog == "erase",
        on_close=S.close,
        actions=[
            kit.button(
                t("customers.erase_keep"), on_click=S.close, custom_attrs={"data-first": "true"}
            ),
            rx.cond(
                S.erase_coming == "",
                kit.button(
                    t("customers.erase_do"), look="solid", loading=S.is_busy, on_click=S.erase
                ),
            ),
        ],
        id="erase-customer",
    )
