"""Pages of the site, written in Markdown: list and editor."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets, site_desk
from sched_app.state.site_pages import PageRow, SitePagesState, SitePageState

S, P = SitePagesState, SitePageState
t = texts.t
BODY = 60_000


def add(app: rx.App) -> None:
    """Register the list and the editor."""
    app.add_page(pages, route=routes.SITE_PAGES, title=t("web.desk.tab_pages"), on_load=S.load)
    app.add_page(page, route=routes.DESK_SITE_PAGE, title=P.title, on_load=P.load)


def pages() -> rx.Component:
    """Draw the list of pages."""
    new = kit.link_button(
        t("web.desk.page_new"), href=routes.NEW_SITE_PAGE, look="primary", icon_name="plus"
    )
    return desk.page(
        site_desk.head("pages", new),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            rx.cond(
                S.rows.length() > 0,
                rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl types"),
                kit.empty(t("web.desk.pages_empty"), t("web.desk.pages_empty_words")),
            ),
        ),
        kit.dialog(
            t("web.desk.page_ask"),
            rx.el.p(
                rx.el.strong(S.target_title), " ", t("web.desk.page_ask_words"), class_name="mut"
            ),
            open=S.target != "",
            on_close=S.close,
            actions=[
                kit.button(t("web.desk.page_keep"), on_click=S.close),
                kit.button(t("web.desk.page_delete"), look="solid", on_click=S.remove),
            ],
            id="page",
        ),
        active="site",
    )


def _row(row: rx.Var[PageRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.a(row.title, href=row.edit_path, class_name="tname"),
                rx.cond(
                    row.is_published,
                    rx.fragment(),
                    rx.el.span(t("web.desk.page_draft"), class_name="badge ring"),
                ),
                class_name="row g8 wrap",
            ),
            rx.el.p(row.path, " · ", row.changed, class_name="sm mut wordy"),
            class_name="grow stack g4",
        ),
        kit.button(
            t("web.desk.page_delete"),
            rx.el.span(" ", row.title, class_name="sr"),
            size="s",
            on_click=S.ask(row.id, row.title),
        ),
        key=row.id,
    )


def page() -> rx.Component:
    """Draw the editor of a page."""
    return desk.page(
        rx.cond(
            P.is_missing,
            desk.dead_end(
                t("web.desk.page_missing"),
                t("web.desk.page_missing_words"),
                kit.link_button(t("web.desk.tab_pages"), href=routes.SITE_PAGES),
            ),
            rx.fragment(
                kit.page_head(
                    P.title,
                    "",
                    rx.cond(P.path != "", kit.link_button(t("web.desk.page_open"), href=P.path)),
                    back=kit.back_link(t("web.desk.tab_pages"), routes.SITE_PAGES),
                ),
                desk.guarded(P.is_loaded, P.is_forbidden, t("desk.loading"), _editor()),
            ),
        ),
        active="site",
    )


def _editor() -> rx.Component:
    return sheets.sheet(
        rx.el.div(
            rx.el.div(
                sheets.line(t("web.desk.page_title"), "title", required=True, max=120),
                sheets.line(
                    t("accounts.slug"),
                    "slug",
                    "slug",
                    required=True,
                    max=60,
                    before=P.before,
                    followed=True,
                ),
                sheets.follow("title", "slug"),
                sheets.line(
                    t("web.desk.page_body"),
                    "body",
                    "textarea",
                    rows=18,
                    max=BODY,
                    hint=t("web.desk.page_body_hint"),
                ),
                sheets.line(
                    t("web.desk.page_published"),
                    "is_published",
                    "switch",
                    hint=t("web.desk.page_published_hint"),
                ),
                class_name="card pad stack g20",
            ),
            rx.el.div(
                kit.saved(P.saved),
                sheets.unsaved(),
                sheets.send(t("offer.save"), t("offer.saving")),
                class_name="row g8 wrap end savebar",
            ),
            class_name="stack g20",
        ),
        site_desk.preview(P.preview, P.try_out),
        place=P.member_id + ":site-page:" + P.page_id,
        values=P.values,
        rev=P.rev,
        errors=P.errors,
        attempt=P.attempt,
        busy=P.is_busy,
        on_send=P.save,
        class_name="sited",
    )
