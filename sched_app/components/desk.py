"""The frame of every dashboard page: navigation, problem, news, the end of a sign-in."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside, kit, palette, sheets
from sched_app.state.base import CHECK_SECONDS, AppState

_STYLES = beside.path("dashboard.css")


class _Styles(rx.Fragment):
    """Brings the dashboard's own styles along: public pages do not load them."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def form_styles() -> rx.Component:
    """Bring the styles of forms along to a page without the dashboard's frame."""
    return _Styles.create()


def page(*children: Any, active: str) -> rx.Component:
    """Draw a page of the dashboard; `active` is its place in the navigation."""
    return rx.fragment(
        _Styles.create(),
        kit.dashboard_layout(
            kit.problem(AppState.problem),
            *children,
            kit.live_region(AppState.said),
            active=active,
            workspace=AppState.workspace_name,
            user=AppState.member_name,
            to_answer=AppState.to_answer,
            banner=_alarm(),
            others=AppState.other_workspaces,
            find=palette.button,
        ),
        kit.every(seconds=CHECK_SECONDS, on_tick=AppState.check),
        kit.focus_on(AppState.problem_number, "#problem"),
        palette.palette(),
        _signed_out(),
    )


def _alarm() -> rx.Component:
    """Draw what is wrong with the whole app, above all; it is announced when it appears."""
    return rx.cond(
        AppState.alarm != "",
        kit.banner(
            AppState.alarm,
            bad=True,
            action=rx.el.a(texts.t("system.alarm.link"), href=routes.SYSTEM),
        ),
    )


def guarded(
    is_loaded: rx.Var[bool], is_forbidden: rx.Var[bool], label: str, *children: Any
) -> rx.Component:
    """Draw what is loaded, a skeleton before, and who to ask where the right is missing."""
    return rx.cond(
        is_forbidden,
        kit.empty(texts.t("desk.forbidden"), texts.t("desk.forbidden_words")),
        rx.cond(is_loaded, rx.fragment(*children), kit.skeleton(label, 40, 88, 72, 80, 64)),
    )


def dialog_problem() -> rx.Component:
    """Draw the problem inside a dialog, where the page's own cannot be reached."""
    return kit.problem(AppState.problem, id="dialog-problem")


def _signed_out() -> rx.Component:
    return kit.dialog(
        texts.t("desk.signed_out"),
        rx.el.p(texts.t("desk.signed_out_words"), class_name="mut"),
        sign_in_form("again", after=AppState.router.url.path),
        kit.link(texts.t("account.other_ways"), href=routes.SIGN_IN, small=True),
        open=AppState.is_signed_out,
        on_close=rx.redirect(routes.SIGN_IN),
        id="signed-out",
    )


def sign_in_form(place: str, *, after: Any, has_mail: rx.Var[bool] | bool = False) -> rx.Component:
    """Draw the form that signs in; the browser posts it, so that the cookie is set.

    With a mail server it offers a link, and one to whoever forgot the password.
    """
    by_link = rx.fragment(
        sheets.send(
            texts.t("account.mail_link"),
            full=True,
            to=routes.AUTH_SIGN_IN_ASK,
            without="password",
            icon="mail",
        ),
        rx.el.p(texts.t("account.or"), class_name="or"),
    )
    return sheets.sheet(
        rx.el.input(type="hidden", name="after", value=after),
        sheets.line(
            texts.t("accounts.email"),
            "email",
            "email",
            required=True,
            auto_complete="username",
            first=True,
        ),
        rx.cond(has_mail, by_link, rx.fragment()),
        sheets.line(
            texts.t("accounts.password"),
            "password",
            "password",
            required=True,
            auto_complete="current-password",
            aside=rx.cond(has_mail, texts.t("account.forgotten"), ""),
            aside_href=routes.FORGOTTEN,
        ),
        sheets.send(texts.t("site.sign_in"), full=True, look=rx.cond(has_mail, "sec", "pri")),
        more_icons=["mail"],
        place=f"sign-in:{place}",
        values={"email": "", "password": ""},
        secret=["password"],
        action=routes.AUTH_SIGN_IN,
        class_name="stack g20",
    )


MESSAGE_LOOK = {
    "waiting": "badge info ring",
    "leased": "badge info half",
    "sent": "badge ok",
    "failed": "badge bad",
    "kept": "badge ring",
}


def message_badge(status: rx.Var[str]) -> rx.Component:
    """Draw how far a message got: word, shape and colour."""
    words = [(code, texts.t(f"outbox.status.{code}")) for code in MESSAGE_LOOK]
    looks = list(MESSAGE_LOOK.items())
    return rx.el.span(rx.match(status, *words, ""), class_name=rx.match(status, *looks, "badge"))


def message_places(active: str) -> rx.Component:
    """Draw the way between the outbox and the system's page."""
    places = (("outbox", routes.OUTBOX), ("system", routes.SYSTEM))
    return rx.el.nav(
        *[
            rx.el.a(
                texts.t(f"system.place.{name}"),
                href=path,
                **({"aria_current": "page"} if name == active else {}),
            )
            for name, path in places
        ],
        class_name="seg places",
        aria_label=texts.t("system.places"),
    )


def section(title: str, *actions: Any, words: str = "") -> rx.Component:
    """Draw the head of a part of a page."""
    below = [rx.el.p(words, class_name="sm mut")] if words else []
    return rx.el.div(
        rx.el.div(rx.el.h2(title), *below),
        *([rx.el.div(*actions, class_name="row g8")] if actions else []),
        class_name="row between wrap",
    )


def new_password() -> rx.Component:
    """Draw the field in which a password is chosen."""
    return sheets.line(
        texts.t("accounts.new_password"),
        "password",
        "password",
        required=True,
        hint=texts.t("accounts.password_hint"),
        least=sheets.PASSWORD_LEAST,
        auto_complete="new-password",
    )


def stranger(*children: Any, wide: bool = False) -> rx.Component:
    """Draw a page for someone who is not signed in: one narrow column."""
    return rx.fragment(
        _Styles.create(),
        kit.public_layout(
            rx.el.div(*children, class_name="narrow form" if wide else "narrow"),
            workspace=AppState.workspace_name,
            sign_in=False,
        ),
    )


def dead_end(title: str, words: str, *actions: Any) -> rx.Component:
    """Draw what stands behind an address that leads nowhere."""
    return rx.el.div(
        rx.el.h1(title, tab_index=-1),
        rx.el.p(words, class_name="mut"),
        *([rx.el.div(*actions, class_name="row wrap g8")] if actions else []),
        class_name="stack",
    )
