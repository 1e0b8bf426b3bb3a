"""The page on which a new member chooses a password."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.accounts import AccountState


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(AccountState.greeting, tab_index=-1),
            rx.el.p(texts.t("accounts.join_words"), class_name="mut"),
            class_name="stack g8",
        ),
        sheets.sheet(
            kit.problem(AccountState.problem),
            rx.el.input(type="hidden", name="email", value=AccountState.values["email"]),
            rx.el.ul(
                kit.fact("user", rx.el.strong(AccountState.values["name"])),
                kit.fact("mail", AccountState.values["email"]),
                class_name="facts",
            ),
            desk.new_password(),
            sheets.send(texts.t("accounts.join_button"), texts.t("accounts.joining"), full=True),
            place="join",
            values={"password": ""},
            secret=["password"],
            errors=AccountState.errors,
            attempt=AccountState.attempt,
            on_send=AccountState.join,
            action=routes.AUTH_SIGN_IN,
            go=AccountState.go,
            class_name="card pad stack g20",
        ),
    )


def page() -> rx.Component:
    """Draw the page behind a join link."""
    return desk.stranger(
        rx.cond(
            AccountState.is_missing,
            desk.dead_end(
                texts.t("accounts.join_gone"),
                texts.t("accounts.join_gone_words"),
            ),
            rx.cond(AccountState.is_loaded, _form(), kit.skeleton(texts.t("desk.loading"))),
        )
    )


def add(app: rx.App) -> None:
    """Register the page behind join links."""
    app.add_page(
        page,
        route=routes.JOIN_PAGE,
        title=texts.t("accounts.join_button"),
        on_load=AccountState.load_join,
    )
