"""The buttons that lead to OpenID issuers, and a person's list of identities."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit
from sched_app.state.identities import IdentityRow, IdentityState, IssuerRow

S = IdentityState
t = texts.t


def buttons(issuers: rx.Var[list[IssuerRow]], *, after: Any) -> rx.Component:
    """Draw the ways to sign in with an account elsewhere; nothing if none is configured."""
    return rx.cond(
        issuers.length() > 0,
        rx.el.div(
            rx.el.p(t("openid.or"), class_name="or"),
            rx.foreach(issuers, lambda one: _button(one, after)),
            class_name="stack g12",
        ),
    )


def _button(issuer: rx.Var[IssuerRow], after: Any) -> rx.Component:
    return kit.posted_form(
        rx.el.input(type="hidden", name="after", value=after),
        kit.button(t("openid.continue"), " ", issuer.name, type="submit", full=True),
        action=issuer.action,
        key=issuer.action,
    )


def section() -> rx.Component:
    """Draw a person's identities, for the page of their account; `IdentityState.load` fills it."""
    return rx.cond(
        (S.rows.length() > 0) | (S.issuers.length() > 0),
        rx.el.section(
            desk.section(t("openid.title"), words=t("openid.words")),
            rx.cond(
                S.rows.length() > 0,
                rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl"),
                rx.el.p(t("openid.none"), class_name="mut"),
            ),
            rx.el.div(rx.foreach(S.issuers, _connect), class_name="row wrap g8"),
            _unlinking(),
            class_name="stack",
        ),
    )


def _row(row: rx.Var[IdentityRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name), " ", rx.el.span(row.email, class_name="mut")),
            rx.el.p(row.linked, ", ", row.used, class_name="sm mut"),
            class_name="grow",
        ),
        rx.el.div(
            kit.button(
                t("openid.disconnect"),
                rx.el.span(" ", row.name, " ", row.email, class_name="sr"),
                size="s",
                on_click=S.ask(row.id),
            ),
            class_name="row",
        ),
        key=row.id,
        class_name="member",
    )


def _connect(issuer: rx.Var[IssuerRow]) -> rx.Component:
    return kit.posted_form(
        rx.el.input(type="hidden", name="link", value="1"),
        kit.button(t("openid.connect"), " ", issuer.name, type="submit", icon_name="link"),
        action=issuer.action,
        key=issuer.action,
    )


def _unlinking() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("openid.disconnect_title"), " ", S.target_name, "?"),
        rx.el.p(t("openid.disconnect_words"), class_name="mut"),
        open=S.target != "",
        on_close=S.close,
        actions=[
            kit.button(t("openid.keep"), on_click=S.close),
            kit.button(t("openid.disconnect"), look="danger", on_click=S.unlink),
        ],
        id="unlink-identity",
    )
