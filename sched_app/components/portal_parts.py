"""Parts of the customers' portal: its frame, its way in, one booking, its questions."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside, desk, kit, sheets
from sched_app.state.base import CHECK_SECONDS, AppState
from sched_app.state.portal import PortalState
from sched_app.state.portal_rows import PortalRow

S = PortalState
_STYLES = beside.path("portal.css")
t = texts.t


class _Styles(rx.Fragment):
    """Brings the styles along: other pages do not load them."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def page(*children: Any, active: str) -> rx.Component:
    """Draw a page of the portal, or the way in for whoever is not signed in."""
    return rx.fragment(
        desk.form_styles(),
        _Styles.create(),
        kit.public_layout(
            rx.cond(
                S.is_out | S.is_erased,
                _way_in(),
                rx.cond(
                    S.is_loaded,
                    rx.el.div(kit.problem(AppState.problem), *children, class_name="po"),
                    rx.el.div(kit.skeleton(t("desk.loading"), 40, 88, 72, 64), class_name="po"),
                ),
            ),
            kit.live_region(AppState.said),
            workspace=S.business,
            home=S.site_path,
            sign_in=False,
        ),
        kit.every(seconds=CHECK_SECONDS, on_tick=S.check),
        kit.focus_on(AppState.problem_number, "#problem"),
        kit.focus_on((S.is_out | S.is_erased).to_string()),
        key=f"portal-{active}",
    )


def places(active: str) -> rx.Component:
    """Draw the ways between the pages of the portal, and out of it."""
    links = (("bookings", routes.PORTAL), ("data", routes.PORTAL_DATA))
    return rx.el.div(
        rx.el.nav(
            *[
                rx.el.a(
                    t(f"portal.place.{name}"),
                    href=path,
                    **({"aria_current": "page"} if name == active else {}),
                )
                for name, path in links
            ],
            class_name="seg places",
            aria_label=t("portal.places"),
        ),
        rx.el.div(
            rx.cond(
                S.is_member,
                kit.link_button(
                    t("portal.dashboard"), href=routes.DASHBOARD, look="quiet", size="s"
                ),
            ),
            kit.posted_form(
                kit.button(
                    t("site.sign_out"), type="submit", look="quiet", size="s", icon_name="log-out"
                ),
                action=routes.AUTH_SIGN_OUT,
            ),
            class_name="row g4",
        ),
        class_name="row between wrap g8 no-print",
    )


def _way_in() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h1(
                rx.cond(S.is_erased, t("portal.erased"), t("portal.title")), tab_index=-1
            ),
            rx.el.p(
                rx.cond(
                    S.is_erased,
                    t("portal.erased_words"),
                    rx.cond(S.is_nobody, t("portal.nobody"), t("portal.way_in")),
                ),
                class_name="mut",
            ),
            class_name="stack g8",
        ),
        kit.problem(AppState.problem),
        rx.cond(
            S.has_mail,
            sheets.sheet(
                rx.el.input(type="hidden", name="business", value=S.business_slug),
                sheets.line(
                    t("portal.email"), "email", "email", required=True, max=254,
                    hint=t("portal.email_hint"), auto_complete="username",
                ),
                sheets.send(t("portal.mail_link"), full=True, icon="mail"),
                more_icons=["mail"],
                place="portal", values={"email": ""}, fetched=True,
                action=routes.AUTH_PORTAL_ASK, class_name="card pad stack g20",
            ),
            kit.note(rx.el.p(t("portal.no_mail"))),
        ),
        rx.cond(
            ~S.is_nobody,
            rx.el.p(
                t("portal.have_password"), " ",
                kit.link(t("site.sign_in"), href=routes.sign_in(after=routes.PORTAL), small=True),
                class_name="sm mut center",
            ),
            rx.el.p(
                kit.link(t("portal.dashboard"), href=routes.DASHBOARD, small=True),
                class_name="center",
            ),
        ),
        class_name="narrow",
    )  # fmt: skip


def booking(row: rx.Var[PortalRow]) -> rx.Component:
    """Draw one of the customer's bookings with what can be done."""
    tile = rx.el.div(
        rx.el.span(row.weekday),
        rx.el.strong(row.day),
        rx.el.span(row.month),
        class_name="tc-date",
        aria_hidden="true",
    )
    return rx.el.li(
        tile,
        rx.el.div(
            rx.el.div(
                rx.el.h2(rx.el.span(row.day_words, ", ", class_name="sr"), row.time),
                kit.badge(row.status),
                class_name="row between top wrap g8",
            ),
            rx.el.p(
                rx.el.strong(row.meeting), " ", t("booking.with"), " ", row.with_words,
                class_name="mut",
            ),
            rx.cond(row.until != "", rx.el.p(row.until, class_name="sm mut")),
            rx.el.div(_acts(row), class_name="row wrap g8"),
            class_name="tc-body",
        ),
        class_name=rx.cond(row.is_gone, "card po-c gone", "card po-c"),
        key=row.id,
    )  # fmt: skip


def _acts(row: rx.Var[PortalRow]) -> rx.Component:
    def named(words: str) -> list[Any]:
        said = (": ", row.meeting, ", ", row.day_words, ", ", row.time)
        return [words, rx.el.span(*said, class_name="sr")]

    return rx.fragment(
        rx.cond(
            row.may_change,
            rx.el.a(*named(t("portal.change")), href=row.path, class_name="btn s tonal"),
            rx.el.a(*named(t("portal.show")), href=row.path, class_name="btn s"),
        ),
        rx.cond(
            row.again != "", rx.el.a(*named(t("portal.again")), href=row.again, class_name="btn s")
        ),
        rx.cond(
            row.receipt != "",
            rx.el.a(*named(t("portal.receipt")), href=row.receipt, class_name="btn s quiet"),
        ),
    )


def feed_dialogs() -> rx.Component:
    """Ask before the feed's address is made anew, or ended."""
    return rx.fragment(
        kit.dialog(
            t("portal.feed_renew_ask"),
            rx.el.p(t("portal.feed_renew_words"), class_name="mut"),
            open=S.dialog == "feed",
            on_close=S.close,
            actions=[
                kit.button(t("portal.feed_keep"), on_click=S.close),
                kit.button(t("portal.feed_renew"), look="solid", on_click=S.open_feed),
            ],
            id="feed",
        ),
        kit.dialog(
            t("portal.feed_end_ask"),
            rx.el.p(t("portal.feed_end_words"), class_name="mut"),
            open=S.dialog == "unfeed",
            on_close=S.close,
            actions=[
                kit.button(t("portal.feed_keep"), on_click=S.close),
                kit.button(t("portal.feed_end"), look="solid", on_click=S.close_feed),
            ],
            id="unfeed",
        ),
    )


def erase_dialog() -> rx.Component:
    """Ask before the customer is erased: what goes, what stays and why; or why it cannot be."""
    return kit.dialog(
        t("portal.erase_ask"),
        kit.problem(AppState.problem, id="erase-problem"),
        rx.cond(
            S.erase_coming != "",
            rx.el.div(
                rx.el.p(S.erase_coming),
                rx.el.p(t("portal.erase_first"), class_name="mut"),
                class_name="stack g8",
            ),
            rx.el.div(
                rx.el.p(t("portal.erase_goes")),
                rx.el.p(S.erase_words, class_name="mut"),
                rx.el.p(t("portal.erase_stays"), class_name="mut"),
                class_name="stack g8",
            ),
        ),
        rx.el.div(
            kit.button(t("portal.erase_keep"), on_click=S.close),
            rx.cond(
                S.erase_coming == "",
                kit.button(t("portal.erase_do"), look="solid", on_click=S.erase),
            ),
            class_name="da",
        ),
        open=S.dialog == "erase",
        on_close=S.close,
        id="erase",
    )
