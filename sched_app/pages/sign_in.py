"""The page that signs in; its form is posted by the browser, so that the cookie is set."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, identities, kit
from sched_app.state.accounts import AccountState


def page() -> rx.Component:
    """Draw the sign-in page."""
    return desk.stranger(
        rx.el.div(
            rx.el.h1(texts.t("accounts.sign_in_title"), tab_index=-1),
            rx.el.p(texts.t("accounts.sign_in_words"), class_name="mut"),
            class_name="stack g8",
        ),
        rx.el.div(
            kit.problem(AccountState.problem),
            desk.sign_in_form("page", after=AccountState.after, has_mail=AccountState.has_mail),
            identities.buttons(AccountState.issuers, after=AccountState.after),
            class_name="card pad stack g20",
        ),
        rx.cond(
            AccountState.has_mail,
            rx.el.p(texts.t("account.link_lasts"), class_name="sm mut center"),
        ),
        rx.cond(
            AccountState.may_sign_up,
            rx.el.p(
                texts.t("sign_up.new_here"),
                " ",
                kit.link(texts.t("sign_up.title"), href=routes.SIGN_UP),
                class_name="center",
            ),
        ),
        kit.focus_on(AccountState.problem_number, "#problem"),
    )


def add(app: rx.App) -> None:
    """Register the sign-in page."""
    app.add_page(
        page,
        route=routes.SIGN_IN,
        title=texts.t("accounts.sign_in_title"),
        on_load=AccountState.load_sign_in,
    )
