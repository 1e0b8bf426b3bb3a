"""The page that creates the first workspace and its owner, behind the printed address."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.accounts import AccountState

EMPTY = {
    "name": "",
    "email": "",
    "password": "",
    "workspace_name": "",
    "slug": "",
    "timezone": "",
    "base_url": "",
}


def _you() -> rx.Component:
    return rx.el.section(
        rx.el.h2(texts.t("accounts.you")),
        rx.el.div(
            sheets.line(
                texts.t("accounts.name"),
                "name",
                required=True,
                hint=texts.t("accounts.name_hint"),
                max=120,
                auto_complete="name",
            ),
            sheets.line(
                texts.t("accounts.email"), "email", "email", required=True, auto_complete="username"
            ),
            desk.new_password(),
            class_name="stack g20",
        ),
        class_name="card pad stack g20",
    )


def _business() -> rx.Component:
    return rx.el.section(
        rx.el.h2(texts.t("accounts.business")),
        rx.el.div(
            sheets.line(
                texts.t("accounts.business_name"),
                "workspace_name",
                required=True,
                hint=texts.t("accounts.business_name_hint"),
                max=120,
                auto_complete="organization",
            ),
            sheets.line(
                texts.t("accounts.slug"),
                "slug",
                "slug",
                required=True,
                hint=texts.t("accounts.slug_hint"),
                before="/book/",
                max=60,
                followed=True,
            ),
            sheets.line(
                texts.t("accounts.zone"),
                "timezone",
                "zone",
                required=True,
                hint=texts.t("accounts.zone_hint"),
                prefill="zone",
            ),
            sheets.line(
                texts.t("accounts.base_url"),
                "base_url",
                "url",
                required=True,
                hint=texts.t("accounts.base_url_hint"),
                prefill="origin",
                max=300,
            ),
            sheets.elsewhere("base_url", texts.t("accounts.base_url_elsewhere")),
            sheets.follow("workspace_name", "slug"),
            class_name="stack g20",
        ),
        class_name="card pad stack g20",
    )


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(texts.t("accounts.set_up_title"), tab_index=-1),
            rx.el.p(texts.t("accounts.set_up_words"), class_name="mut"),
            class_name="stack g8",
        ),
        sheets.sheet(
            kit.problem(AccountState.problem),
            _you(),
            _business(),
            sheets.send(
                texts.t("accounts.set_up_button"), texts.t("accounts.setting_up"), full=True
            ),
            place="set-up",
            values=EMPTY,
            secret=["password"],
            errors=AccountState.errors,
            attempt=AccountState.attempt,
            on_send=AccountState.set_up,
            action=routes.AUTH_SIGN_IN,
            go=AccountState.go,
            class_name="stack g24",
        ),
        kit.focus_on(AccountState.problem_number, "#problem"),
    )


def page() -> rx.Component:
    """Draw the set-up page."""
    return desk.stranger(
        rx.cond(
            AccountState.is_missing,
            desk.dead_end(texts.t("accounts.set_up_gone"), texts.t("accounts.set_up_gone_words")),
            rx.cond(
                AccountState.is_done,
                desk.dead_end(
                    texts.t("accounts.set_up_done"),
                    texts.t("accounts.set_up_done_words"),
                    kit.link_button(texts.t("site.sign_in"), href=routes.SIGN_IN, look="primary"),
                ),
                rx.cond(AccountState.is_loaded, _form(), kit.skeleton(texts.t("desk.loading"))),
            ),
        ),
        wide=True,
    )


def add(app: rx.App) -> None:
    """Register the set-up page."""
    app.add_page(
        page,
        route=routes.SET_UP_PAGE,
        title=texts.t("accounts.set_up_title"),
        on_load=AccountState.load_set_up,
    )
