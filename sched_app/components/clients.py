"""Parts of the pages about customers, and their styles."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, kit
from sched_app.state.booking_customer import BookingCustomerState

B = BookingCustomerState
_STYLES = beside.path("customers.css")
t = texts.t


class _Styles(rx.Fragment):
    """Brings the styles along: other pages do not load them."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def styles() -> rx.Component:
    """Bring the styles of these pages along."""
    return _Styles.create()


class _PostedForm(rx.el.Div):
    """A form that the browser posts: `rx.el.form` stops it where no handler is given."""

    tag = "form"


def download(words: str, action: str, fields: dict[str, Any], **props: Any) -> rx.Component:
    """Draw a button by which the browser fetches a file; the page stays."""
    return _PostedForm.create(
        *[rx.el.input(type="hidden", name=name, value=value) for name, value in fields.items()],
        kit.button(words, type="submit", **props),
        custom_attrs={"action": action, "method": "post"},
        class_name="row",
    )


def finder(id: str, label: str, placeholder: str, on_words: Any) -> rx.Component:
    """Draw a field that looks for what is typed, once it is still for a moment."""
    return rx.el.div(
        kit.icon("search"),
        rx.el.input(
            type="search",
            id=id,
            class_name="input",
            aria_label=label,
            placeholder=placeholder,
            auto_complete="off",
            on_change=on_words.debounce(150),
            max_length=200,
        ),
        class_name="finder",
        role="search",
    )


def pager(before: Any, following: Any, on_before: Any, on_next: Any) -> rx.Component:
    """Draw the two buttons of a list in pages; nothing if it has one."""
    return rx.cond(
        before | following,
        rx.el.div(
            kit.button(t("desk.page_before"), size="s", disabled=~before, on_click=on_before),
            kit.button(t("desk.page_next"), size="s", disabled=~following, on_click=on_next),
            class_name="row g8 end",
        ),
    )


def of_booking() -> rx.Component:
    """Draw whose a booking is, or the offer to link it, with the message that takes it back."""
    return rx.cond(
        B.is_shown,
        rx.el.section(
            rx.el.h2(t("customers.one")),
            rx.cond(B.path != "", kit.link(B.name, href=B.path), _offer()),
            kit.toast(B.undo_words, B.undo_number, B.undo, B.hide_undo),
            class_name="card pad stack g8",
        ),
    )


def _offer() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            rx.cond(B.is_known, t("customers.offer_known"), t("customers.offer_new")),
            class_name="sm mut",
        ),
        rx.el.div(
            kit.button(
                rx.cond(B.is_known, t("customers.offer_link"), t("customers.offer_add")),
                size="s",
                on_click=B.link,
            )
        ),
    )
