"""The pages behind mailed links, those that ask for one, and the second step of signing in."""

from collections.abc import Callable

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.account_links import LinkState

S = LinkState
t = texts.t


def add(app: rx.App) -> None:
    """Register the pages."""
    pages: tuple[tuple[Callable[[], rx.Component], str, str, rx.EventHandler], ...] = (
        (_code, routes.SIGN_IN_CODE, "account.code_title", S.load_form),
        (_forgotten, routes.FORGOTTEN, "account.forgotten_title", S.load_form),
        (_sent, routes.SIGN_IN_SENT, "account.sent_title", S.load_sent),
        (_sign_in_link, routes.SIGN_IN_LINK_PAGE, "account.link_button", S.load_sign_in_link),
        (_reset, routes.RESET_PAGE, "account.reset_title", S.load_reset),
        (_email, routes.EMAIL_CHANGE_PAGE, "account.email_title", S.load_email),
    )
    for page, route, title, on_load in pages:
        app.add_page(page, route=route, title=t(title), on_load=on_load)


def _head(title: kit.Words, *words: kit.Words) -> rx.Component:
    lines = [rx.el.p(one, class_name="mut") for one in words]
    return rx.el.div(rx.el.h1(title, tab_index=-1), *lines, class_name="stack g8")


def _back() -> rx.Component:
    return rx.el.p(kit.link(t("account.back_to_sign_in"), href=routes.SIGN_IN), class_name="center")


def _focus() -> rx.Component:
    return kit.focus_on(S.problem_number, "#problem")


def _code() -> rx.Component:
    return desk.stranger(
        _head(t("account.code_title"), t("account.code_words")),
        sheets.sheet(
            kit.problem(S.problem),
            rx.el.input(type="hidden", name="after", value=S.after),
            sheets.line(
                t("account.code"), "code", "code", required=True, max=40, first=True,
                hint=t("account.code_hint"), auto_complete="one-time-code",
            ),
            sheets.send(t("site.sign_in"), full=True),
            place="", values={"code": ""}, secret=["code"],
            action=routes.AUTH_SIGN_IN_CODE, class_name="card pad stack g20",
        ),
        _back(),
        _focus(),
    )  # fmt: skip


def _forgotten() -> rx.Component:
    return desk.stranger(
        _head(t("account.forgotten_title"), t("account.forgotten_words")),
        sheets.sheet(
            kit.problem(S.problem),
            sheets.line(
                t("accounts.email"), "email", "email", required=True, max=254, first=True,
                auto_complete="username",
            ),
            sheets.send(t("account.mail_reset"), full=True, icon="mail"),
            more_icons=["mail"],
            place="", values={"email": ""},
            action=routes.AUTH_RESET_ASK, class_name="card pad stack g20",
        ),
        _back(),
        _focus(),
    )  # fmt: skip


def _sent() -> rx.Component:
    return desk.stranger(
        _head(
            t("account.sent_title"),
            rx.cond(
                S.is_sign_up,
                t("sign_up.sent_words"),
                rx.cond(S.is_reset, t("account.sent_reset_words"), t("account.sent_words")),
            ),
            t("account.sent_again"),
        ),
        _back(),
    )


def _behind_link(shown: rx.Component) -> rx.Component:
    """Draw what a link shows, or that it is over."""
    over = desk.dead_end(
        t("account.link_over"),
        t("account.link_over_words"),
        kit.link_button(t("account.back_to_sign_in"), href=routes.SIGN_IN, look="primary"),
    )
    return desk.stranger(
        rx.cond(S.is_missing, over, rx.cond(S.is_loaded, shown, kit.skeleton(t("desk.loading")))),
        _focus(),
    )


def _sign_in_link() -> rx.Component:
    return _behind_link(
        rx.fragment(
            _head(rx.fragment(t("account.link_head"), " ", S.workspace_name), S.email),
            sheets.sheet(
                kit.problem(S.problem),
                rx.el.input(type="hidden", name="link", value=S.values["link"]),
                sheets.send(t("account.link_button"), t("account.entering"), full=True),
                place="", values={}, fetched=True,
                action=routes.AUTH_SIGN_IN_LINK, class_name="card pad stack g20",
            ),
        )
    )  # fmt: skip


def _reset() -> rx.Component:
    return _behind_link(
        rx.fragment(
            _head(t("account.reset_title"), t("account.reset_words")),
            sheets.sheet(
                kit.problem(S.problem),
                rx.el.input(type="hidden", name="link", value=S.values["link"]),
                # Password managers keep the password under the name that they find beside it.
                rx.el.input(
                    type="hidden", name="email", value=S.email, auto_complete="username"
                ),
                rx.el.ul(kit.fact("mail", S.email), class_name="facts"),
                desk.new_password(),
                sheets.send(t("account.reset_button"), t("account.entering"), full=True),
                place="", values={"password": ""}, secret=["password"], fetched=True,
                errors=S.errors, attempt=S.attempt,
                action=routes.AUTH_RESET, class_name="card pad stack g20",
            ),
        )
    )  # fmt: skip


def _email() -> rx.Component:
    return _behind_link(
        rx.cond(
            S.is_stopped,
            _head(t("account.email_stopped"), t("account.email_stopped_words")),
            rx.cond(
                S.is_changed,
                _head(t("account.email_changed"), S.new_email, t("account.email_changed_words")),
                rx.cond(
                    S.is_confirmed,
                    rx.fragment(
                        _head(t("account.email_half"), t("account.email_half_words")), _stop()
                    ),
                    _asked(),
                ),
            ),
        )
    )


def _asked() -> rx.Component:
    return rx.fragment(
        _head(
            t("account.email_title"),
            rx.cond(S.is_new, t("account.email_new_words"), t("account.email_old_words")),
        ),
        rx.el.div(
            kit.problem(S.problem),
            rx.el.ul(
                kit.fact("mail", t("account.email_from"), " ", rx.el.strong(S.email)),
                kit.fact("arrow-right", t("account.email_to"), " ", rx.el.strong(S.new_email)),
                class_name="facts",
            ),
            rx.el.p(
                rx.cond(
                    S.other_confirmed, t("account.email_last"), t("account.email_other_first")
                ),
                class_name="sm mut",
            ),
            kit.button(
                t("account.email_confirm"), look="primary", size="lg", full=True,
                on_click=S.confirm_email,
            ),
            class_name="card pad stack g20",
        ),
        _stop(),
    )  # fmt: skip


def _stop() -> rx.Component:
    return rx.el.div(
        kit.button(
            t("account.email_stop"), look="danger", size="lg", full=True, on_click=S.stop_email
        ),
        rx.el.p(t("account.email_stop_words"), class_name="sm mut center"),
        class_name="stack g8",
    )
