"""The landing page, and the page for addresses that lead nowhere."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import kit, site
from sched_app.state.home import HomeState

S = HomeState
STEPS = ("pick", "tell", "keep")


def add(app: rx.App) -> None:
    """Register the landing page and the 404."""
    app.add_page(
        page,
        route=routes.HOME,
        title=texts.t("home.title"),
        description=texts.t("home.description"),
    )
    app.add_page(not_found, route="404", title=texts.t("home.not_found_title"))


def page() -> rx.Component:
    """Draw the landing page: the only workspace's site, which came with the page, or a chooser."""
    content = rx.cond(
        S.is_loaded,
        rx.cond(S.is_pending, _pending(), rx.cond(S.is_chooser, _chooser())),
        _loading(),
    )
    return rx.fragment(
        site.frame(content, soon=S.soonest, class_name="landing"),
        rx.el.div(on_mount=S.open(site.ZONE, site.PATH)),
    )


def not_found() -> rx.Component:
    """Draw the page of an unknown address."""
    return kit.public_layout(site.nowhere())


def _loading() -> rx.Component:
    return kit.skeleton(texts.t("home.loading"), 50, 80, 65)


def _pending() -> rx.Component:
    """Say that set-up waits, and where its guarded address is to be found."""
    return rx.el.div(
        kit.hour_line((0, 25, ""), (25, 75, "soft"), tall=True),
        rx.el.h1(texts.t("home.pending_title"), class_name="display"),
        rx.el.p(texts.t("home.pending_words"), class_name="lead"),
        kit.note(
            rx.el.p(texts.t("home.pending_where")),
            rx.el.p(rx.el.code(texts.t("home.pending_example")), class_name="sm mut"),
        ),
        class_name="ew",
    )


def _soon(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.span(
                rx.el.span(one["name"], class_name="sm mut"),
                rx.el.strong(one["when"]),
            ),
            kit.icon("arrow-right"),
            href=one["path"],
            class_name="next",
        )
    )


def _next_free() -> rx.Component:
    return rx.cond(
        S.soonest.length() > 0,
        rx.el.aside(
            rx.el.h2(texts.t("home.next_free")),
            rx.el.ul(rx.foreach(S.soonest, _soon), class_name="soon"),
            class_name="card hours",
            aria_label=texts.t("home.next_free"),
        ),
    )


def _offer(one: Any) -> rx.Component:
    return rx.el.a(
        rx.el.strong(one["name"]),
        rx.el.span(one["about"], class_name="mut pre"),
        rx.el.span(rx.el.span(one["length"]), rx.el.span(one["place"]), class_name="sm mut row g8"),
        href=one["path"],
        class_name="card offer",
    )


def _offers(offers: Any) -> rx.Component:
    return rx.cond(
        offers.length() > 0,
        rx.el.div(rx.foreach(offers, _offer), class_name="offers"),
        rx.el.p(texts.t("home.no_offers"), class_name="mut"),
    )


def _step(number: int, name: str) -> rx.Component:
    share = 100 / len(STEPS)
    return rx.el.li(
        kit.hour_line((number * share, share, "")),
        rx.el.strong(texts.t(f"home.{name}")),
        rx.el.span(texts.t(f"home.{name}_words"), class_name="mut"),
    )


def _how() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(texts.t("home.how"), class_name="big"),
            rx.el.p(texts.t("home.how_words"), class_name="mut"),
            class_name="stack",
        ),
        rx.el.ol(*[_step(number, name) for number, name in enumerate(STEPS)], class_name="how"),
        class_name="sec split",
    )


def _chooser() -> rx.Component:
    """Draw the workspaces that wish to be listed, each with what it offers."""

    def section(one: Any) -> rx.Component:
        return rx.el.section(
            rx.el.h2(one["name"], class_name="big"),
            _offers(one["offers"].to(list[dict[str, str]])),
            class_name="sec",
        )

    return rx.fragment(
        rx.el.section(
            rx.el.div(
                rx.el.h1(texts.t("home.heading"), class_name="display", tab_index=-1),
                rx.el.p(texts.t("home.lead"), class_name="lead"),
                class_name="stack g24",
            ),
            _next_free(),
            class_name="hero",
        ),
        rx.cond(
            S.sections.length() > 0,
            rx.foreach(S.sections, section),
            rx.el.p(texts.t("home.no_workspaces"), class_name="mut"),
        ),
        _how(),
    )
