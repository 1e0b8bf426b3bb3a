"""Signing up: the page that asks for an address, and the one behind the mailed link."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.sign_ups import SignUpState

S = SignUpState
t = texts.t
EMPTY = {"name": "", "password": "", "workspace_name": "", "slug": "", "timezone": ""}


def add(app: rx.App) -> None:
    """Register the pages."""
    title = t("sign_up.title")
    app.add_page(_ask, route=routes.SIGN_UP, title=title, on_load=S.load)
    app.add_page(_behind, route=routes.SIGN_UP_LINK_PAGE, title=title, on_load=S.load_link)


def _head(*words: kit.Words) -> rx.Component:
    lines = [rx.el.p(one, class_name="mut") for one in words]
    return rx.el.div(rx.el.h1(t("sign_up.title"), tab_index=-1), *lines, class_name="stack g8")


def _focus() -> rx.Component:
    return kit.focus_on(S.problem_number, "#problem")


def _ask() -> rx.Component:
    closed = desk.dead_end(
        t("sign_up.closed"),
        t("sign_up.closed_words"),
        kit.link_button(t("account.back_to_sign_in"), href=routes.SIGN_IN, look="primary"),
    )
    form = rx.fragment(
        _head(t("sign_up.words")),
        sheets.sheet(
            kit.problem(S.problem),
            sheets.line(
                t("accounts.email"), "email", "email", required=True, max=254, first=True,
                hint=t("sign_up.email_hint"), auto_complete="username",
            ),
            sheets.send(t("sign_up.mail"), full=True, icon="mail"),
            more_icons=["mail"],
            place="", values={"email": ""}, fetched=True,
            action=routes.AUTH_SIGN_UP_ASK, class_name="card pad stack g20",
        ),
        rx.el.p(
            t("sign_up.have_account"), " ", kit.link(t("site.sign_in"), href=routes.SIGN_IN),
            class_name="center",
        ),
        _focus(),
    )  # fmt: skip
    return desk.stranger(
        rx.cond(S.is_missing, closed, rx.cond(S.is_loaded, form, kit.skeleton(t("desk.loading"))))
    )


def _behind() -> rx.Component:
    over = desk.dead_end(
        t("account.link_over"),
        t("sign_up.link_over_words"),
        kit.link_button(t("sign_up.again"), href=routes.SIGN_UP, look="primary"),
    )
    return desk.stranger(
        rx.cond(S.is_missing, over, rx.cond(S.is_loaded, _form(), kit.skeleton(t("desk.loading")))),
        wide=True,
    )


def _form() -> rx.Component:
    return rx.fragment(
        _head(t("accounts.set_up_words")),
        sheets.sheet(
            kit.problem(S.problem),
            rx.el.input(type="hidden", name="link", value=S.values["link"]),
            rx.el.input(type="hidden", name="email", value=S.email, auto_complete="username"),
            _you(),
            _business(),
            sheets.send(t("accounts.set_up_button"), t("accounts.setting_up"), full=True),
            place="sign-up", values=EMPTY, secret=["password"],
            errors=S.errors, attempt=S.attempt, on_send=S.check,
            action=routes.AUTH_SIGN_UP, go=S.go, class_name="stack g24",
        ),
        _focus(),
    )  # fmt: skip


def _you() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("accounts.you")),
        rx.el.ul(kit.fact("mail", rx.el.strong(S.email)), class_name="facts"),
        rx.cond(
            S.has_account,
            rx.el.p(t("sign_up.has_account"), class_name="mut"),
            rx.el.div(
                sheets.line(
                    t("accounts.name"), "name", required=True, max=120, first=True,
                    hint=t("accounts.name_hint"), auto_complete="name",
                ),
                desk.new_password(),
                class_name="stack g20",
            ),
        ),
        class_name="card pad stack g20",
    )  # fmt: skip


def _business() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("accounts.business")),
        rx.el.div(
            sheets.line(
                t("accounts.business_name"), "workspace_name", required=True, max=120,
                hint=t("accounts.business_name_hint"), auto_complete="organization",
            ),
            sheets.line(
                t("accounts.slug"), "slug", "slug", required=True, max=60,
                hint=t("accounts.slug_hint"), before="/book/", followed=True,
            ),
            sheets.line(
                t("accounts.zone"), "timezone", "zone", required=True,
                hint=t("accounts.zone_hint"), prefill="zone",
            ),
            sheets.follow("workspace_name", "slug"),
            class_name="stack g20",
        ),
        class_name="card pad stack g20",
    )  # fmt: skip
