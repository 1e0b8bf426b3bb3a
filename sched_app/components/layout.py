"""The frames around pages: public, embedded, and the dashboard with its sidebar and phone bars."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components.forms import Words, button, link_button, posted_form
from sched_app.components.icons import icon, mark

# (key, path, icon, text) of the dashboard's places, in the sidebar's order and under its headings.
Entry = tuple[str, str, str, str]
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "site.nav.main",
        (
            ("today", routes.DASHBOARD, "sun", "site.nav.today"),
            ("calendar", routes.CALENDAR, "calendar-days", "calendar.nav"),
            ("bookings", routes.BOOKINGS, "list", "site.nav.bookings"),
            ("customers", routes.CUSTOMERS, "user", "site.nav.customers"),
        ),
    ),
    (
        "site.nav.offer",
        (
            ("meeting-types", routes.MEETING_TYPES, "layers", "site.nav.meeting_types"),
            ("availability", routes.AVAILABILITY, "clock", "site.nav.availability"),
            ("why", routes.WHY, "circle-help", "site.nav.why"),
        ),
    ),
    (
        "site.nav.business",
        (
            ("team", routes.TEAM, "users", "site.nav.team"),
            ("analytics", routes.ANALYTICS, "chart-column", "site.nav.analytics"),
            ("site", routes.SITE, "globe", "site.nav.site"),
            ("outbox", routes.OUTBOX, "mail", "site.nav.outbox"),
            ("audit", routes.AUDIT, "file-text", "site.nav.audit"),
            ("settings", routes.SETTINGS, "settings", "site.nav.settings"),
        ),
    ),
)
ACCOUNT: Entry = ("account", routes.ACCOUNT, "user", "site.nav.account")
PLACES = tuple(entry for _, entries in GROUPS for entry in entries)
SHORT = ("meeting-types", "availability")  # Named shorter in the phone's bar.
PHONE = 4  # So many places stand in the phone's bar; the rest open under More.


def skip_link() -> rx.Component:
    """Draw the link that jumps over the navigation; it shows itself on focus."""
    # The router follows links by itself and leaves the focus where it was.
    return rx.el.a(
        texts.t("site.skip"), href="#main", class_name="skip", on_click=rx.set_focus("main")
    )


def theme_toggle(*, words: bool = False) -> rx.Component:
    """Draw the switch between light and dark; in words, or as an icon with a name."""
    if not words:
        return rx.el.button(
            icon("moon"),
            type="button",
            class_name="theme",
            aria_label=texts.t("site.theme"),
            title=texts.t("site.theme"),
            on_click=rx.toggle_color_mode,
        )
    return rx.el.button(
        icon("moon"),
        rx.el.span(texts.t("site.theme_short")),
        type="button",
        class_name="theme",
        on_click=rx.toggle_color_mode,
    )


def brand(workspace: Words, href: Words, *, flush: bool = True) -> rx.Component:
    """Draw the business's name with its mark, leading home."""
    return rx.el.a(
        mark(),
        rx.el.span(workspace, class_name="clip"),
        href=href,
        class_name="ws flush" if flush else "ws",
    )


def public_layout(
    *children: Any,
    workspace: Words = "OpenHours",
    home: Words = routes.HOME,
    footer: Words = "",
    sign_in: bool = True,
    class_name: str = "",
) -> rx.Component:
    """Draw a public page: header with the workspace's name, main, footer."""
    entry = [link_button(texts.t("site.sign_in"), href=routes.SIGN_IN, look="quiet", size="s")]
    return rx.el.div(
        skip_link(),
        rx.el.header(
            brand(workspace, home),
            rx.el.div(theme_toggle(), *(entry if sign_in else []), class_name="row g4"),
            class_name="ptop",
        ),
        rx.el.main(*children, id="main", tab_index=-1, class_name=f"pmain {class_name}".strip()),
        rx.el.footer(
            rx.el.div(
                rx.el.span(footer if footer != "" else workspace),
                languages(),
                rx.el.span(texts.t("site.made_with")),
            ),
            class_name="pfoot",
        ),
        class_name="pub",
    )


def bare_layout(*children: Any, class_name: str = "") -> rx.Component:
    """Draw a page without header and footer, for frames on other sites."""
    return rx.el.main(*children, id="main", tab_index=-1, class_name=f"pmain {class_name}".strip())


def _place(key: str, path: str, icon_name: str, text: str, active: str, count: Any) -> rx.Component:
    current = {"aria_current": "page"} if key == active else {}
    badge = []
    if key == "today" and count is not None:
        words = rx.el.span(" ", texts.t("site.nav.to_answer"), class_name="sr")
        badge = [rx.cond(count > 0, rx.el.span(count, words, class_name="n"))]
    return rx.el.a(icon(icon_name), texts.t(text), *badge, href=path, **current)


class _WholeLink(rx.el.Div):
    """A link that loads its page anew: the router would keep the scripts, and so the language."""

    tag = "a"


def languages() -> rx.Component:
    """Draw the links to this page in each language; nothing where there is one only."""
    if len(texts.locales()) < 2:
        return rx.fragment()
    return rx.el.nav(
        *[
            _WholeLink.create(
                texts.own_name(locale),
                lang=locale,
                custom_attrs={"href": f"?{routes.LANGUAGE}={locale}", "hrefLang": locale},
            )
            for locale in texts.locales()
        ],
        aria_label=texts.t("site.languages"),
        class_name="langs",
    )


def _sign_out() -> rx.Component:
    return posted_form(
        button(
            texts.t("site.sign_out"), type="submit", look="quiet", size="s", icon_name="log-out"
        ),
        action=routes.AUTH_SIGN_OUT,
    )


def _account(active: str, user: Words) -> list[rx.Component]:
    """Draw the way to one's own account: one's name at the sidebar's foot."""
    if isinstance(user, str):
        return [rx.el.p(user, class_name="sm mut clip")]
    key, path, icon_name, text = ACCOUNT
    current = {"aria_current": "page"} if key == active else {}
    words = rx.el.span(rx.cond(user != "", user, texts.t(text)), class_name="clip")
    title = texts.t(text)
    return [rx.el.a(icon(icon_name), words, href=path, title=title, class_name="who", **current)]


def _switch(other: Any) -> rx.Component:
    return posted_form(
        rx.el.input(type="hidden", name="workspace", value=other.public_id),
        button(
            rx.el.span(texts.t("switch.to"), " ", class_name="sr"),
            rx.el.span(other.name, class_name="clip"),
            type="submit",
            look="quiet",
            size="s",
            icon_name="arrow-right",
        ),
        action=routes.AUTH_SWITCH,
        key=other.public_id,
    )


def _workspace(workspace: Words, others: Any) -> rx.Component:
    """Draw the workspace's name; for a person of several, with the ways to the others."""
    name = brand(workspace, routes.DASHBOARD, flush=False)
    if others is None:
        return name
    choice = rx.el.details(
        rx.el.summary(
            mark(),
            rx.el.span(workspace, class_name="clip"),
            rx.el.span(texts.t("switch.open"), class_name="sr"),
            icon("chevron-down", small=True),
            class_name="ws",
        ),
        rx.el.div(rx.foreach(others, _switch), class_name="wss"),
    )
    return rx.cond(others.length() > 0, choice, name)


def _groups(active: str, to_answer: rx.Var[int] | None) -> list[rx.Component]:
    drawn: list[rx.Component] = []
    for heading, entries in GROUPS:
        if drawn:
            drawn.append(rx.el.p(texts.t(heading), class_name="nav-h"))
        drawn.append(
            rx.el.nav(
                *[_place(*entry, active, to_answer) for entry in entries],
                class_name="nav",
                aria_label=texts.t(heading),
            )
        )
    return drawn


def _phone_bar(active: str, others: Any) -> rx.Component:
    rest = PLACES[PHONE:]
    return rx.el.nav(
        *[
            _place(key, path, name, f"{text}_short" if key in SHORT else text, active, None)
            for key, path, name, text in PLACES[:PHONE]
        ],
        rx.el.details(
            rx.el.summary(icon("menu"), texts.t("site.nav.more")),
            rx.el.div(
                *[_place(*place, active, None) for place in rest],
                _place(*ACCOUNT, active, None),
                *([rx.foreach(others, _switch)] if others is not None else []),
                theme_toggle(words=True),
                _sign_out(),
                class_name="menu",
            ),
        ),
        class_name="mbar",
        aria_label=texts.t("site.nav.phone"),
    )


def dashboard_layout(
    *children: Any,
    active: str,
    workspace: Words = "OpenHours",
    user: Words = "",
    to_answer: rx.Var[int] | None = None,
    banner: rx.Component | None = None,
    others: Any = None,
    find: Callable[[str], rx.Component] | None = None,
) -> rx.Component:
    """Draw a page of the dashboard; `active` is a key of PLACES, `others` are workspaces.

    `find` draws the button of the command palette, with a class.
    """
    side = rx.el.aside(
        _workspace(workspace, others),
        *([find("cpb")] if find else []),
        *_groups(active, to_answer),
        rx.el.div(
            *_account(active, user),
            theme_toggle(words=True),
            _sign_out(),
            class_name="side-foot",
        ),
        class_name="side",
        aria_label=texts.t("site.nav.workspace"),
    )
    top = rx.el.header(
        brand(workspace, routes.DASHBOARD),
        rx.el.div(*([find("theme cpm")] if find else []), theme_toggle(), class_name="row"),
        class_name="mtop",
    )
    main = rx.el.main(
        rx.el.div(*children, class_name="in"), id="main", tab_index=-1, class_name="main"
    )
    return rx.fragment(
        skip_link(),
        *([banner] if banner is not None else []),
        rx.el.div(side, rx.el.div(top, main, _phone_bar(active, others)), class_name="shell"),
    )


def page_head(title: Words, words: Words = "", *actions: Any, back: Any = None) -> rx.Component:
    """Draw the head of a page: its one h1, a line below it, and at most a few actions."""
    below = [] if isinstance(words, str) and not words else [rx.el.p(words)]
    return rx.el.div(
        rx.el.div(*([back] if back is not None else []), rx.el.h1(title, tab_index=-1), *below),
        *([rx.el.div(*actions, class_name="row g8")] if actions else []),
        class_name="phead",
    )


def back_link(words: Words, href: Words = "", **props: Any) -> rx.Component:
    """Draw the small link above a heading that leads back; without `href` it is a button."""
    inner = (icon("chevron-left", small=True), words)
    if href == "":
        return rx.el.button(*inner, type="button", class_name="link sm row", **props)
    return rx.el.a(*inner, href=href, class_name="link sm row", **props)
