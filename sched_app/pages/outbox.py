"""The outbox: every message, how far it got, and the mail server's own words."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit
from sched_app.state.messages import MailRow, OutboxState

S = OutboxState
t = texts.t
REFRESH_SECONDS = 10


def add(app: rx.App) -> None:
    """Register the outbox."""
    app.add_page(page, route=routes.OUTBOX, title=t("outbox.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the outbox."""
    return desk.page(
        kit.page_head(t("outbox.title"), t("outbox.words"), desk.message_places("outbox")),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            rx.cond(
                S.has_mail,
                rx.fragment(),
                kit.note(
                    rx.el.p(rx.el.strong(t("outbox.no_mail"))),
                    rx.el.p(t("outbox.no_mail_words")),
                    tone="warn",
                ),
            ),
            kit.tabs(t("outbox.tabs"), S.tabs, S.status, S.choose),
            rx.cond(S.rows.length() > 0, _list(), _empty()),
            kit.every(seconds=REFRESH_SECONDS, on_tick=S.refresh),
        ),
        _message(),
        active="outbox",
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl mails"),
        rx.cond(
            S.has_before | S.has_next,
            rx.el.div(
                kit.button(
                    t("outbox.newer"), size="s", disabled=~S.has_before, on_click=S.page_before
                ),
                kit.button(t("outbox.older"), size="s", disabled=~S.has_next, on_click=S.next_page),
                class_name="row g8 end",
            ),
        ),
        class_name="stack",
    )


def _row(row: rx.Var[MailRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.button(
                    row.subject, type="button", class_name="tname", on_click=S.open(row.id)
                ),
                desk.message_badge(row.status),
                class_name="row g8 wrap",
            ),
            rx.el.p(
                row.recipient,
                " · ",
                row.at,
                rx.cond(row.tries != "", rx.el.span(" · ", row.tries, class_name="nowrap"), ""),
                class_name="sm mut",
            ),
            rx.cond(
                row.answer != "",
                rx.el.p(t("outbox.server_said"), " ", rx.el.q(row.answer), class_name="said"),
            ),
            rx.cond(row.advice != "", rx.el.p(row.advice, class_name="sm")),
            class_name="grow stack g4",
        ),
        rx.cond(
            row.can_resend & S.has_mail,
            kit.button(
                t("outbox.resend"),
                rx.el.span(" ", row.subject, class_name="sr"),
                size="s",
                on_click=S.resend(row.id),
            ),
        ),
        key=row.id,
        class_name="top",
    )


def _empty() -> rx.Component:
    return rx.cond(
        S.status == "all",
        kit.empty(t("outbox.empty"), t("outbox.empty_words")),
        kit.empty(t("outbox.empty_tab"), t("outbox.empty_tab_words")),
    )


def _message() -> rx.Component:
    return kit.dialog(
        S.open_subject,
        rx.el.p(t("outbox.to"), " ", S.open_to, class_name="sm mut"),
        rx.cond(
            S.is_private,
            kit.note(rx.el.p(t("outbox.private"))),
            rx.cond(
                S.open_html != "",
                # No scripts, no forms, no links out: the mail is looked at, not used.
                rx.el.iframe(
                    src_doc=S.open_html, sandbox="", title=t("outbox.preview"), class_name="mail"
                ),
                rx.el.pre(S.open_text, class_name="pre sm"),
            ),
        ),
        open=S.is_open,
        on_close=S.close,
        actions=[kit.button(t("site.close"), on_click=S.close)],
        id="message",
        wide=True,
    )
