"""How long personal data are kept: days by kind, with a dry run before they are saved."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import clients, desk, kit, sheets
from sched_app.state.retention import KINDS, RetentionState

S = RetentionState
t = texts.t
DAYS_LEAST, DAYS_MOST = 7, 3650


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.RETENTION, title=t("retention.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the periods."""
    return rx.fragment(
        clients.styles(),
        desk.page(
            kit.page_head(
                t("retention.title"),
                t("retention.words"),
                back=kit.back_link(t("settings.title"), routes.SETTINGS),
            ),
            rx.cond(
                S.is_forbidden,
                kit.empty(t("settings.forbidden"), t("settings.forbidden_words")),
                rx.cond(S.is_loaded, _form(), kit.skeleton(t("desk.loading"))),
            ),
            _asking(),
            active="settings",
        ),
    )


def _form() -> rx.Component:
    return sheets.sheet(
        *[
            sheets.line(
                t(f"retention.{kind}"),
                kind,
                "number",
                optional=True,
                min=DAYS_LEAST,
                max=DAYS_MOST,
                after=t("retention.days"),
                hint=t(f"retention.{kind}_hint"),
            )
            for kind in KINDS
        ],
        kit.note(rx.el.p(t("retention.kept")), tone="info"),
        rx.el.div(
            kit.saved(S.saved),
            sheets.unsaved(),
            sheets.send(t("retention.look"), t("retention.looking")),
            class_name="row g8 wrap end",
        ),
        place=S.member_id + ":retention",
        values=S.values,
        rev=S.saves.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.look,
        class_name="card pad stack g20 form",
    )


def _asking() -> rx.Component:
    return kit.dialog(
        t("retention.sure"),
        desk.dialog_problem(),
        rx.cond(
            S.counts.length() > 0,
            rx.fragment(
                rx.el.p(t("retention.next_run"), class_name="mut"),
                rx.el.ul(rx.foreach(S.counts, lambda one: rx.el.li(one)), class_name="bul"),
                kit.note(rx.el.p(t("retention.final")), tone="warn"),
            ),
            rx.el.p(t("retention.nothing"), class_name="mut"),
        ),
        open=S.is_asking,
        on_close=S.close,
        actions=[
            kit.button(t("retention.keep"), on_click=S.close, custom_attrs={"data-first": "true"}),
            kit.button(t("retention.save"), look="solid", loading=S.is_busy, on_click=S.save),
        ],
        id="retention-sure",
    )
