"""“Why can’t they book …?”: the question, and the answer per type and per host."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.explain import HostLine, WhyState

S = WhyState
t = texts.t


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.WHY, title=t("why.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the page."""
    return desk.page(
        kit.page_head(t("why.title"), t("why.words")),
        rx.cond(
            S.is_loaded,
            rx.cond(
                S.types.length() > 0,
                rx.el.div(_question(), _answer(), class_name="half why-page"),
                kit.empty(
                    t("why.empty"),
                    t("why.empty_words"),
                    kit.link_button(t("offer.title"), href=routes.MEETING_TYPES, look="primary"),
                ),
            ),
            kit.skeleton(t("desk.loading")),
        ),
        active="why",
    )


def _question() -> rx.Component:
    return sheets.sheet(
        sheets.line(t("why.type"), "type", "select", options=S.types),
        rx.el.div(
            sheets.line(t("why.on"), "on", "date", required=True),
            sheets.line(t("why.at"), "at", "time", required=True),
            class_name="fg",
        ),
        sheets.line(t("why.zone"), "zone", "zone", hint=t("why.zone_hint")),
        sheets.send(t("why.ask"), t("why.asking")),
        place="",
        values=S.values,
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.ask,
        class_name="card pad stack g20",
    )


def _answer() -> rx.Component:
    return rx.el.section(
        rx.cond(
            S.verdict != "",
            rx.fragment(
                rx.el.h2(S.verdict, id="verdict", tab_index=-1),
                rx.cond(S.there != "", rx.el.p(S.there, class_name="sm mut")),
                rx.cond(
                    S.reasons.length() > 0,
                    rx.el.ul(rx.foreach(S.reasons, _reason), class_name="card why"),
                ),
                rx.cond(
                    S.hosts.length() > 0,
                    rx.fragment(
                        rx.el.h3(t("why.hosts")),
                        rx.el.ul(rx.foreach(S.hosts, _host), class_name="card why"),
                    ),
                ),
            ),
            rx.el.div(
                rx.el.h2(t("why.before")),
                rx.el.p(t("why.before_words"), class_name="mut"),
                class_name="stack g8",
            ),
        ),
        kit.focus_on(S.answered, "#verdict"),
        class_name="stack",
    )


def _reason(words: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        rx.el.span(kit.icon("x"), class_name="no"), rx.el.span(words, class_name="grow")
    )


def _host(line: rx.Var[HostLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            line.is_free,
            rx.el.span(kit.icon("check"), class_name="yes"),
            rx.el.span(kit.icon("x"), class_name="no"),
        ),
        rx.el.span(line.words, class_name="grow"),
        key=line.id,
    )
