"""The page on which someone joins a team: as a new person, or with the account they have."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.accounts import AccountState

S = AccountState
t = texts.t


def _page() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(S.greeting, tab_index=-1),
            rx.cond(S.invited_words != "", rx.el.p(S.invited_words, class_name="mut")),
            class_name="stack g8",
        ),
        rx.cond(S.me != "", _with_me(), rx.cond(S.has_account, _sign_in(), _new())),
    )


def _with_me() -> rx.Component:
    """Draw the one button of who is signed in already."""
    return rx.el.div(
        kit.problem(S.problem),
        rx.el.ul(kit.fact("user", rx.el.strong(S.me)), class_name="facts"),
        rx.el.p(t("join.as_me_words"), class_name="sm mut"),
        kit.button(t("join.as_me"), look="primary", full=True, on_click=S.join_as_me),
        class_name="card pad stack g20",
    )


def _sign_in() -> rx.Component:
    """Draw the sign-in of who has an account; it leads back here."""
    return rx.el.div(
        rx.el.p(t("join.sign_in_words"), class_name="mut"),
        sheets.sheet(
            rx.el.input(type="hidden", name="after", value=S.router.url.path),
            sheets.line(
                t("accounts.email"),
                "email",
                "email",
                required=True,
                auto_complete="username",
                first=True,
            ),
            sheets.line(
                t("accounts.password"),
                "password",
                "password",
                required=True,
                auto_complete="current-password",
            ),
            sheets.send(t("site.sign_in"), full=True),
            place="join:sign-in",
            values={"email": "", "password": ""},
            secret=["password"],
            # Not by the browser alone: this page sends no referrer, so its Origin would be null.
            on_send=S.sign_in_first,
            action=routes.AUTH_SIGN_IN,
            go=S.go,
            class_name="stack g20",
        ),
        class_name="card pad stack g20",
    )


def _new() -> rx.Component:
    """Draw the form of a new person; one whom the operator added has a name already."""
    return rx.el.div(
        sheets.sheet(
            kit.problem(S.problem),
            rx.el.input(type="hidden", name="email", value=S.values["email"]),
            rx.el.ul(
                rx.cond(S.values["name"] != "", kit.fact("user", S.values["name"])),
                kit.fact("mail", rx.el.strong(S.values["email"])),
                class_name="facts",
            ),
            rx.cond(
                S.values["name"] == "",
                sheets.line(
                    t("join.name"),
                    "name",
                    required=True,
                    max=120,
                    auto_complete="name",
                    first=True,
                ),
            ),
            desk.new_password(),
            sheets.send(t("accounts.join_button"), t("accounts.joining"), full=True),
            place="join",
            values={"name": "", "password": ""},
            secret=["password"],
            errors=S.errors,
            attempt=S.attempt,
            on_send=S.join,
            action=routes.AUTH_SIGN_IN,
            go=S.go,
            class_name="card pad stack g20",
        ),
        rx.cond(
            S.invited_words != "",
            kit.button(t("join.have_account"), look="quiet", on_click=S.use_account),
        ),
        class_name="stack g12",
    )


def page() -> rx.Component:
    """Draw the page behind a join link."""
    return desk.stranger(
        rx.cond(
            S.is_missing,
            desk.dead_end(t("accounts.join_gone"), t("accounts.join_gone_words")),
            rx.cond(S.is_loaded, _page(), kit.skeleton(t("desk.loading"))),
        )
    )


def add(app: rx.App) -> None:
    """Register the page behind join links."""
    app.add_page(page, route=routes.JOIN_PAGE, title=t("accounts.join_button"), on_load=S.load_join)
