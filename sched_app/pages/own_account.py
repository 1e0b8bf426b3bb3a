"""One's own account: name, address, password, the second step, and where one is signed in."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, identities, kit, layout, sheets
from sched_app.state.base import AppState
from sched_app.state.identities import IdentityState
from sched_app.state.own_account import DeviceRow, OwnAccountState

S = OwnAccountState
t = texts.t


def add(app: rx.App) -> None:
    """Register the account's page."""
    app.add_page(
        page,
        route=routes.ACCOUNT,
        title=t("account.title"),
        on_load=[S.load, IdentityState.load],
    )


def page() -> rx.Component:
    """Draw the account."""
    return desk.page(
        kit.page_head(
            t("account.title"),
            t("account.words"),
            rx.cond(
                S.is_client,
                kit.link_button(t("portal.as_client"), href=routes.PORTAL, size="s"),
            ),
        ),
        rx.cond(
            S.is_loaded,
            rx.el.div(
                _you(),
                _ways(),
                identities.section(),
                _devices(),
                _language(),
                class_name="stack g32 form",
            ),
            kit.skeleton(t("desk.loading"), 52, 64, 48),
        ),
        _email_dialog(),
        _password_dialog(),
        _steps_dialogs(),
        _codes_dialog(),
        _end_dialogs(),
        active="account",
    )


def _language() -> rx.Component:
    return rx.el.section(
        desk.section(t("site.languages"), words=t("account.language_words")),
        layout.languages(),
        class_name="stack g12",
    )


def _you() -> rx.Component:
    return sheets.sheet(
        sheets.line(
            t("account.name"), "name", required=True, max=120, hint=t("account.name_hint"),
            auto_complete="name",
        ),
        rx.el.div(
            kit.saved(S.saved),
            sheets.unsaved(),
            sheets.send(t("offer.save"), t("offer.saving")),
            class_name="row g8 wrap end",
        ),
        place=AppState.member_id + ":account",
        values=S.values,
        rev=S.saves.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save_name,
        class_name="card pad stack g20",
    )  # fmt: skip


def _ways() -> rx.Component:
    return rx.el.section(
        desk.section(t("account.ways"), words=t("account.ways_words")),
        rx.el.ul(
            _way(
                "mail",
                t("account.email"),
                rx.fragment(rx.el.span(S.email, class_name="clip"), _waiting()),
                rx.cond(
                    S.has_mail,
                    kit.button(t("account.change_email"), size="s", on_click=S.ask("email")),
                ),
            ),
            _way(
                "lock",
                t("account.password"),
                rx.cond(S.has_password, t("account.password_set"), t("account.password_none")),
                rx.cond(
                    S.has_password,
                    kit.button(t("account.change_password"), size="s", on_click=S.ask("password")),
                    rx.cond(
                        S.has_mail,
                        kit.button(t("account.mail_password"), size="s", on_click=S.mail_reset),
                    ),
                ),
            ),
            _way(
                "shield",
                t("account.steps"),
                rx.cond(S.steps_since != "", _steps_on(), t("account.steps_words")),
                rx.cond(
                    S.steps_since != "",
                    rx.fragment(
                        kit.button(t("account.new_codes"), size="s", on_click=S.ask("renew")),
                        kit.button(
                            t("account.turn_off"), size="s", look="danger", on_click=S.ask("off")
                        ),
                    ),
                    kit.button(
                        t("account.turn_on"), size="s", look="tonal", on_click=S.ask("begin")
                    ),
                ),
            ),
            class_name="card dl",
        ),
        class_name="stack g12",
    )


def _way(icon: str, title: str, words: Any, *acts: Any) -> rx.Component:
    return rx.el.li(
        kit.icon(icon),
        rx.el.div(
            rx.el.p(rx.el.strong(title)),
            rx.el.div(words, class_name="sm mut"),
            class_name="grow",
        ),
        rx.el.div(*acts, class_name="row g8 wrap end acts"),
        class_name="member way",
    )


def _waiting() -> rx.Component:
    """Draw the change of address that waits, and which mailbox has still to agree."""

    def side(is_done: rx.Var[bool], done: str, open_: str) -> rx.Component:
        return rx.el.p(
            rx.cond(
                is_done,
                rx.fragment(kit.icon("check", small=True), done),
                rx.fragment(kit.icon("clock", small=True), open_),
            ),
            class_name="row g8",
        )

    return rx.cond(
        S.new_email != "",
        kit.note(
            rx.el.p(t("account.email_waits"), " ", rx.el.strong(S.new_email)),
            side(S.old_confirmed, t("account.old_done"), t("account.old_open")),
            side(S.new_confirmed, t("account.new_done"), t("account.new_open")),
            rx.el.p(t("account.email_until"), " ", S.new_email_until),
            kit.button(t("account.withdraw_email"), size="s", on_click=S.withdraw_email),
            tone="info",
            icon_name="mail",
        ),
    )


def _steps_on() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("account.steps_since"), " ", S.steps_since),
        rx.el.p(t("account.codes_left"), " ", rx.el.strong(S.codes_left)),
    )


def _devices() -> rx.Component:
    return rx.el.section(
        desk.section(
            t("account.devices"),
            rx.cond(
                S.devices.length() > 1,
                kit.button(t("account.end_others"), size="s", on_click=S.ask("others")),
            ),
            words=t("account.devices_words"),
        ),
        rx.el.ul(rx.foreach(S.devices, _device), class_name="card dl"),
        class_name="stack g12",
    )


def _device(row: rx.Var[DeviceRow]) -> rx.Component:
    return rx.el.li(
        kit.icon("monitor"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.name),
                rx.cond(
                    row.is_this,
                    rx.fragment(" ", kit.tag(t("account.this_device"), look="badge ok")),
                ),
            ),
            rx.el.p(
                t("account.seen"), " ", row.seen, " · ", t("account.since"), " ", row.since,
                class_name="sm mut",
            ),
            class_name="grow",
        ),
        rx.cond(
            row.is_this,
            rx.fragment(),
            rx.el.div(
                kit.button(
                    t("account.end"),
                    rx.el.span(" ", row.name, class_name="sr"),
                    size="s",
                    on_click=S.ask_end(row.id, row.name),
                ),
                class_name="acts",
            ),
        ),
        key=row.id,
        class_name="member way",
    )  # fmt: skip


def _form_dialog(
    name: str, title: str, *fields: Any, send: str, on_send: Any, values: dict[str, str],
    look: str = "pri",
) -> rx.Component:  # fmt: skip
    """Draw a dialog whose form is sent by a button and left by another."""
    return kit.dialog(
        title,
        sheets.sheet(
            desk.dialog_problem(),
            *fields,
            rx.el.div(
                kit.button(t("account.leave"), on_click=S.close),
                sheets.send(send, look=look),
                class_name="da",
            ),
            place="",
            values=values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=on_send,
            class_name="stack g20",
        ),
        open=S.dialog == name,
        on_close=S.close,
        id=f"account-{name}",
    )


def _present_password(*, first: bool = False) -> rx.Component:
    return sheets.line(
        t("account.present_password"), "password", "password", required=True, first=first,
        auto_complete="current-password",
    )  # fmt: skip


def _email_dialog() -> rx.Component:
    return _form_dialog(
        "email",
        t("account.change_email_title"),
        rx.el.p(t("account.change_email_words"), class_name="mut"),
        sheets.line(
            t("account.new_email"), "email", "email", required=True, max=254, first=True,
            auto_complete="email",
        ),
        rx.cond(S.has_password, _present_password()),
        send=t("account.mail_both"),
        on_send=S.change_email,
        values={"email": "", "password": ""},
    )  # fmt: skip


def _password_dialog() -> rx.Component:
    return _form_dialog(
        "password",
        t("account.change_password_title"),
        rx.el.p(t("account.change_password_words"), class_name="mut"),
        _present_password(first=True),
        sheets.line(
            t("account.new_password"), "new_password", "password", required=True,
            hint=t("accounts.password_hint"), least=sheets.PASSWORD_LEAST,
            auto_complete="new-password",
        ),
        send=t("account.change_password"),
        on_send=S.change_password,
        values={"password": "", "new_password": ""},
    )  # fmt: skip


def _steps_dialogs() -> rx.Component:
    given = sheets.line(
        t("account.given"), "given", "password", required=True, first=True,
        hint=t("account.given_hint"), auto_complete="current-password",
    )  # fmt: skip
    return rx.fragment(
        _form_dialog(
            "begin",
            t("account.begin_title"),
            rx.el.p(t("account.begin_words"), class_name="mut"),
            rx.cond(S.has_password, _present_password(first=True)),
            send=t("account.begin"),
            on_send=S.begin_steps,
            values={"password": ""},
        ),
        _form_dialog(
            "scan",
            t("account.scan_title"),
            rx.el.p(t("account.scan_words"), class_name="mut"),
            _qr(),
            rx.el.div(
                rx.el.p(t("account.secret"), class_name="sm mut"),
                rx.el.code(S.secret, class_name="card pad16 sm link-box"),
            ),
            sheets.line(
                t("account.code"), "code", "code", required=True, max=10, first=True,
                hint=t("account.scan_hint"), auto_complete="one-time-code",
            ),
            send=t("account.turn_on"),
            on_send=S.confirm_steps,
            values={"code": ""},
        ),
        _form_dialog(
            "renew",
            t("account.renew_title"),
            rx.el.p(t("account.renew_words"), class_name="mut"),
            given,
            send=t("account.new_codes"),
            on_send=S.renew_codes,
            values={"given": ""},
        ),
        _form_dialog(
            "off",
            t("account.off_title"),
            rx.el.p(t("account.off_words"), class_name="mut"),
            given,
            send=t("account.turn_off"),
            on_send=S.end_steps,
            values={"given": ""},
            look="danger solid",
        ),
    )  # fmt: skip


def _qr() -> rx.Component:
    size = S.qr_size.to_string()
    return rx.el.svg(
        rx.el.path(d=S.qr_path),
        view_box="0 0 " + size + " " + size,
        role="img",
        aria_label=t("account.qr"),
        class_name="qr",
        shape_rendering="crispEdges",
    )


def _codes_dialog() -> rx.Component:
    return kit.dialog(
        t("account.codes_title"),
        rx.el.p(t("account.codes_words"), class_name="mut"),
        rx.el.ul(
            rx.foreach(S.codes, lambda code: rx.el.li(rx.el.code(code))),
            class_name="card pad16 codes",
        ),
        open=S.dialog == "codes",
        on_close=S.close,
        actions=[
            kit.copy(
                kit.icon("copy", small=True),
                rx.el.span(t("account.codes_copy")),
                text=S.codes.join("\n"),
                copied=t("site.copied"),
                class_name="btn",
            ),
            kit.button(t("account.codes_kept"), look="primary", on_click=S.close),
        ],
        id="account-codes",
    )


def _end_dialogs() -> rx.Component:
    return rx.fragment(
        kit.dialog(
            rx.fragment(t("account.end_title"), " ", S.target_name),
            desk.dialog_problem(),
            rx.el.p(t("account.end_words"), class_name="mut"),
            open=S.dialog == "end",
            on_close=S.close,
            actions=[
                kit.button(t("account.keep"), on_click=S.close),
                kit.button(t("account.end"), look="solid", on_click=S.end_sign_in),
            ],
            id="account-end",
        ),
        kit.dialog(
            t("account.others_title"),
            desk.dialog_problem(),
            rx.el.p(t("account.others_words"), class_name="mut"),
            open=S.dialog == "others",
            on_close=S.close,
            actions=[
                kit.button(t("account.keep_all"), on_click=S.close),
                kit.button(t("account.end_others"), look="solid", on_click=S.end_others),
            ],
            id="account-others",
        ),
    )
