"""The customers' portal: their bookings, one receipt, their own data, and the way in by mail."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import clients, desk, kit, portal_parts, printing, sheets
from sched_app.state.base import AppState
from sched_app.state.portal import LANGUAGES, PortalDoorState, PortalState

S, D = PortalState, PortalDoorState
t = texts.t


def add(app: rx.App) -> None:
    """Register the portal's pages."""
    app.add_page(bookings, route=routes.PORTAL, title=t("portal.title"), on_load=S.load)
    app.add_page(data, route=routes.PORTAL_DATA, title=t("portal.data_title"), on_load=S.load_data)
    app.add_page(
        receipt, route=routes.RECEIPT_PAGE, title=t("portal.receipt"), on_load=S.load_receipt
    )
    app.add_page(sent, route=routes.PORTAL_SENT, title=t("portal.sent"), on_load=D.load_sent)
    app.add_page(
        link, route=routes.PORTAL_LINK_PAGE, title=t("portal.link_button"), on_load=D.load_link
    )


def bookings() -> rx.Component:
    """Draw the customer's bookings."""
    return portal_parts.page(
        portal_parts.places("bookings"),
        kit.page_head(
            rx.fragment(t("portal.hello"), " ", S.first_name),
            S.zone_words,
            kit.link_button(t("portal.book"), href=S.site_path, look="primary", icon_name="plus"),
        ),
        kit.tabs(t("portal.tabs"), S.tabs, S.tab, S.choose_tab),
        rx.cond(
            S.rows.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(S.rows, portal_parts.booking), class_name="po-l"),
                clients.pager(S.has_before, S.has_next, S.page_before, S.next_page),
            ),
            rx.match(
                S.tab,
                ("past", kit.empty(t("portal.no_past"), t("portal.no_past_words"))),
                ("requests", kit.empty(t("portal.no_requests"), t("portal.no_requests_words"))),
                kit.empty(
                    t("portal.no_coming"),
                    t("portal.no_coming_words"),
                    kit.link_button(t("portal.book"), href=S.site_path, look="primary"),
                ),
            ),
        ),
        active="bookings",
    )


def data() -> rx.Component:
    """Draw the customer's own data."""
    return portal_parts.page(
        portal_parts.places("data"),
        kit.page_head(t("portal.data_title"), t("portal.data_words")),
        rx.el.div(_about(), _way_in(), _feed(), _export(), _erase(), class_name="po-d"),
        portal_parts.feed_dialogs(),
        portal_parts.erase_dialog(),
        active="data",
    )


def _about() -> rx.Component:
    return sheets.sheet(
        sheets.line(t("portal.name"), "name", required=True, max=120, auto_complete="name"),
        rx.el.div(
            rx.el.p(t("portal.email"), class_name="strong sm"),
            rx.el.p(S.email),
            rx.el.p(t("portal.email_stays"), class_name="sm mut"),
        ),
        sheets.line(t("portal.phone"), "phone", "phone", max=40, auto_complete="tel"),
        sheets.line(t("portal.zone"), "timezone", "zone"),
        sheets.line(
            t("portal.language"), "locale", "select", options=[list(one) for one in LANGUAGES]
        ),
        rx.el.div(
            kit.saved(S.saved),
            sheets.unsaved(),
            sheets.send(t("offer.save"), t("offer.saving")),
            class_name="po-end",
        ),
        place=S.email + ":portal",
        values=S.values,
        rev=S.saves.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save,
        class_name="card pad stack g20",
    )


def _part(title: str, words: str, *children: rx.Component) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title), rx.el.p(words, class_name="mut"), *children, class_name="stack g12"
    )


def _way_in() -> rx.Component:
    return _part(
        t("portal.ways"),
        t("portal.ways_words"),
        rx.cond(
            S.has_mail,
            rx.el.div(
                kit.button(
                    rx.cond(S.has_password, t("portal.change_password"), t("portal.set_password")),
                    icon_name="mail",
                    on_click=S.mail_password,
                )
            ),
        ),
    )


def _feed() -> rx.Component:
    return _part(
        t("portal.feed"),
        t("portal.feed_words"),
        rx.cond(
            S.feed != "",
            rx.fragment(
                rx.el.div(
                    rx.el.code(S.feed, tab_index=0, role="group", aria_label=t("portal.feed")),
                    kit.copy(
                        kit.icon("copy", small=True),
                        rx.el.span(t("portal.feed_copy")),
                        text=S.feed,
                        copied=t("site.copied"),
                    ),
                    class_name="po-feed",
                ),
                rx.el.div(
                    kit.button(t("portal.feed_renew"), size="s", on_click=S.ask("feed")),
                    kit.button(
                        t("portal.feed_end"), size="s", look="danger", on_click=S.ask("unfeed")
                    ),
                    class_name="row wrap g8",
                ),
            ),
            rx.el.div(
                kit.button(t("portal.feed_open"), icon_name="calendar", on_click=S.open_feed)
            ),
        ),
    )


def _export() -> rx.Component:
    return _part(
        t("portal.export"),
        t("portal.export_words"),
        clients.download(t("portal.export_button"), routes.OWN_ZIP, {}, icon_name="download"),
    )


def _erase() -> rx.Component:
    return _part(
        t("portal.erase"),
        t("portal.erase_intro"),
        rx.el.div(kit.button(t("portal.erase_button"), look="danger", on_click=S.ask_erase)),
    )


def receipt() -> rx.Component:
    """Draw a receipt, which prints on one sheet."""
    one = S.receipt
    lines = (
        ("portal.receipt_meeting", one.meeting), ("portal.receipt_when", one.when),
        ("portal.receipt_with", one.with_words), ("portal.receipt_length", one.lasts),
        ("portal.receipt_for", one.name), ("portal.email", one.email),
        ("portal.receipt_number", one.number),
    )  # fmt: skip
    return portal_parts.page(
        portal_parts.places(""),
        rx.cond(
            S.is_missing,
            desk.dead_end(
                t("portal.receipt_missing"),
                t("portal.receipt_missing_words"),
                kit.link_button(t("portal.title"), href=routes.PORTAL, look="primary"),
            ),
            rx.el.article(
                rx.el.div(
                    rx.el.h1(t("portal.receipt"), tab_index=-1),
                    rx.el.p(one.business, class_name="mut"),
                    class_name="stack g4",
                ),
                rx.el.dl(
                    *[rx.el.div(rx.el.dt(t(key)), rx.el.dd(value)) for key, value in lines],
                    rx.el.div(
                        rx.el.dt(t("portal.receipt_price")), rx.el.dd(one.price, class_name="total")
                    ),
                    class_name="answers",
                ),
                kit.note(rx.el.p(t("portal.receipt_note"))),
                rx.el.div(
                    printing.button(t("portal.print")),
                    kit.link_button(t("portal.back"), href=routes.PORTAL, look="quiet"),
                    class_name="row wrap g8 no-print",
                ),
                class_name="card po-r",
            ),
        ),
        active="receipt",
    )


def sent() -> rx.Component:
    """Say that a mail is on its way."""
    return desk.stranger(
        rx.el.div(
            rx.el.h1(t("portal.sent"), tab_index=-1),
            rx.el.p(t("portal.sent_words"), class_name="mut"),
            rx.el.p(t("portal.sent_again"), class_name="mut"),
            class_name="stack g8",
        ),
        rx.el.p(kit.link(t("portal.ask_again"), href=D.again), class_name="center"),
    )


def link() -> rx.Component:
    """Greet the holder of a mailed link; its button acts."""
    over = desk.dead_end(
        t("account.link_over"),
        t("account.link_over_words"),
        kit.link_button(t("portal.ask_again"), href=routes.PORTAL, look="primary"),
    )
    shown = rx.fragment(
        rx.el.div(
            rx.el.h1(t("portal.link_title"), " ", AppState.workspace_name, tab_index=-1),
            rx.el.p(D.email, class_name="mut"),
            rx.el.p(t("portal.link_words"), class_name="mut"),
            class_name="stack g8",
        ),
        sheets.sheet(
            kit.problem(AppState.problem),
            rx.el.input(type="hidden", name="link", value=D.values["link"]),
            sheets.send(t("portal.link_button"), t("account.entering"), full=True),
            place="", values={}, fetched=True,
            action=routes.AUTH_PORTAL_LINK, class_name="card pad stack g20",
        ),
    )  # fmt: skip
    return desk.stranger(
        rx.cond(D.is_missing, over, rx.cond(D.is_loaded, shown, kit.skeleton(t("desk.loading")))),
        kit.focus_on(AppState.problem_number, "#problem"),
    )
